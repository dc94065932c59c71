// The run beside its baseline: what became of verdicts, and of the pictures' own values, a table each.

import { present } from "../../core/errors.ts";
import type { Comparison, ValueComparison } from "../../results/comparison.ts";
import type { RunSummary } from "../../results/schema.ts";
import { rowsCompared } from "../comparison.ts";
import { combinationLabel, counted } from "../format.ts";
import { rangesOfRun, shiftsOfRun, titleWithRanges } from "../ranges.ts";
import { changeUnitOf, madeNote, TEXT_OBJECT } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const AT: Column = { label: "at", key: "at", unit: "text" };
const PARTS: Column = { label: "parts", key: "parts", unit: "number", digits: 0 };
const TESTED: readonly Column[] = [
  { label: "p", key: "p", unit: "text" },
  { label: "adjusted p", key: "p_adjusted", unit: "text" },
];
/** A smaller p is printed as below it. */
const LEAST = 0.0001;

const MCNEMAR =
  "McNemar's exact test: if a change from right to wrong were as likely as one from wrong to right, p is the chance of a split at least as uneven. Parts that both runs decide alike say nothing about it.";
const WILCOXON =
  "Wilcoxon's signed-rank test: if a part's value were as likely to have risen as to have fallen by what it moved, p is the chance of ranks at least as one-sided. It weighs moves by their order, so that no single part decides.";
const COVERED =
  "From and to: 95% bootstrap interval of the mean change, parts drawn anew within each label. It covers the sampling of pictures, not what the searches missed.";

/** The tables of a comparison; none of a run without a baseline, or where nothing could be compared. */
export function comparisonTables(summary: RunSummary): Table[] {
  const { comparison } = summary;
  if (comparison === undefined) return [];
  const titles = [...new Set(comparison.values.map(({ value }) => value))];
  return [
    ...(comparison.verdicts.length === 0 ? [] : [verdictsTable(summary, comparison)]),
    ...titles.map((title, index) =>
      valuesTable(
        summary,
        comparison,
        comparison.values.filter(({ value }) => value === title),
        index,
      ),
    ),
  ];
}

function verdictsTable(summary: RunSummary, comparison: Comparison): Table {
  return {
    name: "comparison-verdicts",
    ...titledBeside("Verdicts", summary, comparison),
    columns: [
      ...[TEXT_OBJECT, AT, PARTS],
      { label: "right, now wrong", key: "worse", unit: "number", digits: 0 },
      { label: "wrong, now right", key: "better", unit: "number", digits: 0 },
      ...TESTED,
    ],
    rows: comparison.verdicts.map(({ object, at, parts, worse, better, p, adjusted }) => [
      ...[object, placeText(at, summary), parts, worse, better, pText(p), pText(adjusted)],
    ]),
    ...{ grouped: true, summaryRows: 0 },
    notes: [MCNEMAR, ...commonNotes(summary, comparison)],
  };
}

function valuesTable(
  summary: RunSummary,
  comparison: Comparison,
  rows: readonly ValueComparison[],
  index: number,
): Table {
  const { value, unit } = present(rows[0], "row");
  const change = changeUnitOf({ unit, decimals: unit === "fraction" ? 1 : 4 });
  const key = unit === "fraction" ? "_points" : "";
  return {
    name: `comparison-values-${index + 1}`,
    ...titledBeside(`The pictures' own ${value}`, summary, comparison),
    columns: [
      ...[TEXT_OBJECT, AT, PARTS],
      { label: "mean change", key: `change${key}`, ...change },
      { label: "from", key: `change_low${key}`, ...change },
      { label: "to", key: `change_high${key}`, ...change },
      ...TESTED,
    ],
    rows: rows.map((row) => [
      ...[
        row.object,
        placeText(row.at, summary),
        row.parts,
        row.change,
        row.interval?.low ?? null,
        row.interval?.high ?? null,
      ],
      ...[pText(row.p), pText(row.adjusted)],
    ]),
    ...{ grouped: true, summaryRows: 0 },
    notes: [
      unit === "fraction"
        ? `Of parts with a defect; a change below 0 is for the worse.`
        : "A change below 0 is towards the wrong decision: a lower score of a part with a defect, a higher one of a good part.",
      WILCOXON,
      COVERED,
      ...commonNotes(summary, comparison),
    ],
  };
}

/** "worst θ + δh": a place with its shifts as tables have them. */
function placeText(at: string, { shifts }: RunSummary): string {
  return at.replace(/\S+$/, (name) => combinationLabel(name, shifts));
}

/** "0.0391", "<0.0001"; undefined where no part differs. */
function pText(p: number | null): Cell {
  if (p === null) return null;
  return p < LEAST ? `<${LEAST}` : p.toFixed(4);
}

function titledBeside(
  what: string,
  summary: RunSummary,
  { baseline }: Comparison,
): Pick<Table, "title" | "ranges"> & { readonly ranges: string } {
  const ranges = rangesOfRun(summary, shiftsOfRun(summary));
  return { title: titleWithRanges(`${what} beside the baseline ${baseline.name}`, ranges), ranges };
}

function commonNotes(summary: RunSummary, comparison: Comparison): string[] {
  const tests = rowsCompared(comparison);
  return [
    `Adjusted p: Holm's correction over the ${counted(tests, "test")} of this comparison; up to 0.05 is called significant.`,
    madeNote(summary),
  ];
}
