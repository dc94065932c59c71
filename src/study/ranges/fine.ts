// Noise and sharpness: against the least noisy and the sharpest pictures, as nothing can be taken away.

import type { RgbImage } from "../../core/image.ts";
import { factsOf } from "../../shift/define.ts";
import { defocus } from "../../shift/optics/defocus.ts";
import { noise } from "../../shift/sensor/noise.ts";
import type { ImageTransformer } from "../../shift/transformer.ts";
import { along } from "./lamp.ts";
import { fineMeasures, type Measured } from "./measure.ts";
import type { Sharpness } from "./sharpness.ts";
import { median, quantile } from "./spread.ts";
import { isTooFew, type Told, toldFrom } from "./told.ts";

const FLOOR = { noise: 0.001, defocus: 0.05 };
/** The least noisy and the sharpest pictures, but for outliers. */
const BEST = 0.05;
/** How far the two ways of telling sharpness may differ, as a share of the range. */
const DISAGREEMENT = 0.3;
/** Sharp pictures that are blurred to see what a blur does. */
const BLURRED = 2;

/** Noise adds in squares: what each picture has more than the least noisy ones. */
export function noiseRange(pictures: readonly Measured[]): Told {
  const facts = factsOf(noise);
  const levels = pictures.map((picture) => picture.noise).filter((level) => !Number.isNaN(level));
  if (isTooFew(levels.length, pictures.length))
    return { facts, why: "the pictures are nearly black or white, where noise is cut" };
  const least = quantile(levels, BEST);
  const values = levels.map((level) => Math.sqrt(Math.max(0, level ** 2 - least ** 2)));
  return toldFrom(facts, { values, floor: FLOOR.noise, from: "the flattest places" });
}

/** Opens a picture at its acting size. */
export type Reopen = (index: number) => Promise<RgbImage>;

/** The blur that makes the sharpest pictures as blurred as each, by what the shift itself does to them. */
export async function defocusRange(
  pictures: readonly (Measured & { readonly index: number })[],
  reopen: Reopen,
  transform: ImageTransformer,
): Promise<Told> {
  const facts = factsOf(defocus);
  const seen = pictures.filter(
    ({ sharpness }) => !Number.isNaN(sharpness.edge) && !Number.isNaN(sharpness.coarse),
  );
  if (isTooFew(seen.length, pictures.length)) return { facts, why: "the pictures have too few clear edges" };
  const least = quantile(
    seen.map(({ sharpness }) => sharpness.edge),
    BEST,
  );
  const sharpest = seen
    .toSorted((left, right) => Math.abs(left.sharpness.edge - least) - Math.abs(right.sharpness.edge - least))
    .slice(0, BLURRED);
  const curves: Sharpness[][] = [];
  for (const { index, isGrey } of sharpest)
    curves.push(await blurCurve(await reopen(index), isGrey, transform));
  const [byEdges, byContrast] = (["edge", "coarse"] as const).map((way) => {
    const curve = rising(
      AMOUNTS.map((amount, step) => [median(curves.map((each) => each[step]?.[way] ?? 0)), amount]),
    );
    return seen.map(({ sharpness }) => Math.max(0, along(sharpness[way], curve)));
  });
  const values = byEdges ?? [];
  const apart = values.map((value, at) => Math.abs(value - (byContrast?.[at] ?? 0)));
  const told = toldFrom(facts, { values, floor: FLOOR.defocus, from: "the strongest edges" });
  if ("range" in told && quantile(apart, 0.8) > DISAGREEMENT * quantile(values, 0.95))
    return {
      facts,
      why: "the parts differ by more than their sharpness: edges and fine contrast do not agree",
    };
  return told;
}

const AMOUNTS = [0, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.4, 2];

async function blurCurve(
  picture: RgbImage,
  isGrey: boolean,
  transform: ImageTransformer,
): Promise<Sharpness[]> {
  const curve: Sharpness[] = [];
  for (const amount of AMOUNTS)
    curve.push(fineMeasures(await transform(picture, { [defocus.name]: amount }), isGrey).sharpness);
  return curve;
}

/** The points of a curve up to where it rises no more. */
function rising(points: readonly (readonly [place: number, value: number])[]): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last !== undefined && !(point[0] > last[0])) break;
    kept.push(point);
  }
  return kept;
}
