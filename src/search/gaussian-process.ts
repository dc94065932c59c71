// A function known at a few points, as a Gaussian process (Rasmussen & Williams 2006, algorithm 2.1): at any place a mean and
// a deviation. The kernel is a product over the axes of common + (1 − common) · Matérn 5/2: what an axis does by itself is
// learnt from all points together, whatever their other coordinates are.

import { InvariantError } from "../core/errors.ts";

/** Points by their features. */
export interface Points {
  readonly count: number;
  /** The axis that a feature belongs to, for every feature; those of one axis stand together. */
  readonly axes: readonly number[];
  /** [count][features] */
  readonly features: Float64Array;
}

export interface Kernel {
  /** Length over which the function changes, of every feature. */
  readonly lengths: readonly number[];
  /** Share of the variance that knows nothing of an axis, of every axis; below 1. */
  readonly commons: readonly number[];
  /** Variance of what no neighbour tells, as a share of the whole. */
  readonly noise: number;
}

/** A place that is looked at. */
export interface Place {
  /** In lengths of the kernel. */
  readonly scaled: Float64Array;
  readonly mean: number;
  /** As a share of the process's, at most: what it is once all points are taken account of, those that are believed too. */
  variance: number;
  /** L⁻¹k as far as it is known, then k, and how far that is. */
  readonly solved: Float64Array;
  known: number;
}

export interface GaussianProcess {
  /** Standard deviation far from all points. */
  readonly deviation: number;
  at(features: ArrayLike<number>): Place;
  /** From now on the value at the place is taken to be its mean, which changes no other mean; `most` times at most. */
  believe(place: Place): void;
  /** Takes account of some more points, which may lower the variance; false once there are none. */
  tighten(place: Place): boolean;
}

/** What a factored kernel tells of values: their level, their variance and the logarithm of their likelihood, but for a constant. */
export interface Evidence {
  readonly level: number;
  readonly variance: number;
  readonly likelihood: number;
}

const SQRT5 = Math.sqrt(5);
/** Pivots below this are rounding: the points lie on each other. */
const LEAST_PIVOT = 1e-12;
const LEAST_VARIANCE = 1e-18;
/** Parts in which the points are taken account of: the later ones cost most, and few places need them. */
const PARTS = 6;

/** Matérn 5/2 of a squared distance in lengths. */
function matern(square: number): number {
  const distance = SQRT5 * Math.sqrt(square);
  return (1 + distance + (5 / 3) * square) * Math.exp(-distance);
}

/** The kernel of two rows of scaled features, the first numbers of which are at `from` and `to`. */
function covariance(
  left: Float64Array,
  from: number,
  right: Float64Array,
  to: number,
  axes: readonly number[],
  commons: readonly number[],
): number {
  let product = 1;
  for (let feature = 0; feature < axes.length; ) {
    const axis = axes[feature] as number;
    let square = 0;
    for (; feature < axes.length && axes[feature] === axis; feature++) {
      const offset = (left[from + feature] as number) - (right[to + feature] as number);
      square += offset * offset;
    }
    const common = commons[axis] as number;
    product *= common + (1 - common) * matern(square);
  }
  return product;
}

function scaledBy({ count, axes, features }: Points, { lengths }: Kernel): Float64Array {
  const width = axes.length;
  const scaled = new Float64Array(count * width);
  for (let index = 0; index < scaled.length; index++)
    scaled[index] = (features[index] as number) / (lengths[index % width] as number);
  return scaled;
}

/** The lower Cholesky factor of the kernel's matrix [count][count]; null where rounding leaves it none. */
export function factored(points: Points, kernel: Kernel): Float64Array | null {
  const { count, axes } = points;
  const scaled = scaledBy(points, kernel);
  const factor = new Float64Array(count * count);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column <= row; column++) {
      const entry =
        row === column
          ? 1 + kernel.noise
          : covariance(scaled, row * axes.length, scaled, column * axes.length, axes, kernel.commons);
      const rest = entry - dot(factor, row * count, factor, column * count, column);
      if (row !== column) factor[row * count + column] = rest / (factor[column * count + column] as number);
      else if (rest > LEAST_PIVOT) factor[row * count + row] = Math.sqrt(rest);
      else return null;
    }
  }
  return factor;
}

/** In four sums, since a product need not wait for the sum before it. */
function dot(left: Float64Array, from: number, right: Float64Array, to: number, count: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let at = from;
  let other = to;
  for (const end = from + count - 3; at < end; at += 4, other += 4) {
    first += (left[at] as number) * (right[other] as number);
    second += (left[at + 1] as number) * (right[other + 1] as number);
    third += (left[at + 2] as number) * (right[other + 2] as number);
    fourth += (left[at + 3] as number) * (right[other + 3] as number);
  }
  for (const end = from + count; at < end; at++, other++)
    first += (left[at] as number) * (right[other] as number);
  return first + second + (third + fourth);
}

