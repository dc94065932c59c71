// The samples hit hardest, with the shift that does it.

import type { ShiftFacts } from "../../core/shift.ts";
import { amountShown, shownAmount } from "../../core/shift-amount.ts";
import type { Combination, RunSummary } from "../../results/schema.ts";
import { UNSHIFTED } from "../bound-kinds.ts";
import { shiftKey } from "../facts.ts";
import { findingsOf } from "../findings.ts";
import { type OwnValues, ownValues } from "../own-values.ts";
import { shiftsOf } from "../ranges.ts";
import {
  changeUnitOf,
  columnKey,
  madeNote,
  RANGES_COLUMN,
  rangesCell,
  titled,
  unitOf,
  worstLabel,
} from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

function shiftColumn(shift: ShiftFacts, hidden: boolean): Column {
  const sign = shift.sign.trim();
  return {
    label: sign === "" ? shift.symbol : `${shift.symbol} (${sign})`,
    key: shiftKey(shift),
    ...{ unit: "signed", digits: shift.decimals, hidden },
  };
}

/** True where people know the amounts as other numbers: kelvin, a quality. They read those, machines the amounts. */
function isRenamed(shift: ShiftFacts): boolean {
  return amountShown(shift, 0) !== 0;
}

function shiftColumns(shift: ShiftFacts, hidden: boolean): Column[] {
  if (!isRenamed(shift)) return [shiftColumn(shift, hidden)];
  const shown: Column = { label: shift.symbol, key: `${shiftKey(shift)}_shown`, unit: "text", hidden };
  return [shiftColumn(shift, true), shown];
}

function shiftCells(shift: ShiftFacts, amount: number | undefined): Cell[] {
  const own = amount ?? null;
  if (!isRenamed(shift)) return [own];
  return [own, amount === undefined ? null : shownAmount(shift, amount)];
}

/** People see the shifts that were searched; the CSV has all of the study's. */
function columnsOf(summary: RunSummary, combination: Combination): Column[] {
  const { facts } = ownValues(summary);
  const searched = shiftsOf(summary, [combination]);
  const [value, change] = [unitOf(facts), changeUnitOf(facts)];
  return [
    { label: "sample", key: "sample", unit: "text" },
    { label: "defect", key: "defect", unit: "text" },
    { label: facts.title, key: columnKey(facts, UNSHIFTED), ...value },
    { label: "worst", key: columnKey(facts, "worst"), ...value },
    {
      label: change.unit === "points" ? "points" : "change",
      key: columnKey(facts, "change", "change"),
      ...change,
    },
    ...summary.shifts.flatMap((shift) => shiftColumns(shift, !searched.includes(shift))),
    RANGES_COLUMN,
  ];
}

/** The `count` samples of the largest drop, for the last combination; null where none has a value of its own. */
export function hardestTable(summary: RunSummary, count = 10): Table | null {
  const findings = findingsOf(summary);
  if (findings === null || findings.samples.length === 0) return null;
  const { combination } = findings;
  return {
    name: "hardest",
    ...titled(`Samples hit hardest, ${worstLabel(summary, combination)}`, summary, [combination]),
    columns: columnsOf(summary, combination),
    rows: findings.samples
      .slice(0, count)
      .map(({ sample, from, to, worst: { point } }) => [
        sample.sample,
        sample.defect,
        from,
        to,
        to - from,
        ...summary.shifts.flatMap((shift) => shiftCells(shift, point[shift.name])),
        rangesCell(summary, combination),
      ]),
    grouped: false,
    summaryRows: 0,
    notes: [noteOf(ownValues(summary)), madeNote(summary)],
  };
}

function noteOf({ facts: { title, unit } }: OwnValues): string {
  return unit === "fraction"
    ? `${title} of the one sample, in per cent.`
    : `The ${title} of the one sample: a defect is hit where it falls, a good part where it rises.`;
}
