// The size that a graph itself brings pictures to: the constant target of the first Resize on the picture's way.

import type { PictureSize } from "../../core/image.ts";
import type { OnnxNode } from "../../graph/foreign/structure.ts";
import { type GraphWalk, LONGEST_WALK } from "./graph-walk.ts";

/** What may come before: it changes neither the place nor the number of pixels. */
const PIXEL_BY_PIXEL = [
  ...["Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze", "Transpose"],
  ...["Add", "Sub", "Mul", "Div", "Clip"],
];

/** The target of the first Resize; null where the picture meets something else before, or the target is not constant. */
export function pictureResize(walk: GraphWalk, input: string): PictureSize | null {
  let name = input;
  for (let steps = 0; steps < LONGEST_WALK; steps++) {
    const takers = walk.consumers(name);
    const [next] = takers;
    if (next === undefined || takers.length > 1) return null;
    if (next.operator === "Resize") return targetOf(walk, next);
    const [made = ""] = next.outputs;
    if (!PIXEL_BY_PIXEL.includes(next.operator) || made === "") return null;
    name = made;
  }
  return null;
}

/** Parts that a target is put together of, at most: a picture has four extents. */
const MOST_PARTS = 8;

/** The last two extents, or those of one of 1 or 3 channels at the end. */
function targetOf(walk: GraphWalk, { inputs }: OnnxNode): PictureSize | null {
  const extents = extentsOf(walk, inputs[3]);
  const last = extents.at(-1);
  const isChannelsLast = extents.length === 4 && (last === 1 || last === 3);
  const [height, width] = isChannelsLast ? extents.slice(1, 3) : extents.slice(-2);
  if (height === undefined || width === undefined || height === null || width === null) return null;
  return isSide(height) && isSide(width) ? { width, height } : null;
}

/** A shape, null for each extent that is not constant. */
function extentsOf(walk: GraphWalk, sizes: string | undefined): readonly (number | null)[] {
  let name = sizes ?? "";
  for (let steps = 0; steps < LONGEST_WALK; steps++) {
    const known = walk.constant(name);
    if (known !== null) return known;
    const made = walk.producer(name);
    // Of what is not constant only that it comes before matters.
    if (made?.operator === "Concat" && made.inputs.length <= MOST_PARTS)
      return made.inputs.flatMap((input): readonly (number | null)[] => walk.constant(input) ?? [null]);
    if (made?.operator !== "Cast" && made?.operator !== "Identity") return [];
    name = made.inputs[0] ?? "";
  }
  return [];
}

/** The file may say anything: also halves of pixels, NaN and infinity. */
function isSide(extent: number): boolean {
  return Number.isSafeInteger(extent) && extent > 0;
}
