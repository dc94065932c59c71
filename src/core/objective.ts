// What search knows of the world: points in, scores out. Neither a detector nor a metric's definition appears here.

import type { ShiftPoint } from "./shift.ts";

/** How badly a detector does at a point: what worst cases are compared by. */
export interface Level {
  /** Equation (4); null of a detector that gives image scores alone, and of a defective picture without a mask. */
  readonly loss: number | null;
  /** Pixel AUROC of this one sample; null where it has no anomalous (or no normal) pixel, or there is no map. */
  readonly pauroc: number | null;
  /** Image-level anomaly score. */
  readonly imageScore?: number;
  /** Mean change of the map from the unshifted picture's; there only where it was asked for. */
  readonly mapChange?: number;
  /** True = rejected, from a detector that decides by itself. */
  readonly label?: boolean;
  /** True where less than half of a defect was in the frame: no candidate for a worst case. */
  readonly outOfView?: true;
}

export interface Evaluation extends Level {
  readonly point: ShiftPoint;
  readonly imageScore: number;
  /** d loss / d shift for every shift that the point names, in their units; present when asked for. */
  readonly gradient?: ShiftPoint;
  /** The aligned anomaly map, [H, W] row-major; there when it was asked for, of a detector that gives maps. */
  readonly map?: Float32Array;
  /** True where the values are approximate: such a point may be proposed, never reported. */
  readonly draft?: true;
}

/** How the products of drafts are taken; all drafts see fewer windows. */
export type DraftPrecision = "8 bits" | "float32";

export interface Wanted {
  readonly gradient?: boolean;
  readonly map?: boolean;
  /**
   * True allows approximate values, several times cheaper; exact ones may come all the same (for the first points, or
   * on a sample where the two disagree): see `Evaluation.draft`.
   */
  readonly draft?: boolean;
}

/** What an objective can give, or a strategy asks for: scores alone, or their derivatives too. */
export type Knowledge = "values" | "gradients";

/** Which of two levels of one sample is worse for the detector. A criterion gives one per label. */
export interface Order {
  /** The criterion's name, as it stands in records. */
  readonly criterion: string;
  /** A total order, ties apart; ties keep the earlier one. */
  isWorse(candidate: Level, best: Level): boolean;
  /**
   * To be minimised by what models the landscape: the lower, the worse for the detector. Infinite where the sample's
   * unshifted level can be compared and this one cannot.
   */
  height(level: Level, unshifted?: Level): number;
  /** True where `level` is worse than `than` by more than a trifle. */
  isClearlyWorse(level: Level, than: Level): boolean;
}

/**
 * Evaluates one sample at several points, in order. Exactly the shifts that a point names act, those at 0 too. Values
 * are taken as they are: clip to a box first (`effectivePoint`); a gradient passes that clip unchanged. Batching is the
 * objective's own affair.
 */
export interface Objective {
  (points: readonly ShiftPoint[], wanted?: Wanted): Promise<readonly Evaluation[]>;
  /** "values" where a gradient must not be asked for; without it, what is asked for comes. */
  readonly gives?: Knowledge;
  /** What a search of it makes worse; the published one (pAUROC, then eq. 4) where it does not say. */
  readonly order?: Order;
}

/** A function around an objective, as one that gives the same. */
export function givingAs(
  { gives, order }: Objective,
  evaluate: (...given: Parameters<Objective>) => ReturnType<Objective>,
): Objective {
  return Object.assign(evaluate, gives === undefined ? {} : { gives }, order === undefined ? {} : { order });
}
