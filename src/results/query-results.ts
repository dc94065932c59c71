// The results of a run's questions as tables: the metrics of every aggregate, decisions as counts, verdicts of pictures.
// Written over whatever metrics the results hold.

import type { MetricSet } from "../core/metric-set.ts";
import type { AnsweredQuestion } from "./answered-question.ts";
import { type Count, type DecisionCounts, decisionsOf, type ObjectDecisions } from "./decisions.ts";
import { ACCEPTANCE_TABLES } from "./query-acceptance.ts";
import type { Cell, QueryTable } from "./query-tables.ts";
import type { BoundIntervals, MeanSummary, MetricIntervals, ObjectSummary } from "./schema.ts";

/** Where a set of metrics was taken; the amount is that of a swept shift. */
interface Taken {
  readonly shifts?: string;
  readonly amount?: number | null;
  readonly set: MetricSet;
  readonly values?: MetricIntervals | undefined;
  readonly change?: MetricIntervals | undefined;
}

const METRICS: QueryTable<AnsweredQuestion> = {
  columns: {
    ...{ question: "VARCHAR", object: "VARCHAR", place: "VARCHAR", shifts: "VARCHAR", amount: "DOUBLE" },
    ...{ metric: "VARCHAR", value: "DOUBLE", low: "DOUBLE", high: "DOUBLE" },
    ...{ change_low: "DOUBLE", change_high: "DOUBLE", reason: "VARCHAR", note: "VARCHAR" },
  },
  rows: ({ question, summary: { objects, mean, metrics } }) => {
    const names = metrics.map(({ name }) => name);
    const owners = [...objects, { ...mean, object: null }];
    return owners.flatMap((owner) =>
      Object.entries(takenOf(owner)).flatMap(([at, taken]) =>
        taken.flatMap((each) =>
          names.flatMap((name) =>
            metricRows(each, name).map((cells) => [question, owner.object, at, ...cells]),
          ),
        ),
      ),
    );
  },
};

/** A metric that the set does not name was not computed: no row. */
function metricRows({ shifts = "", amount = null, set, values, change }: Taken, name: string): Cell[][] {
  const value = set.values[name];
  if (value === undefined) return [];
  const [own, moved] = [values?.[name], change?.[name]];
  return [
    [
      ...[shifts, amount, name, value, own?.low ?? null, own?.high ?? null],
      ...[moved?.low ?? null, moved?.high ?? null, set.reasons?.[name] ?? null, set.notes?.[name] ?? null],
    ],
  ];
}

/** By the names that the table has in its column `place`; its own words, whatever questions and shifts are called. */
type Places = {
  readonly original: readonly Taken[];
  readonly bound: readonly Taken[];
  readonly nested: readonly Taken[];
  readonly objectBound: readonly Taken[];
  readonly common: readonly Taken[];
  readonly sweep: readonly Taken[];
  readonly sweepCommon: readonly Taken[];
  readonly sweepPerPicture: readonly Taken[];
  readonly identity: readonly Taken[];
};

function takenOf(aggregate: ObjectSummary | MeanSummary): Places {
  const { original, bounds, nested, objectBounds, common = {}, identity, sweeps, intervals } = aggregate;
  return {
    original: [{ set: original, values: intervals.original }],
    bound: found(bounds, intervals.bounds),
    nested: found(nested, intervals.nested),
    objectBound: found(objectBounds, intervals.objectBounds),
    common: Object.entries(common).map(([shifts, { metrics: set }]) => ({ shifts, set })),
    sweep: sweeps.flatMap(({ shift: shifts, points }) =>
      points.map(({ value: amount, metrics: set }) => ({ shifts, amount, set })),
    ),
    sweepCommon: sweeps.flatMap(({ shift: shifts, worst }) =>
      worst?.common === undefined ? [] : [{ shifts, amount: worst.common.value, set: worst.common.metrics }],
    ),
    sweepPerPicture: sweeps.flatMap(({ shift: shifts, worst }) =>
      worst === undefined ? [] : [{ shifts, set: worst.perPicture }],
    ),
    identity: identity === null ? [] : [{ set: identity }],
  };
}

