// Which detector a command uses, on what device: flags made from what every registered source asks for.

import { z } from "zod";
import { InvariantError, UsageError } from "../core/errors.ts";
import type { Detector } from "../detector/detector.ts";
import { ASPECTS } from "../detector/framing.ts";
import {
  DEFAULT_DETECTOR,
  DETECTORS,
  detectorForms,
  detectorNamed,
  detectorText,
  openDetector,
} from "../detector/registry.ts";
import type { DetectorSettings, DetectorSource } from "../detector/source.ts";
import type { Surroundings } from "./command.ts";
import { deviceFlags } from "./device-flags.ts";
import { withForm } from "./flag-facts.ts";
import { noted } from "./noted.ts";
import { flagName } from "./options.ts";
import { pipelineFlags } from "./pipeline-flags.ts";
import { settingFlags, settingNames, settingsFromFlags, settingWords } from "./setting-flags.ts";

type OpenedShape = typeof deviceFlags;
type DetectorShape = OpenedShape & typeof pipelineFlags & { detector: z.ZodDefault<z.ZodString> };
type ArgumentShape = OpenedShape & { detector: z.ZodString };
type ChoiceShape = OpenedShape & { detector: z.ZodOptional<z.ZodString> };

/** What all detectors share, and how a picture meets them; the sources' own flags are read by name. */
export type DetectorFlags = z.output<z.ZodObject<DetectorShape>>;

/** The same where the detector need not be named. */
export type ChoiceFlags = z.output<z.ZodObject<ChoiceShape>>;

/**
 * A command's own flags with those of all detectors. What the sources and `settings` ask for comes as it was written, and
 * is read by name alone. InvariantError where two flags have one name.
 */
export function withDetectorFlags<Shape extends z.ZodRawShape>(
  shape: Shape,
  settings: Readonly<Record<string, z.ZodType>> = {},
): z.ZodObject<DetectorShape & Shape> {
  const detector = detectorFlag().default(DEFAULT_DETECTOR).describe(describedSources(DEFAULT_DETECTOR));
  const options = combined(shape, { detector, ...pipelineFlags, ...deviceFlags }, settings, sourceFlags());
  return required(options) as unknown as z.ZodObject<DetectorShape & Shape>;
}

/** The same where a command may do without a detector's name, and without what it asks for. */
export function withDetectorChoice<Shape extends z.ZodRawShape>(
  shape: Shape,
  usual: string,
): z.ZodObject<ChoiceShape & Shape> {
  const detector = detectorFlag().optional().describe(describedSources(usual));
  return combined(shape, { detector, ...deviceFlags }, sourceFlags()) as unknown as z.ZodObject<
    ChoiceShape & Shape
  >;
}

/** The same where the detector is an argument that must be given, and pictures are not framed. */
export function withDetectorArgument<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<ArgumentShape & Shape> {
  const detector = detectorFlag().describe(detectorForms().join(", "));
  const options = combined({ detector }, shape, deviceFlags, sourceFlags());
  return required(options) as unknown as z.ZodObject<ArgumentShape & Shape>;
}

/** A source by its name, or an address. */
function detectorFlag(): z.ZodString {
  const names = DETECTORS.all().flatMap(({ name, address }) => (address === undefined ? [name] : []));
  return withForm(z.string(), {
    kind: "scalar",
    schema: () => ({ anyOf: [{ enum: names }, { type: "string" }] }),
  });
}

function describedSources(usual: string): string {
  return `${detectorForms().join(", ")} (default ${usual})`;
}

/** Flags of several owners; InvariantError where two have one name. */
export function combined(...shapes: readonly z.ZodRawShape[]): z.ZodObject {
  const flags: Record<string, z.core.$ZodType> = {};
  for (const [key, flag] of shapes.flatMap((shape) => Object.entries(shape))) {
    if (Object.hasOwn(flags, key)) throw new InvariantError(`two flags named ${flagName(key)}`);
    flags[key] = flag;
  }
  return z.object(flags);
}

/** Where --help lists what belongs to single detectors; they are many. */
const SETTINGS_GROUP = "Settings of detectors (whose: in parentheses; see faultline detector list):";

/** A flag per setting of any of the sources, saying whose it is. */
export function sourceFlags(sources: readonly DetectorSource[] = DETECTORS.all()): Record<string, z.ZodType> {
  const flags: Record<string, z.ZodType> = {};
  for (const source of sources) {
    const all = settingFlags(source.options);
    for (const key of flagged(source)) {
      const whose = sources.filter((other) => flagged(other).includes(key)).map(({ name }) => name);
      const flag = all[key] ?? z.string().optional();
      const description = `${flag.description ?? source.name} (${whose.join(", ")})`;
      flags[key] ??= flag.meta({ description, helpGroup: SETTINGS_GROUP });
    }
  }
  return flags;
}

