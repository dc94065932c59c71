// What search knows of the world: points in, losses out. Neither CLIP nor metrics appear here.

import type { ShiftPoint } from "./shift.ts";

export interface Evaluation {
  /** The raw point, as asked for. */
  readonly point: ShiftPoint;
  /** Equation (4); search maximises it. */
  readonly loss: number;
  /** Pixel AUROC of this one sample; null where it has no anomalous (or no normal) pixel. */
  readonly pauroc: number | null;
  /** Image-level anomaly score at this point. */
  readonly imageScore: number;
  /** d loss / d shift, per degree, radian and unit; present when asked for. */
  readonly gradient?: ShiftPoint;
  /** The aligned anomaly map, [S, S] row-major; present when asked for. */
  readonly map?: Float32Array;
  /** True where the values are approximate: such a point may be proposed, never reported. */
  readonly draft?: true;
}

/** How the products of drafts are taken; all drafts see fewer windows. */
export type DraftPrecision = "8 bits" | "float32";

/** How badly a detector does at a point: what worst cases are compared by. */
export type Level = Pick<Evaluation, "pauroc" | "loss">;

export interface Wanted {
  readonly gradient?: boolean;
  readonly map?: boolean;
  /**
   * True allows approximate values, several times cheaper; exact ones may come all the same (for the first points, or
   * on a sample where the two disagree): see `Evaluation.draft`.
   */
  readonly draft?: boolean;
}

/** What an objective can give, or a strategy asks for: losses alone, or their derivatives too. */
export type Knowledge = "values" | "gradients";

/** Evaluates one sample at several points, in order. Batching is the objective's own affair. */
export interface Objective {
  (points: readonly ShiftPoint[], wanted?: Wanted): Promise<readonly Evaluation[]>;
  /** "values" where a gradient must not be asked for; without it, what is asked for comes. */
  readonly gives?: Knowledge;
}

/** A function around an objective, as one that gives the same. */
export function givingAs(
  { gives }: Objective,
  evaluate: (...given: Parameters<Objective>) => ReturnType<Objective>,
): Objective {
  return gives === undefined ? evaluate : Object.assign(evaluate, { gives });
}
