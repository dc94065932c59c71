// How many defective parts escape and how many good ones are falsely rejected: at rest, under one random draw, at the
// worst setting common to all, and each at its own worst.

import type { ObjectDecisions } from "../../results/decisions.ts";
import type { Combination, RunSummary } from "../../results/schema.ts";
import { type Decisions, decisionsIn, SIDE_WORDS, type Stage, stagesOf, summedStages } from "../decisions.ts";
import { combinationLabel, percent, pointText, shortened } from "../format.ts";
import { countCells, countColumns, EXACT_NOTE, OVER_COLUMN } from "./decisions-columns.ts";
import { madeNote, RANGES_COLUMN, rangesCell, TEXT_OBJECT, titled } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const STAGE_TITLES: Readonly<Record<Stage["name"], string>> = {
  ...{ rest: "at rest", typical: "random draw", common: "worst common", worst: "worst found" },
};

const STAGES: readonly Stage["name"][] = ["rest", "typical", "common", "worst"];

const STAGES_NOTE =
  "Random draw: each picture under one draw, uniform in the ranges. Worst common: one setting of lamp, lens and camera for all pictures of an object, for each side its own worst, each picture at its own pose. Worst found: each picture at the worst of all that was evaluated of it; the low end of its interval is what such parts can do at least, the high end what this search would find in others.";

/** A row per object, stage and combination, and what all objects come to; null without an operating point. */
export function decisionsTable(summary: RunSummary): Table | null {
  const decisions = decisionsIn(summary);
  if (decisions === null) return null;
  const { objects, combinations, sides } = decisions;
  const sums = objects.length > 1 ? sumRows(summary, decisions) : [];
  return {
    name: "decisions",
    ...titled(`${titleOf(decisions)} at the frozen threshold`, summary, combinations),
    columns: [
      ...[TEXT_OBJECT, { label: "decided", key: "decided", unit: "text" } as const, OVER_COLUMN],
      ...sides.flatMap((side): Column[] => {
        const { title: group, key, of } = SIDE_WORDS[side];
        return [
          ...countColumns({ group, key, of }),
          { group, label: "common at", key: `${key}_common_at`, unit: "text" },
        ];
      }),
      RANGES_COLUMN,
    ],
    rows: [...objects.flatMap((object) => objectRows(summary, decisions, object)), ...sums],
    ...{ grouped: true, summaryRows: sums.length },
    notes: [...sides.map((side) => SIDE_WORDS[side].meaning), EXACT_NOTE, STAGES_NOTE, madeNote(summary)],
  };
}

/** "Escapes and false rejects" */
function titleOf({ sides }: Decisions): string {
  const titles = sides.map((side) => SIDE_WORDS[side].title).join(" and ");
  return `${titles.charAt(0).toUpperCase()}${titles.slice(1)}`;
}

function objectRows(summary: RunSummary, decisions: Decisions, object: ObjectDecisions): Cell[][] {
  const row = (name: Stage["name"], combination: Combination | null): Cell[][] => {
    const counts = decisions.sides.map((side) => ({
      side,
      count: stagesOf(object, side, combination).find((stage) => stage.name === name)?.count,
    }));
    if (counts.every(({ count }) => count === undefined)) return [];
    const points = combination === null ? undefined : object.common[combination]?.points;
    return [
      [
        ...headCells(summary, object.object, name, combination),
        ...counts.flatMap(({ side, count }) => [
          ...countCells(count),
          name === "common" && points !== undefined ? pointText(points[side], summary.shifts) : "",
        ]),
        rangesCell(summary, combination),
      ],
    ];
  };
  const [rest, ...others] = STAGES;
  return [
    ...row(rest ?? "rest", null),
    ...decisions.combinations.flatMap((combination) => others.flatMap((name) => row(name, combination))),
  ];
}

/** At rest and of the last combination. */
function sumRows(summary: RunSummary, decisions: Decisions): Cell[][] {
  const { sides, combination } = decisions;
  const sums = sides.map((side) => summedStages(decisions, side));
  return STAGES.flatMap((name) => {
    const counts = sums.map((stages) => stages.find((stage) => stage.name === name)?.count);
    if (counts.every((count) => count === undefined)) return [];
    const over = name === "rest" ? null : combination;
    return [
      [
        ...headCells(summary, "all objects", name, over),
        ...counts.flatMap((count) => [...countCells(count), ""]),
        rangesCell(summary, over),
      ],
    ];
  });
}

function headCells(
  { shifts }: RunSummary,
  object: string,
  name: Stage["name"],
  combination: Combination | null,
): Cell[] {
  return [object, STAGE_TITLES[name], combination === null ? "" : combinationLabel(combination, shifts)];
}

/** For a terminal of 80 columns: of every object the last combination, k of n and the interval. */
export function compactDecisions(summary: RunSummary): Table | null {
  const decisions = decisionsIn(summary);
  if (decisions === null) return null;
  const { objects, sides, combination } = decisions;
  return {
    ...{ name: "decisions", title: `${titleOf(decisions)}: k of n parts, 95% interval in per cent` },
    columns: [
      ...[TEXT_OBJECT, { label: "decided", key: "decided", unit: "text" } as const],
      ...sides.flatMap((side): Column[] => [
        { label: SIDE_WORDS[side].title, key: SIDE_WORDS[side].key, unit: "text" },
        { label: "95%", key: `${SIDE_WORDS[side].key}_interval`, unit: "text" },
      ]),
    ],
    rows: objects.flatMap((object) =>
      STAGES.flatMap((name): Cell[][] => {
        const counts = sides.map(
          (side) => stagesOf(object, side, combination).find((stage) => stage.name === name)?.count,
        );
        if (counts.every((count) => count === undefined)) return [];
        return [
          [
            ...[shortened(object.object, 12), STAGE_TITLES[name]],
            ...counts.flatMap((count) =>
              count === undefined || count.low === null || count.high === null
                ? ["", ""]
                : [`${count.k} of ${count.n}`, `${percent(count.low)}–${percent(count.high)}`],
            ),
          ],
        ];
      }),
    ),
    ...{ grouped: true, summaryRows: 0, notes: [] },
  };
}
