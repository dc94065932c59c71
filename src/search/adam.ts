// Adam (Kingma & Ba) as a pure pair { init, step }, ascending. Published rates per shift; float64 throughout.

import { IDENTITY, SHIFTS, type Shift, type ShiftPoint } from "../core/shift.ts";

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
  return { point, step: 0, first: IDENTITY, second: IDENTITY };
}

/** One step up the gradient in the searched shifts; raw values are never clipped. */
export function adamStep(state: AdamState, gradient: ShiftPoint, over: readonly Shift[]): AdamState {
  const step = state.step + 1;
  const point = { ...state.point };
  const first = { ...state.first };
  const second = { ...state.second };
  for (const shift of over) {
    first[shift] = BETA_1 * state.first[shift] + (1 - BETA_1) * gradient[shift];
    second[shift] = BETA_2 * state.second[shift] + (1 - BETA_2) * gradient[shift] ** 2;
    const mean = first[shift] / (1 - BETA_1 ** step);
    const square = second[shift] / (1 - BETA_2 ** step);
    point[shift] += (SHIFTS[shift].learningRate * mean) / (Math.sqrt(square) + EPSILON);
  }
  return { point, step, first, second };
}
