// The kernel that makes known values most likely, given what is usual: from the usual one, or an earlier fit, coordinate by
// coordinate as long as that helps.

import { evidence, factored, type Kernel, type Points } from "./gaussian-process.ts";

/** What is usual of a length, and its limits. */
export interface UsualLength {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

export interface FitSettings {
  /** Of every length that is fitted; a feature names its own by number. */
  readonly lengths: readonly UsualLength[];
  readonly lengthOf: readonly number[];
  /** Axes of the points. */
  readonly axes: number;
  /** The usual common share of an axis. */
  readonly common: number;
}

/** Parameters of a kernel, each length once. */
export interface Fit {
  readonly lengths: readonly number[];
  readonly commons: readonly number[];
  readonly noise: number;
}

/** What the values are taken to be before they are seen: how far lengths and common shares spread, in logarithms. */
const LENGTHS_SPREAD = 1;
const COMMONS_SPREAD = 1.5;
const [LEAST_COMMON, MOST_COMMON] = [0.02, 0.95];
const NOISES = [1e-6, 1e-4, 1e-2];
const USUAL_NOISE = 1e-4;

/** Steps of the sweeps over all parameters: a length's factor, a common share's step in log odds. */
const SWEEPS = [
  [1.8, 1.4],
  [1.3, 1.4],
  [1.3, 1.4],
] as const;

/** What is usual. */
export function usualFit({ lengths, axes, common }: FitSettings): Fit {
  return {
    lengths: lengths.map(({ usual }) => usual),
    commons: Array.from({ length: axes }, () => common),
    noise: USUAL_NOISE,
  };
}

/** The kernel of a fit. */
export function kernelOf({ lengths, commons, noise }: Fit, { lengthOf }: FitSettings): Kernel {
  return { lengths: lengthOf.map((number) => lengths[number] ?? 1), commons, noise };
}

/** A better fit than `start`, which is what is usual by default. */
export function fitted(points: Points, values: Float64Array, settings: FitSettings, start?: Fit): Fit {
  let best = start ?? usualFit(settings);
  let height = posterior(points, values, best, settings);
  const takes = (candidate: Fit): boolean => {
    const own = posterior(points, values, candidate, settings);
    if (own <= height) return false;
    [best, height] = [candidate, own];
    return true;
  };
  for (const [factor, odds] of start === undefined ? SWEEPS : SWEEPS.slice(0, 2)) {
    for (const [index, { least, most }] of settings.lengths.entries())
      [factor, 1 / factor].some((step) => {
        const length = Math.min(most, Math.max(least, (best.lengths[index] ?? 1) * step));
        return takes({ ...best, lengths: best.lengths.with(index, length) });
      });
    for (let axis = 0; axis < settings.axes; axis++)
      [odds, -odds].some((step) => {
        const common = shareAt(oddsOf(best.commons[axis] ?? settings.common) + step);
        return takes({ ...best, commons: best.commons.with(axis, common) });
      });
    for (const noise of NOISES) takes({ ...best, noise });
  }
  return best;
}

/** Logarithm of the likelihood times what is usual, but for a constant. */
function posterior(points: Points, values: Float64Array, fit: Fit, settings: FitSettings): number {
  const factor = factored(points, kernelOf(fit, settings));
  if (factor === null) return Number.NEGATIVE_INFINITY;
  const lengths = fit.lengths.map(
    (length, index) => Math.log(length / (settings.lengths[index]?.usual ?? 1)) / LENGTHS_SPREAD,
  );
  const commons = fit.commons.map((common) => (oddsOf(common) - oddsOf(settings.common)) / COMMONS_SPREAD);
  const unusual = [...lengths, ...commons].reduce((sum, away) => sum + away * away, 0);
  return evidence(factor, values).likelihood - 0.5 * unusual;
}

function oddsOf(share: number): number {
  return Math.log(share / (1 - share));
}

function shareAt(odds: number): number {
  return Math.min(MOST_COMMON, Math.max(LEAST_COMMON, 1 / (1 + Math.exp(-odds))));
}
