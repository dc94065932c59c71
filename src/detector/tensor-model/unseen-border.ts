// How much of a picture a model never looks at, found out by asking it: pixels outside of a crop within its graph change
// no output by a single bit.

import type { PictureSize } from "../../core/image.ts";
import { type Border, cropBorder } from "../tensor-model/placement.ts";

export type Side = keyof Border;

/** In the order in which they are asked, each with the one that is likely to be like it. */
const SIDES: readonly (readonly [Side, Side | null])[] = [
  ["left", null],
  ["right", "left"],
  ["top", "left"],
  ["bottom", "top"],
];

/**
 * The widest strip at each side of a picture that changes nothing. `changes` tells whether another content of the
 * outermost `width` pixels of a side does. `guess` is tried first, then what the side that is likely to be alike has: where it
 * holds, a side takes two answers; where nothing is unseen, one; else a bisection.
 */
export async function unseenBorder(
  { width, height }: PictureSize,
  guess: number | null,
  changes: (side: Side, width: number) => Promise<boolean>,
): Promise<Border> {
  const border: Record<Side, number> = { top: 0, bottom: 0, left: 0, right: 0 };
  for (const [side, alike] of SIDES) {
    const most = (side === "left" || side === "right" ? width : height) - 1;
    const likely = (alike === null ? 0 : border[alike]) || (guess ?? 0);
    border[side] = await widest(most, Math.min(likely, most), (strip) => changes(side, strip));
  }
  return border;
}

async function widest(
  most: number,
  guess: number,
  changes: (strip: number) => Promise<boolean>,
): Promise<number> {
  let [unseen, seen] = [0, most + 1];
  const ask = async (strip: number): Promise<void> => {
    if (await changes(strip)) seen = strip;
    else unseen = strip;
  };
  if (guess > 0) await ask(guess);
  // A guess that holds is right, or off by one, or only the beginning.
  for (let step = 1; unseen > 0 && unseen < most && seen > most; step *= 2)
    await ask(Math.min(guess + step, most));
  if (unseen === 0) await ask(1);
  while (seen - unseen > 1) await ask(Math.floor((unseen + seen) / 2));
  return unseen;
}

/**
 * What of an unseen border is a crop, told by the map's size. In front of the model `crop` was cut out of `size`, which is one.
 * Beyond that, a graph's own crop leaves a map that is smaller than what goes in, and is at least as wide as one of the map's
 * pixels. A network of strides may skip the last rows and columns too, fewer than a pixel of its map shows, and a map of the
 * size of what goes in shows all of it: neither is a crop. Nor is it one where nothing of the picture changes anything.
 */
export function cropOf(
  border: Border,
  { size, crop, map }: { size: PictureSize; crop: PictureSize | null; map: PictureSize },
): Border {
  const outer = cropBorder(size, crop ?? size);
  const fed = crop ?? size;
  const across = border.left + border.right - outer.left - outer.right;
  const down = border.top + border.bottom - outer.top - outer.bottom;
  if (border.left + border.right >= size.width || border.top + border.bottom >= size.height) return outer;
  const { left, right } = isCropped(across, fed.width, map.width) ? border : outer;
  const { top, bottom } = isCropped(down, fed.height, map.height) ? border : outer;
  return { left, right, top, bottom };
}

function isCropped(unseen: number, fed: number, map: number): boolean {
  return map !== fed && unseen >= Math.floor(fed / map);
}
