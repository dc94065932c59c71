// The pictures whose decision was right at rest and wrong somewhere in the range.

import type { Flip } from "../../results/decisions.ts";
import type { RunSummary } from "../../results/schema.ts";
import { type Decisions, decisionsIn } from "../decisions.ts";
import { combinationLabel, pointText } from "../format.ts";
import { scoreText } from "../thresholds.ts";
import { OVER_COLUMN, titledLast } from "./decisions-columns.ts";
import { madeNote, RANGES_COLUMN, rangesCell } from "./rows.ts";
import type { Cell, Table } from "./table.ts";

/** A page shows so many of them. */
const SHOWN = 20;

/**
 * A row per picture, escapes first, then the largest change of the score: of the last combination as many as a page has
 * room for, or all of all combinations. Null where no verdict turned.
 */
export function decisionsFlipsTable(summary: RunSummary, which: "shown" | "all" = "shown"): Table | null {
  const decisions = decisionsIn(summary);
  if (decisions === null) return null;
  const flips = flipsOf(decisions);
  const last = flips.filter(({ combination }) => combination === decisions.combination);
  const rows = which === "all" ? flips : last.slice(0, SHOWN);
  if (rows.length === 0) return null;
  const more = last.length - SHOWN;
  return {
    name: "decisions-flips",
    ...titledLast("Verdicts that turned: right at rest, wrong somewhere in the range", summary, decisions),
    columns: [
      { label: "picture", key: "sample", unit: "text" },
      { label: "defect", key: "defect", unit: "text" },
      { label: "turned", key: "turned", unit: "text" },
      { ...OVER_COLUMN, hidden: which === "shown" },
      { label: "threshold", key: "threshold", unit: "text" },
      { label: "score at rest", key: "score_original", unit: "number" },
      { label: "score", key: "score", unit: "number" },
      { label: "at", key: "at", unit: "text" },
      RANGES_COLUMN,
    ],
    rows: rows.map((flip) => rowOf(summary, flip)),
    ...{ grouped: false, summaryRows: 0 },
    notes: [
      `Each at the worst score that was found of it, which need not be the first at which it turns.${which === "shown" && more > 0 ? ` ${more} more ${more === 1 ? "is" : "are"} in tables/decisions-flips.csv.` : ""}`,
      madeNote(summary),
    ],
  };
}

/** With the image threshold that it turned at; null for the detector's own decision. */
interface Turned extends Flip {
  readonly threshold: number | null;
}

function flipsOf({ objects }: Decisions): Turned[] {
  const change = ({ scoreAtRest, score }: Flip): number => Math.abs(score - scoreAtRest);
  return objects
    .flatMap(({ flips, thresholds }) => flips.map((flip) => ({ ...flip, threshold: thresholds.image })))
    .toSorted(
      (left, right) => Number(right.anomalous) - Number(left.anomalous) || change(right) - change(left),
    );
}

function rowOf(summary: RunSummary, flip: Turned): Cell[] {
  const { sample, defect, anomalous, combination, scoreAtRest, score, point, threshold } = flip;
  return [
    ...[sample, defect, anomalous ? "escapes" : "is rejected"],
    combinationLabel(combination, summary.shifts),
    threshold === null ? "the detector's own" : scoreText(threshold),
    ...[scoreAtRest, score, pointText(point, summary.shifts), rangesCell(summary, combination)],
  ];
}
