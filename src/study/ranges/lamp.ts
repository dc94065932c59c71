// Exposure and colour temperature: how much light each picture's background (or part) sends, against the middle picture.

import { factsOf } from "../../shift/define.ts";
import { colourTemperature } from "../../shift/light/colour-temperature.ts";
import { exposure } from "../../shift/light/exposure.ts";
import type { ImageTransformer } from "../../shift/transformer.ts";
import { type Levels, toLinear } from "./levels.ts";
import type { Measured } from "./measure.ts";
import { median, reachOf, steadier } from "./spread.ts";
import { isTooFew, type Told, toldFrom } from "./told.ts";

const FLOOR = { stops: 0.02, mired: 2 };
/** Shares of luminance in linear light. */
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;
/** Colours that vary by more than this share across the colours of lamps are not a lamp's doing. */
const BESIDE_LAMPS = 0.7;
/** The share of pictures that a place must be read from: those that are cut are just the brightest. */
const NEARLY_ALL = 0.97;

/** What the pictures say of the lamp. */
export async function lampRanges(
  pictures: readonly Measured[],
  transform: ImageTransformer,
): Promise<Told[]> {
  const [brightness, temperature] = [factsOf(exposure), factsOf(colourTemperature)];
  const places = placesToLook(pictures);
  const dark = "too much of the pictures is nearly black, or cut at white";
  const [steadiest, ...others] = places.map(({ from, gains }) => ({
    from,
    values: fromMiddle(gains.map(stopsOf)),
  }));
  const told =
    steadiest === undefined
      ? { facts: brightness, why: dark }
      : toldFrom(brightness, { ...others.reduce(steadier, steadiest), floor: FLOOR.stops });
  const colourless = pictures.filter(({ isGrey }) => isGrey).length;
  if (colourless > 0) {
    const which = colourless === pictures.length ? "the pictures" : "some of the pictures";
    return [told, { facts: temperature, why: `${which} are grey` }];
  }
  if (places.length === 0) return [told, { facts: temperature, why: dark }];
  return [told, await temperatureRange(places, transform)];
}

type Gain = readonly number[];

interface PlaceToLook {
  readonly from: string;
  /** Each picture's light over the middle one's, per channel. */
  readonly gains: readonly Gain[];
}

async function temperatureRange(places: readonly PlaceToLook[], transform: ImageTransformer): Promise<Told> {
  const facts = factsOf(colourTemperature);
  const lamps = await lampGains(transform);
  const looked = places.map(({ from, gains }) => {
    const values = fromMiddle(gains.map(warmthOf)).map((warmth) => miredOf(warmth, lamps));
    return { from, values, gains };
  });
  const [first, ...others] = looked;
  if (first === undefined) return { facts, why: "there is no place to look" };
  const { from, values, gains } = others.reduce(steadier, first);
  const tints = fromMiddle(gains.map((gain, at) => tintOf(gain) - tintAt(values[at] ?? 0, lamps)));
  const told = toldFrom(facts, { values, floor: FLOOR.mired, from });
  if ("range" in told && reachOf(tints) > BESIDE_LAMPS * reachOf(fromMiddle(gains.map(warmthOf))))
    return { facts, why: `the colours of ${from} vary otherwise than under lamps of other temperatures` };
  return told;
}

/** Background and part where they are neither black nor cut, else the whole picture; none where that is. */
function placesToLook(pictures: readonly Measured[]): PlaceToLook[] {
  const usable = (from: string, levelsOf: (picture: Measured) => Levels | null): PlaceToLook[] => {
    const levels = pictures
      .flatMap((picture) => levelsOf(picture) ?? [])
      .filter((each) => each?.isUsable === true);
    return isTooFew(levels.length, pictures.length, NEARLY_ALL) ? [] : [{ from, gains: gainsOf(levels) }];
  };
  const apart = [
    ...usable("the background", ({ background }) => background),
    ...usable("the part", ({ foreground }) => foreground),
  ];
  return apart.length > 0 ? apart : usable("the whole picture", ({ whole }) => whole);
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

/** Luminance, in powers of two. */
function stopsOf(gain: Gain): number {
  return Math.log2(LUMINANCE.reduce((sum, share, channel) => sum + share * (gain[channel] ?? 0), 0));
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
