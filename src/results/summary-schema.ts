// What every reader of a run's results relies on, held against the JSON of results.json and reproduction.json; whatever
// they hold besides is as the version that wrote it left it.

import { z } from "zod";
import { PRESETS } from "../core/preset.ts";
import { answerSchema, rangeSchema, thresholdsSchema } from "./answer-schema.ts";
import { listOf, mapOf } from "./bounded-schema.ts";
import { SEARCH_FLAGS } from "./schema.ts";

const numbers = mapOf(z.number());
const texts = mapOf(z.string());
const orNull = z.number().nullable();
const number = z.number();
const text = z.string();
const optional = { number: number.optional(), yes: z.literal(true).optional() };

const outcome = z.looseObject({
  ...{ point: numbers, loss: orNull, pauroc: orNull, imageScore: number },
  ...{ mapChange: optional.number, label: z.boolean().optional(), outOfView: optional.yes },
});
const flags = z.looseObject(
  Object.fromEntries(SEARCH_FLAGS.map((flag) => [flag, z.boolean().nullable()] as const)),
);
const search = outcome.extend({
  ...{ evaluations: number, steps: number, units: number, outOfViewShare: optional.number, flags },
  ...{ phases: listOf(number).optional(), headroom: number, exhausted: optional.yes },
  draws: z.looseObject({ count: number, worse: number }).optional(),
});
const chosen = mapOf(outcome.extend({ from: text }));
const sample = z.looseObject({
  ...{ object: text, sample: text, defect: text, anomalous: z.boolean() },
  ...{ maskVanished: z.boolean().optional(), original: outcome, bounds: mapOf(search) },
  ...{ nested: chosen, objectLevel: chosen, common: chosen.optional() },
});

const metrics = z.looseObject({
  values: mapOf(orNull),
  reasons: texts.optional(),
  notes: texts.optional(),
});
const controls = z.looseObject({ ideal: metrics, constant: metrics });
const sweep = z.looseObject({
  shift: text,
  points: listOf(z.looseObject({ value: number, metrics, controls: controls.optional() })),
  worst: z
    .looseObject({
      perPicture: metrics,
      common: z.looseObject({ value: orNull, metrics }).optional(),
    })
    .optional(),
});
const intervals = mapOf(z.looseObject({ low: number, high: number }).nullable());
const boundIntervals = mapOf(z.looseObject({ values: intervals, change: intervals }));

const aggregate = {
  ...{ original: metrics, bounds: mapOf(metrics), nested: mapOf(metrics), objectBounds: mapOf(metrics) },
  ...{ identity: metrics.nullable(), controls: mapOf(controls), sweeps: listOf(sweep) },
  intervals: z.looseObject({
    original: intervals,
    ...{ bounds: boundIntervals, nested: boundIntervals, objectBounds: boundIntervals },
    none: z.looseObject({ reason: text, pictures: number, picturesNeeded: orNull }).optional(),
  }),
  common: mapOf(z.looseObject({ point: numbers.nullable(), metrics })).optional(),
};
const object = z.looseObject({
  ...aggregate,
  ...{ object: text, className: text, samples: number, anomalousSamples: number },
  objectSearches: mapOf(z.looseObject({ candidates: number, moved: number, sweeps: number })),
  thresholds: thresholdsSchema.optional(),
});

const unit = z.enum(["fraction", "number"]);
const metricFacts = z.looseObject({
  ...{ name: text, title: text, unit, decimals: number.int().min(0).max(100) },
  ...{ better: z.enum(["higher", "lower"]), shown: z.boolean() },
});

const decimals = number.int().min(0).max(100);

/** The facts of a shift, of this or another version, or of a program with shifts of its own. */
export const shiftFactsSchema: z.ZodType = z.looseObject({
  ...{ name: text, symbol: text, title: text, effect: text, unit: text, sign: text, cause: text },
  ...{ positive: text.optional(), decimals, range: rangeSchema, severities: mapOf(rangeSchema) },
  shownIn: z
    .looseObject({
      ...{ scale: number, offset: optional.number, reciprocal: optional.yes },
      ...{ before: text.optional(), sign: text, decimals },
    })
    .optional(),
  writtenUnits: mapOf(
    z.looseObject({
      ...{ scale: number, per: optional.number, offset: optional.number },
      ...{ reciprocal: optional.yes, before: optional.yes },
    }),
  ),
  ...{ periodic: z.boolean(), stage: text, scope: text, needsColour: z.boolean(), file: text.optional() },
  values: z.union([z.literal("integers"), listOf(number)]).optional(),
  length: z.looseObject({ side: z.enum(["width", "height"]), share: number }).optional(),
});

