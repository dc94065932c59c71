// Verdicts of a run as tables: a row per object, what was counted for it, and how far each shift goes alone.

import { acceptanceOf } from "./acceptance.ts";
import type { AnsweredQuestion } from "./answered-question.ts";
import type { Cell, QueryTable } from "./query-tables.ts";

const OBJECTS: QueryTable<AnsweredQuestion> = {
  columns: {
    ...{ question: "VARCHAR", object: "VARCHAR", verdict: "VARCHAR", at_rest_already: "BOOLEAN" },
    ...{ factor: "DOUBLE", holds_together: "BOOLEAN", binding_side: "VARCHAR", k: "INTEGER", n: "INTEGER" },
    ...{ lower: "DOUBLE", upper: "DOUBLE", allowed: "DOUBLE" },
    ...{ defective_needed: "INTEGER", good_needed: "INTEGER", units: "DOUBLE", draws: "INTEGER" },
    ...{ second_strategy: "VARCHAR", second_flips: "INTEGER" },
  },
  rows: ({ question, summary }) =>
    (acceptanceOf(summary)?.objects ?? []).map((judged): Cell[] => {
      const { object, verdict, atRestAlready, within, holdsTogether, binding, search } = judged;
      const { escapes, falseRejects } = judged.picturesNeeded;
      return [
        ...[question, object, verdict, atRestAlready, within?.factor ?? null, holdsTogether],
        ...[binding?.side ?? null, binding?.k ?? null, binding?.n ?? null],
        ...[binding?.lower ?? null, binding?.upper ?? null, binding?.limit ?? null],
        ...[escapes, falseRejects, search.units, search.draws],
        ...[search.second?.strategy ?? null, search.second?.flips ?? null],
      ];
    }),
};

const COUNTS: QueryTable<AnsweredQuestion> = {
  columns: {
    ...{ question: "VARCHAR", object: "VARCHAR", place: "VARCHAR", side: "VARCHAR" },
    ...{ k: "INTEGER", n: "INTEGER", low: "DOUBLE", high: "DOUBLE" },
  },
  rows: ({ question, summary }) =>
    (acceptanceOf(summary)?.objects ?? []).flatMap(({ object, atRest, typical, common, worst }) =>
      Object.entries({ atRest, typical, common, worst }).flatMap(([place, { escapes, falseRejects }]) =>
        Object.entries({ escapes, falseRejects }).map(([side, { k, n, low, high }]): Cell[] => [
          ...[question, object, place, side, k, n, low, high],
        ]),
      ),
    ),
};

/** An end is NULL where no limit holds at rest. */
const ALONE: QueryTable<AnsweredQuestion> = {
  columns: {
    ...{ question: "VARCHAR", object: "VARCHAR", shift: "VARCHAR", low: "DOUBLE", high: "DOUBLE" },
    ...{ asked_low: "DOUBLE", asked_high: "DOUBLE", judged_by: "VARCHAR" },
  },
  rows: ({ question, summary }) => {
    const { objects = [], ranges = {} } = acceptanceOf(summary) ?? {};
    return objects.flatMap(({ object, alone, aloneBy }) =>
      Object.entries(alone).map(([shift, held]): Cell[] => [
        ...[question, object, shift, held?.[0] ?? null, held?.[1] ?? null],
        ...[ranges[shift]?.[0] ?? null, ranges[shift]?.[1] ?? null, aloneBy],
      ]),
    );
  },
};

/** The tables of verdicts, in their order; empty of a run that was asked for none. */
export const ACCEPTANCE_TABLES: Readonly<Record<string, QueryTable<AnsweredQuestion>>> = {
  acceptance: OBJECTS,
  acceptance_counts: COUNTS,
  acceptance_alone: ALONE,
};
