// What readers of a question's answer rely on: its charts, and the data behind verdicts, tolerances, risk and decisions.

import { z } from "zod";
import { VERDICTS } from "../core/acceptance.ts";
import { listOf, mapOf } from "./bounded-schema.ts";

const number = z.number();
const orNull = number.nullable();
const text = z.string();
const numbers = mapOf(number);

/** Two numbers, such as a shift's ends. */
export const rangeSchema: z.ZodType = z.tuple([number, number]);

/** The thresholds of an object. */
export const thresholdsSchema: z.ZodType = z.looseObject({
  rule: z.discriminatedUnion("kind", [
    z.looseObject({ kind: z.literal("detector") }),
    z.looseObject({ kind: z.literal("false-rejects"), rate: number }),
    z.looseObject({ kind: z.literal("score"), image: number, pixel: orNull }),
  ]),
  ...{ image: orNull, pixel: orNull, from: text, pictures: orNull, promised: orNull },
  notes: listOf(text),
});

const axis = z.looseObject({ label: text, unit: text });
const spread = { low: number.optional(), high: number.optional() };

function chartSchema(file: z.ZodType): z.ZodType {
  const chart = { title: text };
  return z.discriminatedUnion("kind", [
    z
      .looseObject({
        ...{ ...chart, kind: z.literal("table"), columns: listOf(axis) },
        rows: listOf(listOf(z.union([text, number, z.null()]))),
      })
      // Asked of a faulty table too.
      .refine(
        ({ columns, rows }) =>
          Array.isArray(columns) &&
          Array.isArray(rows) &&
          rows.every((row) => Array.isArray(row) && row.length === columns.length),
      ),
    z.looseObject({
      ...{ ...chart, kind: z.literal("curve"), x: axis, y: axis },
      series: listOf(
        z.looseObject({ name: text, points: listOf(z.looseObject({ x: number, y: orNull, ...spread })) }),
      ),
    }),
    z.looseObject({
      ...{ ...chart, kind: z.literal("bars"), y: axis },
      bars: listOf(z.looseObject({ name: text, value: orNull, ...spread })),
    }),
    z
      .looseObject({
        ...{ ...chart, kind: z.literal("histogram"), x: axis },
        ...{ edges: listOf(number), counts: listOf(number) },
      })
      .refine(({ edges, counts }) => edges.length === counts.length + 1),
    z.looseObject({
      ...{ ...chart, kind: z.literal("pictures") },
      pictures: listOf(z.looseObject({ caption: text, file })),
    }),
  ]);
}

const count = z.looseObject({ k: number, n: number, low: orNull, high: orNull });
const counts = { escapes: count, falseRejects: count };
const decided = z.looseObject(counts);
const rate = count.extend({ verdict: z.enum(["acceptable", "marginal", "unacceptable"]) });
const pair = z.tuple([number, number]);
const agreement = z.looseObject({
  ...{ table: z.tuple([pair, pair]), kappa: orNull, kappaInterval: pair.nullable() },
  ...{ effectiveness: rate, miss: rate.nullable(), falseAlarm: rate.nullable() },
});

const decisionsSchema = z.looseObject({
  objects: listOf(
    z.looseObject({
      ...{ object: text, thresholds: thresholdsSchema, atRest: decided },
      sweeps: listOf(
        z.looseObject({ shift: text, points: listOf(z.looseObject({ value: number, ...counts })) }),
      ),
      ...{ typical: mapOf(decided), worst: mapOf(decided), agreement: mapOf(agreement) },
      common: mapOf(decided.extend({ points: z.looseObject({ escapes: numbers, falseRejects: numbers }) })),
      defects: listOf(z.looseObject({ defect: text, atRest: count, worst: mapOf(count) })),
      flips: listOf(
        z.looseObject({
          ...{ sample: text, defect: text, anomalous: z.boolean(), combination: text },
          ...{ scoreAtRest: number, score: number, point: numbers },
        }),
      ),
      verdicts: listOf(
        z.looseObject({
          ...{ sample: text, part: text, defect: text, anomalous: z.boolean(), atRest: z.boolean() },
          ...{ typical: mapOf(z.boolean()), worst: mapOf(z.boolean()) },
        }),
      ),
      missedRegions: z.looseObject({ atRest: count, worst: mapOf(count) }).nullable(),
      mapChange: z.looseObject({ typical: numbers, worst: numbers }).nullable(),
      limits: listOf(text),
    }),
  ),
});