const provenance = z.looseObject({
  version: text,
  dataset: z.looseObject({ kind: text, objects: listOf(text), digest: text, unmasked: optional.yes }),
  detector: z.looseObject({
    ...{ name: text, digest: text, source: text, options: mapOf(z.unknown()), aspect: text },
    size: z.union([number, z.tuple([number, number]), z.null()]),
    facts: z
      .looseObject({
        ...{ notes: listOf(text), givesMaps: z.boolean(), decides: optional.yes },
        ...{ clip: rangeSchema.optional(), unseenShare: optional.number },
      })
      .optional(),
  }),
  ...{ device: text, threads: optional.number, drafts: listOf(text).optional(), seed: number },
  ...{ strategy: text.nullable(), budget: orNull, exhausted: optional.yes, criterion: text.nullable() },
  searches: z.literal("shared").optional(),
  ...{ samplesPerObject: orNull, ranges: mapOf(rangeSchema), acting: optional.number },
  ...{ mmPerPixel: optional.number, ignores: z.boolean(), plan: text },
  preset: text.refine((name) => Object.hasOwn(PRESETS, name)),
});

const comparison = z.looseObject({
  baseline: z.looseObject({ name: text, digest: text }),
  verdicts: listOf(
    z.looseObject({
      ...{ object: text, at: text, parts: number, worse: number, better: number, p: number },
      adjusted: number,
    }),
  ),
  values: listOf(
    z.looseObject({
      ...{ object: text, at: text, value: text, unit, parts: number, change: number },
      interval: z.looseObject({ low: number, high: number }).nullable(),
      ...{ p: orNull, adjusted: orNull },
    }),
  ),
  ...{ regressions: listOf(text), limits: listOf(text) },
});

const stamp = z.looseObject({
  ...{ version: text, study: text.nullable(), machine: text, command: text.nullable() },
  digests: z.looseObject({
    ...{ dataset: text, detector: text, plan: text, results: text, question: text.nullable() },
  }),
});

/** A file in the run folder, by its name there. */
const file = text.refine(isInside);
const galleryEntry = z.looseObject({
  ...{ object: text, sample: text, defect: text, combination: text, original: outcome, worst: outcome },
  files: z.looseObject({
    ...{ originalPicture: file, worstPicture: file, mask: file },
    ...{ originalMap: file.optional(), worstMap: file.optional(), worstMask: file.optional() },
  }),
});

/** Of results.json. */
export const summarySchema: z.ZodType = z.looseObject({
  pictureSize: z.looseObject({ width: number, height: number }).optional(),
  clipped: z.looseObject({ pixels: orNull, imageScores: number }).optional(),
  provenance,
  shifts: listOf(shiftFactsSchema),
  metrics: listOf(metricFacts).refine((all) => Array.isArray(all) && all.length > 0, "no metric"),
  combinations: listOf(text),
  bootstrap: z.looseObject({ resamples: number, level: number, seed: number }),
  objects: listOf(object),
  mean: z.looseObject(aggregate),
  samples: listOf(sample),
  gallery: listOf(galleryEntry),
  answers: listOf(answerSchema(file)),
  failed: z
    .array(z.looseObject({ key: text, object: text, sample: text, experiment: text, error: text }))
    .optional(),
  comparison: comparison.optional(),
  stamp: stamp.optional(),
});

const study = z.looseObject({ dataset: text, model: text, folder: file, summary: summarySchema });

/** Of reproduction.json. */
export const reproductionSchema: z.ZodType = z.looseObject({
  version: text,
  studies: listOf(study),
  best: listOf(study),
  selections: listOf(
    z.looseObject({
      dataset: text,
      objects: listOf(
        z.looseObject({
          ...{ object: text, cornerMse: number, published: orNull, used: z.boolean(), because: text },
        }),
      ),
    }),
  ),
  strip: z
    .looseObject({
      ...{ dataset: text, model: text, object: text, sample: text, mask: file },
      panels: listOf(
        z.looseObject({
          ...{ shift: text.nullable(), value: number, pauroc: orNull, picture: file, map: file },
        }),
      ),
    })
    .nullable(),
  shortcuts: z.looseObject({ samplesPerObject: orNull, budget: orNull }),
  stamp: stamp.optional(),
});

/** True of a name that stays in the folder that it is joined to, on every system. */
function isInside(name: string): boolean {
  return !/^[/\\]|^[A-Za-z]:|\0/.test(name) && !name.split(/[/\\]/).includes("..");
}
