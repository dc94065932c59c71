// What searches that share took, phase by phase, beside what independent ones would have.

import type { RunSummary } from "../../results/schema.ts";
import { type SharedCost, sharedCost } from "../../results/shared-cost.ts";
import { combinationLabel } from "../format.ts";
import { madeNote, RANGES_COLUMN, rangesCell, titled } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

/** A row per combination and one for their sum, in forward evaluations a picture; null of searches that do not share. */
export function sharedSearchesTable(summary: RunSummary): Table | null {
  const cost = sharedCost(summary);
  if (cost === null) return null;
  const { combinations, units, independent } = cost;
  const phases = Math.max(...combinations.map((each) => each.phases.length));
  const row = (own: readonly number[], total: number, alone: number): Cell[] => [
    ...Array.from({ length: phases }, (_, phase) => own[phase] ?? ""),
    ...[total, alone, alone === 0 ? null : total / alone],
  ];
  return {
    name: "shared-searches",
    ...titled("What the searches took of a picture, in forward evaluations", summary),
    columns: columnsOf(phases),
    rows: [
      ...combinations.map((each) => [
        combinationLabel(each.combination, summary.shifts),
        ...row(each.phases, each.units, each.independent),
        rangesCell(summary, each.combination),
      ]),
      ["all", ...row(phaseSums(cost, phases), units, independent), ""],
    ],
    grouped: false,
    summaryRows: 1,
    notes: [
      "The first phase begins from what the picture's sweeps and the searches over fewer shifts saw; each further one from all of that and from the worst points of the object's other pictures with the same label. Independent: what searches of the same strategy that share nothing take. A gradient step counts two. Means over the pictures, without sweeps, draws and the maps of what is kept, which are the same either way.",
      madeNote(summary),
    ],
  };
}

function columnsOf(phases: number): Column[] {
  const number = (label: string, key: string): Column => ({ label, key, unit: "number", digits: 0 });
  return [
    { label: "worst over", key: "worst_over", unit: "text" },
    ...Array.from({ length: phases }, (_, at) => number(`phase ${at + 1}`, `phase_${at + 1}`)),
    ...[number("in all", "units"), number("independent", "independent_units")],
    { label: "share", key: "share_percent", unit: "percent", digits: 0 },
    RANGES_COLUMN,
  ];
}

function phaseSums({ combinations }: SharedCost, phases: number): number[] {
  return Array.from({ length: phases }, (_, phase) =>
    combinations.reduce((sum, each) => sum + (each.phases[phase] ?? 0), 0),
  );
}
