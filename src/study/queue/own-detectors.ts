// Which detector a worker opens for an item. Files come as the item names them; a process or a service comes from the
// worker's own flags alone: nothing of an item, which anybody may have put into the queue, starts a command or connects.

import { z } from "zod";
import { canonicalJson } from "../../core/digest.ts";
import { InputError, unknownName } from "../../core/errors.ts";
import { quoted } from "../../core/shell-word.ts";
import { shownText } from "../../core/shown-text.ts";
import { ASPECTS } from "../../detector/framing.ts";
import { DETECTORS, detectorText, placedSettings } from "../../detector/registry.ts";
import type { DetectorSettings } from "../../detector/source.ts";
import { RefusedItem } from "./refused-item.ts";

/** A detector that a worker was told it may open, from the folder it was told so in. */
export type OwnDetector = Pick<DetectorSettings, "source" | "options" | "cwd">;

type Named = Pick<DetectorSettings, "source" | "options">;

/** Threads that nobody's machine has more of. */
const MOST_THREADS = 1024;

/** Characters of what an item says. */
const SHOWN = 200;

const askedSchema = z.object({
  source: z.string(),
  options: z.record(z.string(), z.unknown()),
  aspect: z.enum(ASPECTS),
  device: z.enum(["auto", "cpu", "webgpu", "cuda"]),
  threads: z.int().min(0).max(MOST_THREADS),
  cwd: z.string(),
  digest: z.string(),
});

/** A detector as an item asks for it. */
export interface AskedDetector
  extends Named,
    Pick<DetectorSettings, "aspect" | "device" | "threads" | "cwd"> {
  readonly digest: string;
}

/**
 * What an item says of its detector, defaults filled in; InputError where it is nothing that a planner writes, RefusedItem
 * for a source that this program does not know.
 */
export function askedDetector(said: unknown): AskedDetector {
  const asked = parsed(askedSchema, said);
  const source = DETECTORS.find(asked.source);
  if (source === undefined)
    throw new RefusedItem(unknownName("detector", shownText(asked.source, SHOWN), DETECTORS.names()));
  return { ...asked, options: parsed(source.options, asked.options) };
}

function parsed<Value>(schema: z.ZodType<Value>, said: unknown): Value {
  const result = schema.safeParse(said);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(
    `invalid detector in an item: ${shownText(`${issue?.path.join(".")} ${issue?.message}`, SHOWN)}`,
  );
}

/** A worker's machine, as far as detectors see it. */
export interface DetectorPlace extends Pick<DetectorSettings, "env" | "signal" | "onNote" | "openEngine"> {
  /** Absolute paths of detectors' files here, by the planner's names of them; "" stands for every name. */
  readonly places: ReadonlyMap<string, string>;
  /** What it may open besides files; nothing unless given. */
  readonly detectors?: readonly OwnDetector[];
}

/**
 * How the detector of an item may be opened here, the likeliest way first: a worker may reach a service by another address
 * than the planner. RefusedItem that says the missing flag where it may not be opened at all.
 */
export function waysToOpen(asked: AskedDetector, place: DetectorPlace): readonly DetectorSettings[] {
  const { source, options, aspect, device, threads, cwd } = asked;
  const { places, detectors = [], env, signal, onNote, openEngine } = place;
  const how = {
    ...{ source, aspect, device, threads, env },
    ...(signal === undefined ? {} : { signal }),
    ...(onNote === undefined ? {} : { onNote }),
    ...(openEngine === undefined ? {} : { openEngine }),
  };
  if (DETECTORS.named(source).reach !== "outside")
    return [{ ...how, options: placedSettings(asked, places), cwd }];
  const own = detectors.filter((each) => each.source === source && isSame(each, asked));
  if (own.length === 0) throw new RefusedItem(missingFlag(asked, detectors));
  const [asItIs, elsewhere] = [own.filter(isAt(options)), own.filter((each) => !isAt(options)(each))];
  return [...asItIs, ...elsewhere].map((each) => ({ ...how, options: each.options, cwd: each.cwd }));
}

/** True where two differ by no more than where they are. */
function isSame(left: Named, right: Named): boolean {
  return canonicalJson(besidesAddress(left)) === canonicalJson(besidesAddress(right));
}

function besidesAddress({ source, options }: Named): DetectorSettings["options"] {
  const { address } = DETECTORS.named(source);
  return Object.fromEntries(
    Object.entries(options).filter(([key, value]) => key !== address?.key && value !== undefined),
  );
}

function isAt(options: DetectorSettings["options"]): (own: Named) => boolean {
  return ({ source, options: own }) => {
    const key = DETECTORS.named(source).address?.key ?? "";
    return own[key] === options[key];
  };
}

/** What is to be given to the worker for it to compute such an item. */
function missingFlag(asked: Named, detectors: readonly OwnDetector[]): string {
  const named = `--detector ${quoted(shownText(detectorText(asked), SHOWN))}`;
  const said = settingWords(besidesAddress(asked));
  const other = detectors.find(({ source }) => source === asked.source);
  const why = `a worker opens a ${asked.source} from its own flags alone, never from an item's`;
  if (other === undefined)
    return `missing ${named}: ${why}; start it with that flag if you trust what it names`;
  return `missing settings of ${named}: it was planned with ${said}, and this worker's has ${settingWords(besidesAddress(other))}; ${why}`;
}

/** "model demo, threads 2" */
export function settingWords(options: DetectorSettings["options"]): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const words = given.map(
    ([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return shownText(words.join(", "), SHOWN);
}
