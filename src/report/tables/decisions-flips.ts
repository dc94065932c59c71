// The pictures whose decision was right at rest and wrong somewhere in the range.

import type { Flip } from "../../results/decisions.ts";
import type { RunSummary } from "../../results/schema.ts";
import { type Decisions, decisionsIn } from "../decisions.ts";
import { combinationLabel, pointText } from "../format.ts";
import { scoreText } from "../thresholds.ts";
import { madeNote, RANGES_COLUMN, rangesCell, titled } from "./rows.ts";
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
    ...titled(
      "Verdicts that turned: right at rest, wrong somewhere in the range",
      summary,
      decisions.combination === null ? [] : [decisions.combination],
    ),
    columns: [
      { label: "picture", key: "sample", unit: "text" },
      { label: "defect", key: "defect", unit: "text" },
      { label: "turned", key: "turned", unit: "text" },
      { label: "over", key: "over", unit: "text", hidden: which === "shown" },
      { label: "threshold", key: "threshold", unit: "text" },
      { label: "score at rest", key: "score_original", unit: "number" },
      { label: "score", key: "score", unit: "number" },
      { label: "at", key: "at", unit: "text" },
      RANGES_COLUMN,
    ],
    rows: rows.map((flip) => rowOf(summary, decisions, flip)),
    ...{ grouped: false, summaryRows: 0 },
    notes: [
      `Each at the worst score that was found of it, which need not be the first at which it turns.${which === "shown" && more > 0 ? ` ${more} more are in tables/decisions-flips.csv.` : ""}`,
      madeNote(summary),
    ],
  };
}

function flipsOf({ objects }: Decisions): Flip[] {
  const change = ({ scoreAtRest, score }: Flip): number => Math.abs(score - scoreAtRest);
  return objects
    .flatMap(({ flips }) => flips)
    .toSorted(
      (left, right) => Number(right.anomalous) - Number(left.anomalous) || change(right) - change(left),
    );
}

function rowOf(summary: RunSummary, { objects }: Decisions, flip: Flip): Cell[] {
  const { sample, defect, anomalous, combination, scoreAtRest, score, point } = flip;
  const owner = objects.find(({ flips }) => flips.includes(flip));
  const threshold = owner?.thresholds.image ?? null;
  return [
    ...[sample, defect, anomalous ? "escapes" : "is rejected"],
    combinationLabel(combination, summary.shifts),
    threshold === null ? "the detector's own" : scoreText(threshold),
    ...[scoreAtRest, score, pointText(point, summary.shifts), rangesCell(summary, combination)],
  ];
}
