// Exposure and colour temperature: how much light each picture's background (or part) sends, against the middle picture.

import { factsOf } from "../../shift/define.ts";
import { colourTemperature } from "../../shift/light/colour-temperature.ts";
import { exposure } from "../../shift/light/exposure.ts";
import type { ImageTransformer } from "../../shift/transformer.ts";
import { type Levels, toLinear } from "./levels.ts";
import type { Measured } from "./measure.ts";
import { median, quantile } from "./spread.ts";
import { isTooFew, type Told, toldFrom } from "./told.ts";

const FLOOR = { stops: 0.02, mired: 2 };
/** Shares of luminance in linear light. */
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;
/** Colours that vary by more than this share across the colours of lamps are not a lamp's doing. */
const BESIDE_LAMPS = 0.7;

/** What the pictures say of the lamp. */
export async function lampRanges(
  pictures: readonly Measured[],
  transform: ImageTransformer,
): Promise<Told[]> {
  const [brightness, temperature] = [factsOf(exposure), factsOf(colourTemperature)];
  const colourless = pictures.filter(({ isGrey }) => isGrey).length;
  const grey = colourless === pictures.length ? "the pictures are grey" : "some of the pictures are grey";
  const place = placeToLook(pictures);
  if (place === null) {
    const why = "too much of the pictures is nearly black, or cut at white";
    return [
      { facts: brightness, why },
      { facts: temperature, why: colourless > 0 ? grey : why },
    ];
  }
  const { from, levels } = place;
  const gains = gainsOf(levels);
  const stops = gains.map((gain) =>
    Math.log2(LUMINANCE.reduce((sum, share, at) => sum + share * (gain[at] ?? 0), 0)),
  );
  return [
    toldFrom(brightness, { values: fromMiddle(stops), floor: FLOOR.stops, from }),
    colourless > 0 ? { facts: temperature, why: grey } : await temperatureRange(gains, from, transform),
  ];
}

type Gain = readonly number[];

async function temperatureRange(
  gains: readonly Gain[],
  from: string,
  transform: ImageTransformer,
): Promise<Told> {
  const facts = factsOf(colourTemperature);
  const lamps = await lampGains(transform);
  const warmth = gains.map(warmthOf);
  const middle = median(warmth);
  const reach = quantile(
    warmth.map((value) => Math.abs(value - middle)),
    0.95,
  );
  const mired = warmth.map((value) => miredOf(value - middle, lamps));
  const tints = gains.map((gain, at) => tintOf(gain) - tintAt(mired[at] ?? 0, lamps));
  const tint = quantile(fromMiddle(tints).map(Math.abs), 0.95);
  const told = toldFrom(facts, { values: mired, floor: FLOOR.mired, from });
  if ("range" in told && tint > BESIDE_LAMPS * reach)
    return { facts, why: `the colours of ${from} vary otherwise than under lamps of other temperatures` };
  return told;
}

/** Where the light is read: on the background if it is neither black nor cut, else on the part, else everywhere. */
function placeToLook(
  pictures: readonly Measured[],
): { readonly from: string; readonly levels: readonly Levels[] } | null {
  const places = [
    { from: "the background", levels: pictures.map(({ background }) => background) },
    { from: "the part", levels: pictures.map(({ foreground }) => foreground) },
    { from: "the whole picture", levels: pictures.map(({ whole }) => whole) },
  ];
  for (const { from, levels } of places) {
    const usable = levels.filter((each) => each?.isUsable === true).filter((each) => each !== null);
    if (!isTooFew(usable.length, pictures.length)) return { from, levels: usable };
  }
  return null;
}

/** Each picture's light over the middle one's, per channel. */
function gainsOf(levels: readonly Levels[]): Gain[] {
  const middle = [0, 1, 2].map((channel) => median(levels.map(({ light }) => light[channel] ?? 0)));
  return levels.map(({ light }) => light.map((level, channel) => level / (middle[channel] ?? 1)));
}

interface LampGain {
  readonly mired: number;
  readonly warmth: number;
  readonly tint: number;
}

/** Steps of the table of lamps, in mired. */
const STEP = 5;

/** What the shift itself does to a grey of 30%, over its range. */
async function lampGains(transform: ImageTransformer): Promise<LampGain[]> {
  const grey = 0.3;
  const patch = { width: 2, height: 2, data: new Float32Array(12).fill(grey) };
  const [low, high] = colourTemperature.range;
  const lamps: LampGain[] = [];
  for (let mired = low; mired <= high; mired += STEP) {
    const { data } = await transform(patch, { [colourTemperature.name]: mired });
    const gain = [0, 4, 8].map((at) => toLinear(data[at] as number) / toLinear(grey));
    lamps.push({ mired, warmth: warmthOf(gain), tint: tintOf(gain) });
  }
  return lamps;
}

/** The lamp of a warmth; beyond the table its ends' slopes go on. */
function miredOf(warmth: number, lamps: readonly LampGain[]): number {
  return along(
    warmth,
    lamps.map((lamp) => [lamp.warmth, lamp.mired]),
  );
}

function tintAt(mired: number, lamps: readonly LampGain[]): number {
  return along(
    mired,
    lamps.map((lamp) => [lamp.mired, lamp.tint]),
  );
}

/** A piecewise linear function of rising places. */
export function along(at: number, points: readonly (readonly [place: number, value: number])[]): number {
  const next = points.findIndex(([place], index) => index > 0 && place >= at);
  const index = next === -1 ? points.length - 1 : next;
  const [left, right] = [points[index - 1] ?? [0, 0], points[index] ?? [0, 0]];
  return left[1] + ((at - left[0]) * (right[1] - left[1])) / (right[0] - left[0]);
}

/** Red over blue, in powers of two. */
function warmthOf([red = 1, , blue = 1]: Gain): number {
  return Math.log2(red / blue);
}

/** Green over red and blue, in powers of two. */
function tintOf([red = 1, green = 1, blue = 1]: Gain): number {
  return Math.log2(green / Math.sqrt(red * blue));
}

function fromMiddle(values: readonly number[]): number[] {
  const middle = median(values);
  return values.map((value) => value - middle);
}
