// Adam (Kingma & Ba) as a pure pair { init, step }, ascending. Published rates per shift; float64 throughout.

import { InputError, present } from "../core/errors.ts";
import type { ShiftBox, ShiftPoint } from "../core/shift.ts";

export interface AdamState {
  readonly point: ShiftPoint;
  readonly step: number;
  readonly first: ShiftPoint;
  readonly second: ShiftPoint;
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** The state before the first step. */
export function adamInit(point: ShiftPoint): AdamState {
  return { point, step: 0, first: {}, second: {} };
}

/** InputError naming the shifts of a box that have no published rate. */
export function needLearningRates(box: ShiftBox): void {
  const without = box.filter(({ facts }) => facts.search.learningRate === undefined);
  if (without.length === 0) return;
  const names = without.map(({ facts }) => facts.name).join(", ");
  throw new InputError(`no published learning rate of ${names}: choose a strategy other than Adam's`);
}

/** One step up the gradient in the shifts of a box, which have rates; raw values are never clipped. */
export function adamStep(state: AdamState, gradient: ShiftPoint, box: ShiftBox): AdamState {
  const step = state.step + 1;
  const point: Record<string, number> = { ...state.point };
  const first: Record<string, number> = {};
  const second: Record<string, number> = {};
  for (const { facts } of box) {
    const { name, search } = facts;
    const slope = present(gradient[name], "gradient");
    const one = BETA_1 * (state.first[name] ?? 0) + (1 - BETA_1) * slope;
    const two = BETA_2 * (state.second[name] ?? 0) + (1 - BETA_2) * slope ** 2;
    const mean = one / (1 - BETA_1 ** step);
    const square = two / (1 - BETA_2 ** step);
    const rate = present(search.learningRate, "learning rate");
    point[name] = present(point[name], "shift") + (rate * mean) / (Math.sqrt(square) + EPSILON);
    first[name] = one;
    second[name] = two;
  }
  return { point, step, first, second };
}
