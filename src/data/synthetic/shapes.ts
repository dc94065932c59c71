// Signed distances of plane shapes (negative inside) and the smooth steps that turn them into coverage.
// Formulas after I. Quilez, "2D distance functions" (iquilezles.org/articles/distfunctions2d).

/** A point of the plane: u to the right, v down. */
export interface Point {
  readonly u: number;
  readonly v: number;
}

/** Length of a vector; Math.hypot guards against overflow, which costs ten times as much. */
export function length(u: number, v: number): number {
  return Math.sqrt(u * u + v * v);
}

/** `value` brought to [0, 1]. */
export function clampUnit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Hermite step: 0 at `from`, 1 at `to` (which may be the smaller one). */
export function smoothStep(from: number, to: number, value: number): number {
  const t = clampUnit((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/** Share of a pixel that lies inside: 1 deep inside, 0 outside, linear over one `pixel` around the outline. */
export function coverage(distance: number, pixel: number): number {
  return clampUnit(0.5 - distance / pixel);
}

/** Axis-parallel rectangle around the origin with the given half extents. */
export function box(u: number, v: number, halfWidth: number, halfHeight: number): number {
  const right = Math.abs(u) - halfWidth;
  const down = Math.abs(v) - halfHeight;
  return length(Math.max(right, 0), Math.max(down, 0)) + Math.min(Math.max(right, down), 0);
}

/** Distance to the line segment from (fromU, fromV) to (toU, toV). */
export function segment(
  u: number,
  v: number,
  fromU: number,
  fromV: number,
  toU: number,
  toV: number,
): number {
  const du = toU - fromU;
  const dv = toV - fromV;
  const share = clampUnit(((u - fromU) * du + (v - fromV) * dv) / (du * du + dv * dv + 1e-12));
  return Math.sqrt((u - fromU - du * share) ** 2 + (v - fromV - dv * share) ** 2);
}

/** Regular hexagon around the origin, flat sides above and below; `apothem` is centre to side. */
export function hexagon(u: number, v: number, apothem: number): number {
  let right = Math.abs(u);
  let down = Math.abs(v);
  const mirrored = 2 * Math.min(-0.866025404 * right + 0.5 * down, 0);
  right += mirrored * 0.866025404;
  down -= mirrored * 0.5;
  const reach = 0.577350269 * apothem;
  right -= Math.min(Math.max(right, -reach), reach);
  down -= apothem;
  return Math.sqrt(right * right + down * down) * Math.sign(down);
}

/** Union of two shapes with a fillet about `radius` wide. */
export function smoothUnion(left: number, right: number, radius: number): number {
  const share = clampUnit(0.5 + (0.5 * (right - left)) / radius);
  return right + (left - right) * share - radius * share * (1 - share);
}
