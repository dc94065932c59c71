// Ground truth from files: which pixels are anomalous, and what makes a mask doubtful.

import { InputError } from "../core/errors.ts";
import type { Mask } from "../core/image.ts";
import { openPicture } from "./decode.ts";
import type { Claim } from "./decoding-line.ts";
import { isNpy } from "./formats.ts";
import { checkFinite, type Pixels, type PlainArray, plainNumbers } from "./pixels.ts";
import { planeFromNpy } from "./plane.ts";
import { withBytes } from "./read-bytes.ts";
import type { ReadingRules } from "./rules.ts";

/** What a mask may be instead of one: grey levels of a compressed or resized one, or one of the normal pixels. */
export type MaskDoubt = "many levels" | "mostly anomalous";

export interface ReadMask {
  readonly mask: Mask;
  readonly doubts: readonly MaskDoubt[];
}

type MaskRules = Pick<ReadingRules, "maskThreshold" | "invertMasks">;

/** A mask at its own size: any value that is not zero, of any colour channel and depth, is anomalous, unless the rules say otherwise. InputError naming the file. */
export async function decodeMask(path: string, rules: MaskRules = {}): Promise<Mask> {
  return (await readMask(path, rules)).mask;
}

/** The mask of a picture or map of the given size; InputError where the two sizes differ, naming the `owner`. */
export async function decodeMaskOf(
  path: string,
  owner: string,
  size: { readonly width: number; readonly height: number },
  rules: MaskRules = {},
): Promise<Mask> {
  return (await readMaskOf(path, owner, size, rules)).mask;
}

/** As `decodeMaskOf`, with what is doubtful about it. */
export async function readMaskOf(
  path: string,
  owner: string,
  { width, height }: { readonly width: number; readonly height: number },
  rules: MaskRules = {},
): Promise<ReadMask> {
  const read = await readMask(path, rules);
  const { mask } = read;
  if (mask.width !== width || mask.height !== height) {
    throw new InputError(
      `invalid mask ${path}: ${mask.width}×${mask.height} pixels, but ${owner} has ${width}×${height}`,
    );
  }
  return read;
}

/**
 * The union of the masks that are parts of one picture's or map's, of its size, with what is doubtful about each part.
 * Masks of the normal pixels are turned round after they are joined. InputError naming the file.
 */
export async function readMasksOf(
  paths: readonly string[],
  owner: string,
  size: { readonly width: number; readonly height: number },
  rules: MaskRules = {},
): Promise<{ readonly mask: Mask; readonly doubts: ReadonlyMap<string, readonly MaskDoubt[]> }> {
  const joined = new Uint8Array(size.width * size.height);
  const [unmarked, marked] = rules.invertMasks === true ? [1, 0] : [0, 1];
  joined.fill(unmarked);
  // In the order of the paths, whichever is read first.
  const doubts = new Map<string, readonly MaskDoubt[]>(paths.map((path) => [path, []]));
  const join = async (path: string): Promise<void> => {
    const part = await readMaskOf(path, owner, size, rules);
    for (let at = 0; at < joined.length; at++) if (part.mask.data[at] === marked) joined[at] = marked;
    doubts.set(path, part.doubts);
  };
  // A few at a time, however many parts there are: each is an open file until its turn comes, and none is kept.
  for (let first = 0; first < paths.length; first += AT_ONCE)
    await Promise.all(paths.slice(first, first + AT_ONCE).map(join));
  return { mask: { width: size.width, height: size.height, data: joined }, doubts };
}

/** Parts of a mask that are read at a time. */
const AT_ONCE = 8;

/** As `decodeMask`, with what is doubtful about it. */
export async function readMask(path: string, rules: MaskRules = {}): Promise<ReadMask> {
  return await withBytes(path, async (bytes, claim) =>
    maskOf(await planeOf(bytes, path, claim), rules, path),
  );
}

function maskOf(plane: Plane, rules: MaskRules, path: string): ReadMask {
  const { width, height, values } = plane;
  const data = anomalousIn(plane, rules, path);
  let anomalous = 0;
  for (let at = 0; at < data.length; at++) anomalous += data[at] as number;
  const doubts: MaskDoubt[] = [];
  if (rules.maskThreshold === undefined && hasManyLevels(values, width)) doubts.push("many levels");
  if (2 * anomalous > data.length) doubts.push("mostly anomalous");
  return { mask: { width, height, data }, doubts };
}