function found(
  sets: Readonly<Record<string, MetricSet>>,
  intervals: Readonly<Record<string, BoundIntervals>>,
): Taken[] {
  return Object.entries(sets).map(([shifts, set]) => ({ shifts, set, ...intervals[shifts] }));
}

const DECISIONS: QueryTable<AnsweredQuestion> = {
  columns: {
    ...{ question: "VARCHAR", object: "VARCHAR", place: "VARCHAR", shifts: "VARCHAR", amount: "DOUBLE" },
    ...{ side: "VARCHAR", defect: "VARCHAR", k: "INTEGER", n: "INTEGER", low: "DOUBLE", high: "DOUBLE" },
  },
  rows: ({ question, summary }) =>
    (decisionsOf(summary) ?? []).flatMap((decisions) =>
      [...sideRows(decisions), ...defectRows(decisions)].map((cells) => [
        question,
        decisions.object,
        ...cells,
      ]),
    ),
};

/** Shifts, the amount of a swept one, and what was counted there. */
type Counted = readonly (readonly [string, number | null, DecisionCounts])[];

type CountedPlaces = {
  readonly atRest: Counted;
  readonly sweep: Counted;
  readonly typical: Counted;
  readonly common: Counted;
  readonly worst: Counted;
};

/** Both sides wherever they were counted. */
function sideRows({ atRest, sweeps, typical, common, worst }: ObjectDecisions): Cell[][] {
  const swept = sweeps.flatMap(({ shift, points }) =>
    points.map(({ value, ...counts }) => [shift, value, counts] as const),
  );
  const places: CountedPlaces = {
    atRest: [["", null, atRest]],
    sweep: swept,
    ...{ typical: byCombination(typical), common: byCombination(common), worst: byCombination(worst) },
  };
  return Object.entries(places).flatMap(([at, counted]) =>
    counted.flatMap(([shifts, amount, { escapes, falseRejects }]) =>
      Object.entries({ escapes, falseRejects }).map(([side, count]): Cell[] => [
        ...[at, shifts, amount, side, null],
        ...countCells(count),
      ]),
    ),
  );
}

function byCombination<Kind>(counts: Readonly<Record<string, Kind>>): (readonly [string, null, Kind])[] {
  return Object.entries(counts).map(([shifts, own]) => [shifts, null, own] as const);
}

/** Escapes of each defect type. */
function defectRows({ defects }: ObjectDecisions): Cell[][] {
  return defects.flatMap(({ defect, atRest, worst }) => {
    const places = { atRest: [["", null, atRest] as const], worst: byCombination(worst) };
    return Object.entries(places).flatMap(([at, counted]) =>
      counted.flatMap(([shifts, , escapes]) =>
        Object.entries({ escapes }).map(([side, count]): Cell[] => [
          ...[at, shifts, null, side, defect],
          ...countCells(count),
        ]),
      ),
    );
  });
}

function countCells({ k, n, low, high }: Count): Cell[] {
  return [k, n, low, high];
}

const VERDICTS: QueryTable<AnsweredQuestion> = {
  columns: {
    ...{ question: "VARCHAR", object: "VARCHAR", sample: "VARCHAR", part: "VARCHAR", defect: "VARCHAR" },
    ...{ anomalous: "BOOLEAN", place: "VARCHAR", shifts: "VARCHAR", rejected: "BOOLEAN" },
  },
  rows: ({ question, summary }) =>
    (decisionsOf(summary) ?? []).flatMap(({ object, verdicts }) =>
      verdicts.flatMap(({ sample, part, defect, anomalous, atRest, typical, worst }) => {
        const places = { atRest: { "": atRest }, typical, worst };
        return Object.entries(places).flatMap(([at, decided]) =>
          Object.entries(decided).map(([shifts, rejected]): Cell[] => [
            ...[question, object, sample, part, defect, anomalous],
            ...[at, shifts, rejected],
          ]),
        );
      }),
    ),
};

/** The tables over the finished questions of a run, in their order. */
export const RESULT_TABLES: Readonly<Record<string, QueryTable<AnsweredQuestion>>> = {
  metrics: METRICS,
  decisions: DECISIONS,
  verdicts: VERDICTS,
  ...ACCEPTANCE_TABLES,
};
