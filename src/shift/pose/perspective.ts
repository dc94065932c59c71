// A plane turned about the horizontal axis through its centre, seen by a pinhole camera. A row of the picture shows one
// row of the plane, drawn together about its centre by one factor.

import type { PictureSize } from "../../core/image.ts";
import { tensor } from "../../core/tensor.ts";
import {
  add,
  clamp,
  divide,
  multiply,
  negate,
  offset,
  reshape,
  scale,
  subtract,
} from "../../graph/ops/index.ts";
import { constant, scalar, type Value } from "../../graph/value.ts";
import type { Place } from "../define.ts";

/** The camera's distance in widths of the picture. */
const DISTANCE = 1.5;
const DEGREE = Math.PI / 180;
/** The least depth, in camera's distances: places behind the camera, of very long pictures alone, are far out of view. */
const NEAREST = 1e-3;
/** Stands for no upper bound. */
const FAR = 3e38;

/**
 * Where every pixel is read, as pixels from its own place: between rows [P, 1, H, 1], along them [P, 1, H, W]. Written
 * as differences, so that no digits are lost near 0 and at the far end of a wide picture.
 */
export interface Steps {
  readonly between: Value;
  readonly along: Value;
}

/** From pixels of the picture to the places of the plane, turned by degrees [P], that are seen there. */
export function stepsToPlane(pictures: Value, degrees: Value): Steps {
  const turn = radians(degrees);
  const { across, down, depth } = grid(pictures);
  const sink = multiply(sine(turn), depth);
  const near = clamp(add(offset(negate(lost(turn)), 1), sink), NEAREST, FAR, 0);
  return {
    between: divide(multiply(down, subtract(lost(turn), sink)), near),
    along: multiply(across, negate(divide(sink, near))),
  };
}

/** The other way: from places of the plane to where they are seen. */
export function stepsToPicture(pictures: Value, degrees: Value): Steps {
  const turn = radians(degrees);
  const { across, down, depth } = grid(pictures);
  const sink = multiply(sine(turn), depth);
  const near = clamp(offset(negate(sink), 1), NEAREST, FAR, 0);
  return {
    between: divide(multiply(down, subtract(sink, lost(turn))), near),
    along: multiply(across, divide(sink, near)),
  };
}

/** [P, 1, 1, 1] */
function radians(degrees: Value): Value {
  return reshape(scale(degrees, DEGREE), [degrees.shape[0] ?? 1, 1, 1, 1]);
}

/** Its series, to 1e-8 up to 45°: WGSL promises sines to 2^-11 only. */
function sine(turn: Value): Value {
  const square = multiply(turn, turn);
  const series = [8 * 9, 6 * 7, 4 * 5, 2 * 3].reduce<Value>(
    (inner, divisor) => offset(scale(multiply(square, inner), -1 / divisor), 1),
    scalar(1),
  );
  return multiply(turn, series);
}

/** 1 − the cosine */
function lost(turn: Value): Value {
  const half = sine(scale(turn, 0.5));
  return scale(multiply(half, half), 2);
}

interface Grid {
  /** [W]: pixels to the right of the centre. */
  readonly across: Value;
  /** [H, 1]: pixels below the centre. */
  readonly down: Value;
  /** [H, 1]: the same as a share of the camera's distance. */
  readonly depth: Value;
}

function grid(pictures: Value): Grid {
  const [height, width] = [pictures.shape.at(-2) ?? 1, pictures.shape.at(-1) ?? 1];
  const centred = (extent: number, unit: number): Float32Array =>
    Float32Array.from({ length: extent }, (_, at) => (at - (extent - 1) / 2) / unit);
  return {
    across: constant(tensor([width], centred(width, 1))),
    down: constant(tensor([height, 1], centred(height, 1))),
    depth: constant(tensor([height, 1], centred(height, DISTANCE * width))),
  };
}

/** Where in a picture of this size a place of the plane is seen after a turn by `degrees`. */
export function seenAt({ x, y }: Place, degrees: number, { width, height }: PictureSize): Place {
  const [right, down] = [(width - 1) / 2, (height - 1) / 2];
  const turn = degrees * DEGREE;
  const nearness = 1 / Math.max(NEAREST, 1 - ((y - down) / (DISTANCE * width)) * Math.sin(turn));
  return { x: right + (x - right) * nearness, y: down + (y - down) * Math.cos(turn) * nearness };
}
