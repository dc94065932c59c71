// How many defective parts escape and how many good ones are falsely rejected: at rest, under one random draw, at the
// worst setting common to all, and each at its own worst.

import type { ObjectDecisions } from "../../results/decisions.ts";
import type { Combination, RunSummary } from "../../results/schema.ts";
import {
  type Decisions,
  decisionsIn,
  SIDE_WORDS,
  STAGE_TITLES,
  type Stage,
  sidesTitle,
  stagesOf,
  summedStages,
} from "../decisions.ts";
import { combinationLabel, pointText } from "../format.ts";
import { countCells, countColumns, EXACT_NOTE, OVER_COLUMN } from "./decisions-columns.ts";
import { madeNote, RANGES_COLUMN, rangesCell, TEXT_OBJECT, titled } from "./rows.ts";
import type { Cell, Column, Table } from "./table.ts";

const STAGES: readonly Stage["name"][] = ["rest", "typical", "common", "worst"];

const STAGES_NOTE =
  "Typical: each picture under one random draw of its own, uniform in the ranges. Worst common: one setting of lamp, lens and camera for all pictures of an object, each in its own worst pose; the worst of the settings that were evaluated, for each side its own. Worst per picture: each at the worst of all that was evaluated of it; the low end of that interval is what such parts can do at least, the high end is about what this search would find in others.";

/** A row per object, stage and combination, and what all objects come to; null without an operating point. */
export function decisionsTable(summary: RunSummary): Table | null {
  const decisions = decisionsIn(summary);
  if (decisions === null) return null;
  const { objects, combinations, sides } = decisions;
  const hasCommon = objects.some(({ common }) => Object.keys(common).length > 0);
  const sums = objects.length > 1 ? sumRows(summary, decisions) : [];
  return {
    name: "decisions",
    ...titled(`${sidesTitle(decisions)} at the frozen threshold`, summary, combinations),
    columns: [
      ...[TEXT_OBJECT, { label: "decided", key: "decided", unit: "text" } as const, OVER_COLUMN],
      ...sides.flatMap((side): Column[] => {
        const { title: group, key, of } = SIDE_WORDS[side];
        return [
          ...countColumns({ group, key, of }),
          { group, label: "common at", key: `${key}_common_at`, unit: "text", hidden: !hasCommon },
        ];
      }),
      RANGES_COLUMN,
    ],
    rows: [...objects.flatMap((object) => objectRows(summary, decisions, object)), ...sums],
    ...{ grouped: true, summaryRows: sums.length },
    notes: [
      sides.map((side) => SIDE_WORDS[side].meaning).join(" "),
      ...[EXACT_NOTE, STAGES_NOTE, madeNote(summary)],
    ],
  };
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
