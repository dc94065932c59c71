// Pose: where the part lies, how large it is and how far it is turned, against the middle picture.

import { factsOf } from "../../shift/define.ts";
import { scale } from "../../shift/pose/scale.ts";
import { theta } from "../../shift/pose/theta.ts";
import { translateX } from "../../shift/pose/translate-x.ts";
import { translateY } from "../../shift/pose/translate-y.ts";
import type { NoPart } from "./foreground.ts";
import type { Measured, PartPlace } from "./measure.ts";
import type { Turn } from "./orientation.ts";
import { aboutTheMiddle, median, reachOf, steadier } from "./spread.ts";
import { isTooFew, type Told, toldFrom } from "./told.ts";

const FLOOR = { degrees: 0.5, shares: 0.002, scale: 0.005 };
/** Parts that change less than this around their middle are round. */
const ROUND = 0.015;
/** Agreement from which on two parts are taken to show the same, and the lead over other turns. */
const [AGREEMENT, LEAD] = [0.6, 0.06];
/** Angles that reach further than this share of a turn after which the part looks alike lie anywhere. */
const ANYWHERE = 0.3;

export interface Posed extends Measured {
  /** Against the reference; null without a part. */
  readonly turn: Turn | null;
  /** How much the part changes around its middle. */
  readonly anisotropy: number;
}

const WHY_NO_PART: Readonly<Record<NoPart, string>> = {
  border: "no single part stands out from a plain background",
  pale: "nothing stands out from the background",
  size: "what stands out is too small or too large for a part",
  several: "there are several parts",
  cut: "the part reaches the edge of the picture",
  unclear: "some of the part looks like the background, so that its outline is not clear",
};

/** What the pictures say of the part's place, size and orientation; `symmetry` is the reference part's, null without. */
export function poseRanges(pictures: readonly Posed[], symmetry: number | null): Told[] {
  const all = [theta, translateX, translateY, scale].map(factsOf);
  const found = pictures.filter(
    (picture): picture is Posed & { part: PartPlace } => typeof picture.part !== "string",
  );
  if (isTooFew(found.length, pictures.length) || symmetry === null) {
    const why = commonest(pictures.flatMap(({ part }) => (typeof part === "string" ? [part] : [])));
    return all.map((facts) => ({
      facts,
      why: why === null ? "too few pictures show a part" : WHY_NO_PART[why],
    }));
  }
  const turned = turnRange(found, symmetry);
  const { turns } = turned;
  const sizes = steadiestSizes(found.map(({ part }) => part.areas));
  // A pose turns about the picture's middle first, then moves, then scales.
  const middle = { x: median(found.map(({ part }) => part.x)), y: median(found.map(({ part }) => part.y)) };
  const moves = found.map(({ part, size: { width, height } }, at) => {
    const turn = ((turns?.[at] ?? 0) * Math.PI) / 180;
    const [x, y] = [
      middle.x * Math.cos(turn) - middle.y * Math.sin(turn),
      middle.x * Math.sin(turn) + middle.y * Math.cos(turn),
    ];
    const size = sizes[at] ?? 1;
    return { x: part.x / size - x, y: ((part.y / size - y) * width) / height };
  });
  const from = "the part's outline";
  const place = (values: readonly number[]): { values: number[]; floor: number; from: string } => {
    const centre = median(values);
    return { values: values.map((value) => value - centre), floor: FLOOR.shares, from };
  };
  return [
    turned.told,
    toldFrom(factsOf(translateX), place(moves.map(({ x }) => x))),
    toldFrom(factsOf(translateY), place(moves.map(({ y }) => y))),
    toldFrom(factsOf(scale), { values: sizes.map((size) => size - 1), floor: FLOOR.scale, from }),
  ];
}

/** Sizes against the middle one, by the outlines that vary least: a shadow that comes and goes adds to a spread. */
function steadiestSizes(areas: readonly (readonly number[])[]): readonly number[] {
  const ways = [0, 1, 2].map((way) => {
    const sizes = areas.map((each) => Math.sqrt(each[way] ?? Number.NaN));
    const middle = median(sizes);
    return { values: sizes.map((size) => size / middle - 1) };
  });
  const [first = { values: [] }, ...others] = ways.filter(({ values }) => !values.some(Number.isNaN));
  return others.reduce(steadier, first).values.map((value) => value + 1);
}

interface Turned {
  readonly told: Told;
  /** Degrees of each picture from the middle one; null where none can be told. */
  readonly turns: readonly number[] | null;
}

function turnRange(found: readonly Posed[], symmetry: number): Turned {
  const facts = factsOf(theta);
  const untold = (why: string): Turned => ({ told: { facts, why }, turns: null });
  if (median(found.map(({ anisotropy }) => anisotropy)) < ROUND)
    return untold("the part is round: it looks the same however it is turned");
  const turns = found.flatMap(({ turn }) => (turn === null ? [] : [turn]));
  if (isTooFew(turns.filter(({ agreement }) => agreement >= AGREEMENT).length, found.length))
    return untold("the parts look too different from one another");
  const doubtful = turns.filter(({ agreement, rival }) => rival > agreement - LEAD).length;
  const isSymmetric = doubtful > 0.2 * turns.length;
  const period = isSymmetric ? 360 / symmetry : 360;
  const values = aboutTheMiddle(
    turns.map(({ degrees }) => degrees),
    period,
  );
  const reach = reachOf(values);
  const alike = `the part looks alike every ${Number(period.toFixed(1))}°`;
  if (isSymmetric && reach > ANYWHERE * period) return untold(`${alike} and lies at any turn between`);
  const deviations = { values, floor: FLOOR.degrees, from: "the part around its middle" };
  const remark = `${alike}; the nearer turn is taken`;
  return { told: toldFrom(facts, isSymmetric ? { ...deviations, remark } : deviations), turns: values };
}

function commonest<Value>(values: readonly Value[]): Value | null {
  const count = (value: Value): number => values.filter((other) => other === value).length;
  const distinct = [...new Set(values)];
  return distinct.toSorted((left, right) => count(right) - count(left))[0] ?? null;
}
