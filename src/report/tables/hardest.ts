// The samples hit hardest, with the shift that does it.

import { SHIFT_NAMES, type Shift } from "../../core/shift.ts";
import type { Combination, RunSummary } from "../../results/schema.ts";
import { findingsOf } from "../findings.ts";
import { shiftsOf } from "../ranges.ts";
import { madeNote, RANGES_COLUMN, rangesCell, titled, worstLabel } from "./rows.ts";
import type { Column, Table } from "./table.ts";

const SHIFT_COLUMNS: Readonly<Record<Shift, Column>> = {
  theta: { label: "θ (°)", key: "theta_degrees", unit: "signed", digits: 1 },
  hue: { label: "δh (rad)", key: "hue_radians", unit: "signed" },
  saturation: { label: "δs", key: "saturation", unit: "signed" },
};

/** People see the shifts that were searched; the CSV has all. */
const columnsOf = (combination: Combination): readonly Column[] => [
  { label: "sample", key: "sample", unit: "text" },
  { label: "defect", key: "defect", unit: "text" },
  { label: "pAUROC", key: "pauroc_original_percent", unit: "percent" },
  { label: "worst", key: "pauroc_worst_percent", unit: "percent" },
  { label: "points", key: "pauroc_change_points", unit: "points" },
  ...SHIFT_NAMES.map((shift) => ({
    ...SHIFT_COLUMNS[shift],
    hidden: !shiftsOf([combination]).includes(shift),
  })),
  RANGES_COLUMN,
];

/** The `count` samples of the largest drop, for the last combination; null where none has a pAUROC. */
export function hardestTable(summary: RunSummary, count = 10): Table | null {
  const findings = findingsOf(summary);
  if (findings === null || findings.samples.length === 0) return null;
  const { combination } = findings;
  return {
    name: "hardest",
    ...titled(`Samples hit hardest, ${worstLabel(combination)}`, summary, [combination]),
    columns: columnsOf(combination),
    rows: findings.samples
      .slice(0, count)
      .map(({ sample, from, to, worst: { point } }) => [
        sample.sample,
        sample.defect,
        from,
        to,
        to - from,
        point.theta,
        point.hue,
        point.saturation,
        rangesCell(summary, combination),
      ]),
    grouped: false,
    summaryRows: 0,
    notes: ["pAUROC of the one sample, in per cent.", madeNote(summary)],
  };
}