/** What each flag of a source says, by the flag. */
export function ownFlagsOf(source: DetectorSource): Readonly<Record<string, string>> {
  const all = settingFlags(source.options);
  return Object.fromEntries(flagged(source).map((key) => [flagName(key), all[key]?.description ?? ""]));
}

/** The settings of a source that are flags: all but what --detector itself says. */
function flagged({ options, address }: DetectorSource): string[] {
  return settingNames(options).filter((key) => key !== address?.key);
}

/** What a source cannot do without is missed together with the command's own flags. */
function required(options: z.ZodObject): z.ZodObject {
  let checked = options;
  for (const source of DETECTORS.all()) {
    for (const key of flagged(source)) {
      if (isOptional(source.options.shape[key])) continue;
      checked = checked.refine(
        ({ detector, [key]: given }) => sourceNamed(detector) !== source || given !== undefined,
        { path: [key], error: "it is needed", when: () => true },
      );
    }
  }
  return checked;
}

/** The source that a value of --detector names; undefined where it names none, which is refused where it is used. */
function sourceNamed(detector: unknown): DetectorSource | undefined {
  try {
    return DETECTORS.find(detectorNamed(String(detector)).source);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function isOptional(schema: z.core.$ZodType | undefined): boolean {
  return z.safeParse(schema ?? z.undefined(), undefined).success;
}

/** The class name of one picture; `withClassName` asks for it where it is needed. */
export const classFlag: z.ZodOptional<z.ZodString> = z
  .string()
  .min(1)
  .optional()
  .describe(
    "the object's name, as used in the prompts (where the detector has no prompts: the picture's folder)",
  );

/** A command's flags that miss --class where the detector's source cannot do without a class name. */
export function withClassName<Shape extends z.ZodRawShape>(
  options: z.ZodObject<{ class: z.ZodOptional<z.ZodString> } & Shape>,
): z.ZodObject<{ class: z.ZodOptional<z.ZodString> } & Shape> {
  return options.refine(
    (flags: Readonly<Record<string, unknown>>) => {
      const source = sourceNamed(flags["detector"] ?? DEFAULT_DETECTOR);
      // Of a detector that is not known, that is what is wrong.
      return flags["class"] !== undefined || source === undefined || source.needsClassName === false;
    },
    { path: ["class"], error: "it is needed", when: () => true },
  );
}

/** The detector that the flags name; UsageError for a flag that is missing, wrong, or another detector's. */
export function detectorSettings(
  flags: Omit<DetectorFlags, "preset">,
  surroundings: Surroundings,
): DetectorSettings {
  const { aspect, device, threads = 0 } = flags;
  const named = detectorNamed(flags.detector);
  const options = sourceOptions(named.source, { ...flags, ...named.options });
  return { source: named.source, options, aspect, device, threads, ...openedIn(surroundings) };
}

/** What every detector is opened with: it ends with the command, and each of its notes is printed once. */
export function openedIn({
  env,
  cwd,
  signal,
  note,
}: Surroundings): Pick<DetectorSettings, "env" | "cwd" | "signal" | "onNote"> {
  const said = new Set<string>();
  const onNote = (line: string): void => {
    if (!said.has(line)) noted(note)(line);
    said.add(line);
  };
  return { env, cwd, signal, onNote };
}

/** The settings of a source among values by name, as flags or JSON say them; UsageError as above. */
export function sourceOptions(
  name: string,
  given: Readonly<Record<string, unknown>>,
): DetectorSettings["options"] {
  const source = DETECTORS.named(name);
  const own = settingNames(source.options);
  for (const key of DETECTORS.all().flatMap(flagged)) {
    if (given[key] !== undefined && !own.includes(key))
      throw new UsageError(`invalid ${flagName(key)}: detector ${name} does not take it`);
  }
  checkAddress(source, given);
  return settingsFromFlags(source.options, given);
}

/** What --detector says is no flag of its own, so its errors name --detector. */
function checkAddress({ address, options }: DetectorSource, given: Readonly<Record<string, unknown>>): void {
  if (address === undefined) return;
  const value = given[address.key];
  const parsed = z.safeParse(options.shape[address.key] ?? z.string(), value);
  if (parsed.success) return;
  throw new UsageError(`invalid --detector: ${parsed.error.issues[0]?.message}`);
}

/** The words of a command line that name a detector. */
export function detectorWords(
  settings: Pick<DetectorSettings, "source" | "options"> & Partial<Pick<DetectorSettings, "aspect">>,
): string[] {
  const { source, options, aspect = ASPECTS[0] } = settings;
  const { options: schema, address } = DETECTORS.named(source);
  const flags = Object.fromEntries(Object.entries(options).filter(([key]) => key !== address?.key));
  return [
    ...(source === DEFAULT_DETECTOR ? [] : ["--detector", detectorText(settings)]),
    ...settingWords(schema, flags),
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