const limit = z.looseObject({ worst: number, relative: z.boolean() }).nullable();
const limits = z.looseObject({ escapes: limit, falseRejects: limit });
const verdict = z.enum([...VERDICTS]);

const acceptanceSchema = z.looseObject({
  ...{ verdict, limits, ranges: mapOf(rangeSchema) },
  objects: listOf(
    z.looseObject({
      ...{ object: text, verdict, atRestAlready: z.boolean(), thresholds: thresholdsSchema },
      within: z.looseObject({ factor: number, box: mapOf(rangeSchema) }).nullable(),
      ...{ alone: mapOf(rangeSchema.nullable()), aloneBy: z.enum(["limits", "seen"]) },
      binding: z
        .looseObject({
          ...{ side: z.enum(["escapes", "falseRejects"]), k: number, n: number, lower: number },
          ...{ upper: number, limit: number, point: numbers.nullable() },
        })
        .nullable(),
      ...{ atRest: decided, typical: decided, common: decided, worst: decided },
      picturesNeeded: z.looseObject({ escapes: orNull, falseRejects: orNull }),
      search: z.looseObject({
        ...{ units: number, draws: number },
        second: z.looseObject({ strategy: text, flips: number }).nullable(),
      }),
      holdsTogether: z.boolean(),
      actions: listOf(z.looseObject({ what: text })),
      notes: listOf(text),
    }),
  ),
});

const tolerancePoint = z.looseObject({
  ...{ factor: number, range: rangeSchema.nullable(), ...counts, perPicture: decided, pauroc: orNull },
});
const tolerancesSchema = z.looseObject({
  limits,
  objects: listOf(
    z.looseObject({
      object: text,
      shifts: listOf(
        z.looseObject({
          ...{ shift: text, alone: z.boolean(), symmetric: orNull, low: orNull, high: orNull },
          confirmed: z.looseObject({ inside: z.boolean().nullable(), outside: numbers.nullable() }),
          ...{ reason: text.optional(), curve: listOf(tolerancePoint) },
        }),
      ),
      breaking: listOf(z.looseObject({ sample: text, shift: text, anomalous: z.boolean(), value: orNull })),
    }),
  ),
});

const distribution = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("normal"), mean: number, deviation: number }),
  z.looseObject({ kind: z.literal("uniform"), range: rangeSchema }),
]);
const riskSchema = z.looseObject({
  ...{ limits, distributions: mapOf(distribution) },
  objects: listOf(
    z.looseObject({
      ...{ object: text, draws: number, violating: count.nullable() },
      values: listOf(
        z.looseObject({
          ...{ name: text, better: z.enum(["higher", "lower"]), atRest: orNull, mean: orNull },
          ...{ quantile5: orNull, worst: orNull },
        }),
      ),
      pictures: listOf(z.looseObject({ sample: text, anomalous: z.boolean(), violating: count })),
    }),
  ),
});

/** By the kind that the data says it is; data of any other kind has no reader but scripts. */
const DATA: ReadonlyMap<unknown, z.ZodType> = new Map<unknown, z.ZodType>([
  ["decisions", decisionsSchema],
  ["acceptance", acceptanceSchema],
  ["tolerances", tolerancesSchema],
  ["risk-profile", riskSchema],
]);

function isData(data: unknown): boolean {
  const kind = z.object({ kind: z.unknown() }).safeParse(data).data?.kind;
  return DATA.get(kind)?.safeParse(data).success ?? true;
}

/** An answer whose pictures are files as `file` has them. */
export function answerSchema(file: z.ZodType): z.ZodType {
  return z.looseObject({
    ...{ question: text, title: text, charts: listOf(chartSchema(file)) },
    data: z.unknown().refine(isData).optional(),
  });
}
