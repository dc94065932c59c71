// Where detectors come from, by name: a folder and a line each. Node only.

import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError, UsageError, unknownName } from "../core/errors.ts";
import { openRegistry, type Registry } from "../core/registry.ts";
import { shownText } from "../core/shown-text.ts";
import { constant } from "./controls/constant.ts";
import { ideal } from "./controls/ideal.ts";
import { controlSource } from "./controls/source.ts";
import type { Detector } from "./detector.ts";
import { type ComposeDigest, framed } from "./framed.ts";
import type { Aspect } from "./framing.ts";
import { onnxSource } from "./onnx/source.ts";
import { processSource } from "./process/source.ts";
import { serviceSource } from "./service/source.ts";
import type { DetectorSettings, DetectorSource } from "./source.ts";
import { winclipSource } from "./winclip/source.ts";

export { CONTROLS, controlDetector } from "./controls/registry.ts";
export { type BrowserFiles, browserFiles } from "./winclip/browser-files.ts";
export { withRandomWeights } from "./winclip/random-weights.ts";

export const DETECTORS: Registry<DetectorSource> = openRegistry("detector", [
  winclipSource,
  controlSource(ideal),
  controlSource(constant),
  onnxSource,
  serviceSource,
  processSource,
]);

/** The published one. */
export const DEFAULT_DETECTOR: string = winclipSource.name;

/** What --detector takes, in the registry's order: names, and how detectors are written that no name stands for. */
export function detectorForms(): readonly string[] {
  return DETECTORS.all().map(({ name, address }) => address?.written ?? name);
}

/**
 * The detector that a text names: a source by its name, or by what its address takes, with the setting that this says.
 * UsageError for any other text.
 */
export function detectorNamed(text: string): Pick<DetectorSettings, "source" | "options"> {
  const named = DETECTORS.find(text);
  if (named?.address !== undefined)
    throw new UsageError(`invalid detector "${text}"; expected it as ${named.address.written}`);
  if (named !== undefined) return { source: text, options: {} };
  for (const { name, address } of DETECTORS.all()) {
    const value = address?.valueOf(text) ?? null;
    if (address !== undefined && value !== null) return { source: name, options: { [address.key]: value } };
  }
  throw new UsageError(unknownDetector(text));
}

/** With what a text lacks, or the name that is near. */
function unknownDetector(text: string): string {
  const meant = DETECTORS.all().flatMap(({ address }) => address?.near?.(text) ?? []);
  const [lacks] = meant;
  return lacks === undefined
    ? unknownName("detector", text, detectorForms())
    : `unknown detector "${text}"; ${lacks} (known: ${detectorForms().join(", ")})`;
}

/** The text that names a detector: `detectorNamed` takes it back. */
export function detectorText({ source, options }: Pick<DetectorSettings, "source" | "options">): string {
  const address = DETECTORS.find(source)?.address;
  return address === undefined ? source : address.textOf(String(options[address.key]));
}

/**
 * Opens the detector of a source, framed for pictures of any shape. InputError where its weights are not found or not
 * complete, or the device is missing; UsageError for a source that is not known.
 */
export async function openDetector(settings: DetectorSettings): Promise<Detector> {
  const square = await DETECTORS.named(settings.source).open(checked(settings));
  return framed(square, settings.aspect, framedDigest(settings.aspect));
}

/** The digest that `openDetector` would give, without an engine. */
export async function detectorDigest(settings: DetectorSettings): Promise<string> {
  const source = DETECTORS.named(settings.source);
  if (source.digest !== undefined)
    return framedDigest(settings.aspect)(await source.digest(checked(settings)));
  const detector = await openDetector(settings);
  await detector.close();
  return detector.digest;
}

/** The settings as a worker has them: files under their names on this machine, by the planner's names of them. */
export function placedSettings(
  { source, options }: Pick<DetectorSettings, "source" | "options">,
  places: ReadonlyMap<string, string>,
): DetectorSettings["options"] {
  return DETECTORS.named(source).placed?.(options, places) ?? options;
}

/** The settings with the source's own as its schema has them, defaults filled in; InputError that names what is wrong. */
function checked(settings: DetectorSettings): DetectorSettings {
  const { source, options } = settings;
  // What is nested may be so deep that a check of it would not end well.
  const nested = Object.keys(options).find((key) => !isFlat(options[key]));
  if (nested !== undefined)
    throw new InputError(
      `invalid settings of detector ${source}: ${shownText(nested, 80)} is no value, nor a list of values`,
    );
  const parsed = DETECTORS.named(source).options.safeParse(options);
  if (parsed.success) return { ...settings, options: parsed.data };
  const [issue] = parsed.error.issues;
  throw new InputError(
    `invalid settings of detector ${source}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`,
  );
}

/** False of a list within a list, and of an object: no setting has either. */
function isFlat(value: unknown): boolean {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.every((each) => typeof each !== "object" || each === null);
}

/** A detector's digest with the way pictures meet it. */
export function framedDigest(aspect: Aspect): ComposeDigest {
  return (digest) => sha256(canonicalJson({ detector: digest, aspect }));
}
