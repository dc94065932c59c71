// Ranges from a folder of good pictures: how far they differ among themselves, in the shifts' own units.

import { join } from "node:path";
import { CancelledError, InputError, present } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { random, shuffled } from "../../core/random.ts";
import type { OnNote } from "../../data/dataset.ts";
import { openDoubts } from "../../data/doubts.ts";
import { filesOfKind, PICTURES } from "../../data/file-kinds.ts";
import type { Engine } from "../../graph/session.ts";
import { decodeImage } from "../../image/codec.ts";
import type { ReadingRules } from "../../image/rules.ts";
import { SHIFTS } from "../../shift/registry.ts";
import { imageTransformer } from "../../shift/transformer.ts";
import { defocusRange, noiseRange } from "./fine.ts";
import { lampRanges } from "./lamp.ts";
import { atActingSize, type MeasuredWithRosette, measurePicture } from "./measure.ts";
import { type Rosette, symmetryOf, turnAgainst } from "./orientation.ts";
import { type Posed, poseRanges } from "./pose.ts";
import { LEAST_PICTURES, type Told } from "./told.ts";

/** Pictures that are measured of a large folder: more would move a range by less than its rounding. */
export const MOST_PICTURES = 2000;
/** Pictures among which the one is chosen that the others are turned against. */
const CANDIDATES = 5;

export interface RangesSettings {
  readonly folder: string;
  readonly engine: Engine;
  readonly reading?: ReadingRules;
  /** Pictures to measure at most. */
  readonly samples?: number;
  /** Of the choice among more. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onNote?: OnNote;
  readonly progress?: (line: string) => void;
}

export interface RangesFound {
  /** Pictures in the folder, and how many of them were measured. */
  readonly pictures: number;
  readonly measured: number;
  /** Their size; null where they have several. */
  readonly size: PictureSize | null;
  readonly unreadable: readonly { readonly path: string; readonly why: string }[];
  /** Of each shift that can be read from pictures, in canonical order. */
  readonly told: readonly Told[];
}

/**
 * The ranges that a folder's pictures show. A range covers 95% of the pictures, by how far each lies from the middle one
 * (noise and defocus: from the least noisy and the sharpest); what cannot be told is said with its reason. Pictures that
 * cannot be read are named and left out. InputError where there is none; CancelledError when cancelled.
 */
export async function findRanges(settings: RangesSettings): Promise<RangesFound> {
  const { folder, engine, samples = MOST_PICTURES, seed = 0, onNote = () => {} } = settings;
  const files = await filesOfKind(folder, PICTURES, { onNote });
  if (files === null) throw new InputError(`missing folder ${folder}`);
  if (files.length === 0)
    throw new InputError(`missing pictures in ${folder}; pictures are ${PICTURES.formats}`);
  const chosen =
    files.length <= samples ? files : shuffled(files, random(seed, "ranges")).slice(0, samples).toSorted();
  const paths = chosen.map((file) => join(folder, file));
  const doubts = openDoubts(settings.reading ?? {});
  await doubts.inspect(
    paths.map((image) => ({ image, masks: [] })),
    settings.signal,
  );
  for (const line of doubts.notes()) onNote(line);
  const reader = readerOf(settings);
  const reference = await referenceAmong(paths, reader);
  const { posed, unreadable } = await measureAll(paths, reference, reader, settings);
  if (posed.length === 0) throw new InputError(unreadable[0]?.why ?? `missing pictures in ${folder}`);
  const transform = imageTransformer(engine);
  try {
    const told = await toldOf(posed, reference, {
      transform,
      reopen: async (index) => atActingSize(present(await reader(present(paths[index], "path")), "picture")),
      ...(settings.signal === undefined ? {} : { signal: settings.signal }),
    });
    const order = SHIFTS.names();
    return {
      ...{ pictures: files.length, measured: posed.length, size: commonSize(posed), unreadable },
      told: told.toSorted((left, right) => order.indexOf(left.facts.name) - order.indexOf(right.facts.name)),
    };
  } finally {
    await transform.close();
  }
}

