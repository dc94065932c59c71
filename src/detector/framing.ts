// How a picture that is not square meets a detector that is: squashed, padded, or cut into tiles. The working picture
// is what is turned and shifted; its parts are what the detector sees; their maps make one map of the working size.

import { InputError } from "../core/errors.ts";

export const ASPECTS = ["squash", "tile", "pad"] as const;

/**
 * `squash` ignores the aspect ratio (the paper). `pad` brings the longer side to the detector's size and repeats edge
 * pixels around the rest. `tile` brings the shorter side to it and cuts the longer one into overlapping squares.
 */
export type Aspect = (typeof ASPECTS)[number];

export interface Framing {
  /** The working picture's size in pixels. */
  readonly width: number;
  readonly height: number;
  /** Where each square part begins; negative where it reaches beyond the picture. */
  readonly parts: readonly { readonly top: number; readonly left: number }[];
}

/** The framing of a picture of any size for a detector of `size` pixels; of a working picture it is itself. */
export function framingOf(
  aspect: Aspect,
  { width, height }: { readonly width: number; readonly height: number },
  size: number,
): Framing {
  if (!(width > 0 && height > 0)) throw new InputError(`invalid picture: ${width}×${height} pixels`);
  if (aspect === "squash" || width === height)
    return { width: size, height: size, parts: [{ top: 0, left: 0 }] };
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  const wide = width > height;
  if (aspect === "pad") {
    const short = Math.max(1, Math.round((size * shorter) / longer));
    const before = 0 - Math.floor((size - short) / 2);
    return wide
      ? { width: size, height: short, parts: [{ top: before, left: 0 }] }
      : { width: short, height: size, parts: [{ top: 0, left: before }] };
  }
  const long = Math.round((size * longer) / shorter);
  const count = Math.ceil(long / size);
  const starts = Array.from({ length: count }, (_, part) =>
    count === 1 ? 0 : Math.round((part * (long - size)) / (count - 1)),
  );
  return wide
    ? { width: long, height: size, parts: starts.map((left) => ({ top: 0, left })) }
    : { width: size, height: long, parts: starts.map((top) => ({ top, left: 0 })) };
}

/** Ratio of the sides from which on squashing is worth a word. */
const SQUASHED = 1.05;

/** What to tell the user before a picture far from square is squashed and then turned; null of any other. */
export function squashNote(
  aspect: Aspect,
  { width, height }: { readonly width: number; readonly height: number },
  name: string,
): string | null {
  if (aspect !== "squash" || Math.max(width, height) <= SQUASHED * Math.min(width, height)) return null;
  return `${name}: ${width}×${height} pixels are squashed to a square before they are turned, which makes a round part an ellipse; --aspect pad keeps its shape`;
}

/** True where the detector sees the working picture as it is. */
export function isWhole({ width, height, parts }: Framing): boolean {
  return parts.length === 1 && parts[0]?.top === 0 && parts[0]?.left === 0 && width === height;
}