/** One value per pixel: of colours the largest. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: PlainArray;
  /** The full scale; null where the type states none. */
  readonly white: number | null;
}

/** Bytes that a mask takes for each pixel. */
const MASK_BYTES = 1;

async function planeOf(bytes: Uint8Array, path: string, claim: Claim): Promise<Plane> {
  if (isNpy(path)) {
    const { data, ...plane } = await planeFromNpy(bytes, path, claim, MASK_BYTES);
    return { ...plane, values: plainNumbers(data) };
  }
  const picture = await openPicture(bytes, path);
  if (picture.header.isCmyk)
    throw new InputError(`invalid mask ${path}: its colours are CMYK; save it as grey, 0 for normal`);
  const pixels = await picture.decode({ colours: "stored", claim, later: MASK_BYTES });
  checkAlpha(pixels, path);
  const values = largestOf(pixels);
  checkFinite(values, path);
  return { width: pixels.width, height: pixels.height, values, white: pixels.white };
}

function checkAlpha({ data, channels, hasAlpha }: Pixels, path: string): void {
  if (!hasAlpha) return;
  const first = data[channels - 1];
  for (let at = channels - 1; at < data.length; at += channels) {
    if (data[at] === first) continue;
    throw new InputError(
      `invalid mask ${path}: its alpha channel has a shape of its own, which is not read; save the mask as grey, 0 for normal`,
    );
  }
}

/** Of each pixel's colours the one farthest from zero, written over the samples. */
function largestOf({ data, channels, hasAlpha, width, height }: Pixels): PlainArray {
  const samples = plainNumbers(data);
  if (channels === 1) return samples;
  const values = samples.subarray(0, width * height);
  const colours = channels - Number(hasAlpha);
  for (let at = 0; at < values.length; at++) {
    let largest = samples[at * channels] as number;
    for (let channel = 1; channel < colours; channel++) {
      const value = samples[at * channels + channel] as number;
      if (value > largest ? value > -largest : value < -largest) largest = value;
    }
    values[at] = largest;
  }
  return values;
}

function anomalousIn(
  { values, white }: Plane,
  { maskThreshold, invertMasks = false }: MaskRules,
  path: string,
): Uint8Array {
  const anomalous = new Uint8Array(values.length);
  const [marked, unmarked] = invertMasks ? [0, 1] : [1, 0];
  if (maskThreshold === undefined) {
    for (let at = 0; at < values.length; at++) anomalous[at] = values[at] !== 0 ? marked : unmarked;
    return anomalous;
  }
  const above = maskThreshold * fullScaleOf(values, white, path);
  let highest = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    anomalous[at] = value > above ? marked : unmarked;
    highest = Math.max(highest, value);
  }
  if (highest > 0 && highest <= above) {
    throw new InputError(
      `invalid --mask-threshold ${maskThreshold} of ${path}: its highest value is ${highest}, and full scale is ${white}`,
    );
  }
  return anomalous;
}

function fullScaleOf(values: PlainArray, white: number | null, path: string): number {
  const isFraction = values instanceof Float32Array || values instanceof Float64Array;
  if (white !== null && !(isFraction && values.some((value) => value > white))) return white;
  throw new InputError(
    `invalid --mask-threshold of ${path}: the type of its values does not state their full scale; save it as 8-bit grey`,
  );
}

/** Region numbers seldom touch; the levels of a compressed or resized mask lie beside each other. */
const LEVELS = 5;
const TOUCHING_SHARE = 0.01;

/**
 * True where many different values that are not zero are neighbours, as JPEG and interpolation leave them: at least 5
 * of them, at 1% of the pixels that are not zero.
 */
function hasManyLevels(values: PlainArray, width: number): boolean {
  const levels = new Set<number>();
  let [marked, touching] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value === 0) continue;
    marked++;
    const right = (at + 1) % width === 0 ? 0 : (values[at + 1] as number);
    const below = values[at + width] ?? 0;
    if ((right === 0 || right === value) && (below === 0 || below === value)) continue;
    touching++;
    if (levels.size < LEVELS) levels.add(value);
  }
  return levels.size >= LEVELS && touching >= TOUCHING_SHARE * marked;
}