type Reader = (path: string) => ReturnType<typeof decodeImage>;
type Indexed = Posed & { readonly index: number };

function readerOf({ reading = {}, signal }: RangesSettings): Reader {
  return (path) => {
    if (signal?.aborted === true) throw new CancelledError();
    return decodeImage(path, reading);
  };
}

/** The part of some of the pictures that agrees best with those of the others; null where none stands out. */
async function referenceAmong(paths: readonly string[], read: Reader): Promise<Rosette | null> {
  const step = Math.max(1, Math.floor(paths.length / CANDIDATES));
  const rosettes: Rosette[] = [];
  for (let at = 0; at < paths.length && rosettes.length < CANDIDATES; at += step) {
    const picture = await readable(present(paths[at], "path"), read);
    const rosette = "why" in picture ? null : picture.measured.rosette;
    if (rosette !== null) rosettes.push(rosette);
  }
  let best: { readonly rosette: Rosette; readonly agreement: number } | null = null;
  for (const rosette of rosettes) {
    const agreement = rosettes.reduce((sum, other) => sum + turnAgainst(rosette, other).agreement, 0);
    if (best === null || agreement > best.agreement) best = { rosette, agreement };
  }
  return best?.rosette ?? null;
}

async function measureAll(
  paths: readonly string[],
  reference: Rosette | null,
  read: Reader,
  { progress }: RangesSettings,
): Promise<{ readonly posed: Indexed[]; readonly unreadable: { path: string; why: string }[] }> {
  const posed: Indexed[] = [];
  const unreadable: { path: string; why: string }[] = [];
  for (const [index, path] of paths.entries()) {
    progress?.(`${index + 1} of ${paths.length} pictures`);
    const picture = await readable(path, read);
    if ("why" in picture) {
      unreadable.push({ path, why: picture.why });
      continue;
    }
    // The rosette is large: it goes when its turn is known.
    const { rosette, ...measured } = picture.measured;
    const turn = rosette === null || reference === null ? null : turnAgainst(reference, rosette);
    posed.push({ ...measured, index, turn, anisotropy: rosette?.anisotropy ?? 0 });
  }
  return { posed, unreadable };
}

async function readable(
  path: string,
  read: Reader,
): Promise<{ readonly measured: MeasuredWithRosette } | { readonly why: string }> {
  try {
    return { measured: measurePicture(await read(path)) };
  } catch (error) {
    if (error instanceof InputError) return { why: error.message };
    throw error;
  }
}

interface Tools {
  readonly transform: ReturnType<typeof imageTransformer>;
  readonly reopen: (index: number) => ReturnType<typeof decodeImage>;
}

async function toldOf(
  posed: readonly Indexed[],
  reference: Rosette | null,
  { transform, reopen }: Tools,
): Promise<Told[]> {
  const told = [
    ...poseRanges(posed, reference === null ? null : symmetryOf(reference)),
    ...(await lampRanges(posed, transform)),
    noiseRange(posed),
    await defocusRange(posed, reopen, transform),
  ];
  const { length } = posed;
  if (length < LEAST_PICTURES) {
    const why = `${length} pictures show no spread; at least ${LEAST_PICTURES} are needed`;
    return told.map(({ facts }) => ({ facts, why }));
  }
  if (commonSize(posed) !== null) return told;
  const why = `the pictures have different sizes, ${sizesText(posed)}`;
  return told.map((each) => (each.facts.stage === "light" ? each : { facts: each.facts, why }));
}

function commonSize(pictures: readonly Posed[]): PictureSize | null {
  const [first, ...others] = pictures.map(({ size }) => size);
  if (first === undefined) return null;
  return others.every(({ width, height }) => width === first.width && height === first.height) ? first : null;
}

function sizesText(pictures: readonly Posed[]): string {
  const texts = new Set(pictures.map(({ size: { width, height } }) => `${width}×${height}`));
  const [first = "", second = ""] = texts;
  return `${first}, ${second}${texts.size > 2 ? ", …" : ""}`;
}
