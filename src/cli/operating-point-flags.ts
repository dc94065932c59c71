// --operating-point and --group: at which threshold a study counts decisions, and which pictures show the same part.

import { resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../core/errors.ts";
import type { ShiftRanges } from "../core/shift.ts";
import type { Dataset, Picture } from "../data/dataset.ts";
import { partsOf } from "../data/groups.ts";
import { DEFAULT_LIMITS } from "../metrics/decisions/limits.ts";
import { parseThresholdRule, ruleText } from "../metrics/decisions/rule.ts";
import type { Ask } from "../study/config.ts";
import { decisionsAsk, originalAsk } from "../study/questions/asks.ts";
import type { Surroundings } from "./command.ts";
import { datasetFromFlags } from "./dataset-flags.ts";
import { jsonFlag } from "./options.ts";
import type { StudyFlags } from "./study-command.ts";
import { rateLimitFlag } from "./verdict-gate.ts";

export const operatingPointFlags: {
  operatingPoint: z.ZodOptional<z.ZodType<string>>;
  group: z.ZodOptional<z.ZodString>;
  parts: z.ZodOptional<z.ZodType<Record<string, string>>>;
} = {
  operatingPoint: z
    .string()
    .transform((text) => ruleText(parseThresholdRule(text)))
    .optional()
    .describe(
      "threshold of decisions: detector, false-rejects=2% or score=0.5[,pixel=0.7] (default: the detector's own decision, else false-rejects=2%)",
    ),
  group: z
    .string()
    .optional()
    .describe("CSV of pictures that show the same part (columns sample, part): a part counts once"),
  parts: jsonFlag(z.record(z.string(), z.string()))
    .optional()
    .describe('the same as JSON: {"gear/test/crack/000.png":"part 1"}'),
};

/** Of a command that holds counts of decisions to limits. */
export const limitedFlags: typeof operatingPointFlags & { limit: ReturnType<typeof rateLimitFlag> } = {
  ...operatingPointFlags,
  limit: rateLimitFlag(DEFAULT_LIMITS),
};

type OperatingPointFlags = Pick<StudyFlags, "calibration"> &
  z.output<z.ZodObject<typeof operatingPointFlags>>;

/** True where the flags ask for decisions. */
export function asksDecisions({ operatingPoint, calibration, group, parts }: OperatingPointFlags): boolean {
  return [operatingPoint, calibration, group, parts].some((flag) => flag !== undefined);
}

export interface DecidedShifts {
  readonly combinations: readonly (readonly string[])[];
  readonly ranges: ShiftRanges;
}

/** What flags ask of decisions; UsageError or InputError where their table of parts is none of this data set. */
export async function decisionsFromFlags(
  flags: StudyFlags & OperatingPointFlags,
  { combinations, ranges }: DecidedShifts,
  surroundings: Surroundings,
): Promise<Ask> {
  const { operatingPoint = "" } = flags;
  const parts = await partsFromFlags(flags, surroundings);
  return decisionsAsk({ operatingPoint, combinations, ranges, parts });
}

/** A question on decisions under shifts. */
export interface LimitedQuestion {
  readonly question: string;
  readonly shifts: readonly string[];
  /** Its own; what is undefined is left to the question. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What a study asks that puts one such question: it, and the counts at rest at the same operating point. */
export async function limitedAsks(
  flags: StudyFlags & z.output<z.ZodObject<typeof limitedFlags>>,
  { question, shifts, settings }: LimitedQuestion,
  surroundings: Surroundings,
): Promise<Ask[]> {
  const { operatingPoint = "", limit } = flags;
  const shared = { operatingPoint, parts: await partsFromFlags(flags, surroundings) };
  const own = Object.entries({ limit, ...settings }).filter(([, value]) => value !== undefined);
  return [
    originalAsk(shifts),
    // A typical draw, uniform in a box, may be of another distribution than what is asked about.
    decisionsAsk({ ...shared, combinations: [], ranges: {} }),
    { question, settings: { ...shared, ...Object.fromEntries(own) } },
  ];
}

/** The part that each picture of --group or --parts shows, of those that do not stand for themselves. */
export async function partsFromFlags(
  flags: StudyFlags & OperatingPointFlags,
  surroundings: Surroundings,
): Promise<Readonly<Record<string, string>>> {
  const { group, parts: named = {} } = flags;
  if (group === undefined) return named;
  if (flags.parts !== undefined) throw new UsageError("invalid --parts: --group says them already; give one");
  const dataset = await quietDataset(flags, surroundings);
  const pictures = await testPicturesOf(dataset);
  const parts = await partsOf(pictures, dataset, resolve(surroundings.cwd, group));
  return Object.fromEntries([...parts].filter(([sample, part]) => sample !== part));
}

/** The data set of the flags, whose reader says what it has to say when the study opens it. */
export async function quietDataset(flags: StudyFlags, { cwd }: Pick<Surroundings, "cwd">): Promise<Dataset> {
  return await datasetFromFlags(flags, { cwd, note: () => {} });
}

/** All test pictures of a data set's objects. */
export async function testPicturesOf(dataset: Dataset): Promise<readonly Picture[]> {
  const pictures: Picture[] = [];
  for (const object of dataset.objects)
    for (const picture of await dataset.testPictures(object)) pictures.push(picture);
  return pictures;
}
