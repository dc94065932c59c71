// Which detector a command uses, on what device: flags made from what every registered source asks for.

import { z } from "zod";
import { InvariantError, UsageError } from "../core/errors.ts";
import type { Detector } from "../detector/detector.ts";
import { ASPECTS } from "../detector/framing.ts";
import { DEFAULT_DETECTOR, DETECTORS, openDetector } from "../detector/registry.ts";
import type { DetectorSettings } from "../detector/source.ts";
import type { Surroundings } from "./command.ts";
import { deviceFlags } from "./device-flags.ts";
import { flagName } from "./options.ts";
import { pipelineFlags } from "./pipeline-flags.ts";
import { settingFlags, settingNames, settingsFromFlags } from "./setting-flags.ts";

type OpenedShape = typeof deviceFlags;
type DetectorShape = OpenedShape & typeof pipelineFlags & { detector: z.ZodDefault<z.ZodString> };
type ChoiceShape = OpenedShape & { detector: z.ZodOptional<z.ZodString> };

/** What all detectors share, and how a picture meets them; the sources' own flags are read by name. */
export type DetectorFlags = z.output<z.ZodObject<DetectorShape>>;

/**
 * A command's own flags with those of all detectors. What the sources and `settings` ask for comes as it was written, and
 * is read by name alone. InvariantError where two flags have one name.
 */
export function withDetectorFlags<Shape extends z.ZodRawShape>(
  shape: Shape,
  settings: Readonly<Record<string, z.ZodType>> = {},
): z.ZodObject<DetectorShape & Shape> {
  const detector = z.string().default(DEFAULT_DETECTOR).describe(describedSources(DEFAULT_DETECTOR));
  const options = combined(shape, { detector, ...pipelineFlags, ...deviceFlags }, settings, sourceFlags());
  return required(options) as unknown as z.ZodObject<DetectorShape & Shape>;
}

/** The same where a command may do without a detector's name, and without what it asks for. */
export function withDetectorChoice<Shape extends z.ZodRawShape>(
  shape: Shape,
  usual: string,
): z.ZodObject<ChoiceShape & Shape> {
  const detector = z.string().optional().describe(describedSources(usual));
  return combined(shape, { detector, ...deviceFlags }, sourceFlags()) as unknown as z.ZodObject<
    ChoiceShape & Shape
  >;
}

function describedSources(usual: string): string {
  return `${DETECTORS.names().join(", ")} (default ${usual})`;
}

function combined(...shapes: readonly z.ZodRawShape[]): z.ZodObject {
  const flags: Record<string, z.core.$ZodType> = {};
  for (const [key, flag] of shapes.flatMap((shape) => Object.entries(shape))) {
    if (Object.hasOwn(flags, key)) throw new InvariantError(`two flags named ${flagName(key)}`);
    flags[key] = flag;
  }
  return z.object(flags);
}

/** A flag per setting of any source, saying whose it is. */
function sourceFlags(): Record<string, z.ZodType> {
  const sources = DETECTORS.all();
  const flags: Record<string, z.ZodType> = {};
  for (const { name, options } of sources) {
    for (const [key, flag] of Object.entries(settingFlags(options))) {
      const others = sources.filter((other) => settingNames(other.options).includes(key));
      const whose = others.map((other) => other.name).join(", ");
      flags[key] ??= flag.describe(`${flag.description ?? name} (detector ${whose})`);
    }
  }
  return flags;
}

/** What a source cannot do without is missed together with the command's own flags. */
function required(options: z.ZodObject): z.ZodObject {
  let checked = options;
  for (const source of DETECTORS.all()) {
    for (const key of settingNames(source.options)) {
      if (isOptional(source.options.shape[key])) continue;
      checked = checked.refine(
        ({ detector, [key]: given }) => detector !== source.name || given !== undefined,
        { path: [key], error: "it is needed", when: () => true },
      );
    }
  }
  return checked;
}

function isOptional(schema: z.core.$ZodType | undefined): boolean {
  return z.safeParse(schema ?? z.undefined(), undefined).success;
}

/** The detector that the flags name; UsageError for a flag that is missing, wrong, or another detector's. */
export function detectorSettings(
  flags: DetectorFlags,
  { env, cwd }: Pick<Surroundings, "env" | "cwd">,
): DetectorSettings {
  const { aspect, device, threads = 0 } = flags;
  const options = sourceOptions(flags.detector, { ...flags });
  return { source: flags.detector, options, aspect, device, threads, env, cwd };
}

/** The settings of a source among values by name, as flags or JSON say them; UsageError as above. */
export function sourceOptions(
  name: string,
  given: Readonly<Record<string, unknown>>,
): DetectorSettings["options"] {
  const source = DETECTORS.named(name);
  const own = settingNames(source.options);
  for (const key of DETECTORS.all().flatMap(({ options }) => settingNames(options))) {
    if (given[key] !== undefined && !own.includes(key))
      throw new UsageError(`invalid ${flagName(key)}: detector ${name} does not take it`);
  }
  return settingsFromFlags(source.options, given);
}

/** The words of a command line that name a detector. */
export function detectorWords({ source, options, aspect }: DetectorSettings): string[] {
  return [
    ...(source === DEFAULT_DETECTOR ? [] : ["--detector", source]),
    ...Object.entries(options).flatMap(([key, value]) =>
      value === undefined ? [] : [flagName(key), typeof value === "string" ? value : JSON.stringify(value)],
    ),
    ...(aspect === ASPECTS[0] ? [] : ["--aspect", aspect]),
  ];
}

/** Opens the detector that the flags name, runs `body`, and closes it whatever happens. */
export async function withDetector<Result>(
  flags: DetectorFlags,
  surroundings: Surroundings,
  body: (detector: Detector) => Promise<Result>,
): Promise<Result> {
  const detector = await openDetector(detectorSettings(flags, surroundings));
  try {
    return await body(detector);
  } finally {
    await detector.close();
  }
}