/** L⁻¹ of a right side. */
function forward(factor: Float64Array, right: ArrayLike<number>): Float64Array {
  const count = right.length;
  const solved = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const rest = (right[row] as number) - dot(factor, row * count, solved, 0, row);
    solved[row] = rest / (factor[row * count + row] as number);
  }
  return solved;
}

/** L⁻ᵀ of a right side. */
function backward(factor: Float64Array, right: Float64Array): Float64Array {
  const count = right.length;
  const solved = Float64Array.from(right);
  for (let row = count - 1; row >= 0; row--) {
    const value = (solved[row] as number) / (factor[row * count + row] as number);
    solved[row] = value;
    for (let column = 0; column < row; column++)
      solved[column] = (solved[column] as number) - (factor[row * count + column] as number) * value;
  }
  return solved;
}

/** Level and variance as the values themselves make them most likely. */
export function evidence(factor: Float64Array, values: Float64Array): Evidence {
  const count = values.length;
  const ones = forward(factor, new Float64Array(count).fill(1));
  const solved = forward(factor, values);
  const level = dot(ones, 0, solved, 0, count) / dot(ones, 0, ones, 0, count);
  const square = dot(solved, 0, solved, 0, count) - level * dot(ones, 0, solved, 0, count);
  const variance = Math.max(LEAST_VARIANCE, square / count);
  let diagonal = 0;
  for (let row = 0; row < count; row++) diagonal += Math.log(factor[row * count + row] as number);
  return { level, variance, likelihood: -0.5 * count * Math.log(variance) - diagonal };
}

/**
 * The process of `values` at `points`, with room for `most` places that are believed; noise is added where points lie on each
 * other. InvariantError of features that are no numbers.
 */
export function gaussianProcess(
  points: Points,
  values: Float64Array,
  kernel: Kernel,
  most: number,
): GaussianProcess {
  const { count, axes } = points;
  const factor = factored(points, kernel);
  if (factor === null && !(kernel.noise < 1))
    throw new InvariantError("a surrogate of places that are no numbers");
  if (factor === null)
    return gaussianProcess(points, values, { ...kernel, noise: Math.max(1e-8, 10 * kernel.noise) }, most);
  const { level, variance } = evidence(factor, values);
  const scaled = scaledBy(points, kernel);
  const rests = values.map((value) => value - level);
  const weights = backward(factor, forward(factor, rests));
  const believed: { readonly place: Place; readonly pivot: number }[] = [];

  const sizes = Array.from({ length: PARTS }, (_, part) => Math.ceil((count * (part + 1)) / PARTS));
  const tighten = (place: Place): boolean => {
    const { solved } = place;
    const end = sizes.find((size) => size > place.known);
    if (end === undefined) return takeBelieved(place);
    let { variance: left } = place;
    for (let row = place.known; row < end; row++) {
      const rest = (solved[row] as number) - dot(factor, row * count, solved, 0, row);
      const step = rest / (factor[row * count + row] as number);
      solved[row] = step;
      left -= step * step;
    }
    place.variance = Math.max(0, left);
    place.known = end;
    return true;
  };

  const takeBelieved = (place: Place): boolean => {
    const other = believed[place.known - count];
    if (other === undefined) return false;
    const { scaled: from, solved } = other.place;
    const entry = covariance(place.scaled, 0, from, 0, axes, kernel.commons);
    const step = (entry - dot(place.solved, 0, solved, 0, place.known)) / other.pivot;
    place.solved[place.known] = step;
    place.variance = Math.max(0, place.variance - step * step);
    place.known++;
    return true;
  };

  return {
    deviation: Math.sqrt(variance),
    tighten,
    at: (features) => {
      const own = new Float64Array(axes.length);
      for (let feature = 0; feature < axes.length; feature++)
        own[feature] = (features[feature] ?? 0) / (kernel.lengths[feature] ?? 1);
      const solved = new Float64Array(count + most);
      let mean = level;
      for (let row = 0; row < count; row++) {
        const entry = covariance(own, 0, scaled, row * axes.length, axes, kernel.commons);
        solved[row] = entry;
        mean += entry * (weights[row] as number);
      }
      return { scaled: own, mean, variance: 1, solved, known: 0 };
    },
    believe: (place) => {
      while (tighten(place));
      believed.push({ place, pivot: Math.sqrt(place.variance + kernel.noise + LEAST_PIVOT) });
    },
  };
}
