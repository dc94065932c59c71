// How a picture of any shape meets a detector of one size, a square most often: squashed, padded, or cut into tiles. The
// working picture is what is turned and shifted; its parts are what the detector sees; their maps make one map.

import { InputError } from "../core/errors.ts";
import type { PictureSize } from "../core/image.ts";

export const ASPECTS = ["squash", "tile", "pad"] as const;

/**
 * `squash` ignores the aspect ratio (the paper). `pad` makes the whole picture fit into the detector's size and repeats
 * edge pixels around the rest. `tile` fills it and cuts what stands over into overlapping parts.
 */
export type Aspect = (typeof ASPECTS)[number];

export interface Framing {
  /** The working picture's size in pixels. */
  readonly width: number;
  readonly height: number;
  /** Where each part of the detector's size begins; negative where it reaches beyond the picture. */
  readonly parts: readonly { readonly top: number; readonly left: number }[];
}

/** The framing of a picture of any size for a detector of one size; of a working picture it is itself. */
export function framingOf(aspect: Aspect, { width, height }: PictureSize, size: PictureSize): Framing {
  if (!(width > 0 && height > 0)) throw new InputError(`invalid picture: ${width}×${height} pixels`);
  // Products, so that a picture of the detector's own shape is known for one exactly.
  const [across, down] = [size.width * height, size.height * width];
  if (aspect === "squash" || across === down) return { ...size, parts: [{ top: 0, left: 0 }] };
  const isWide = down > across;
  if (aspect === "pad") {
    if (isWide) {
      const short = Math.max(1, Math.round((size.width * height) / width));
      return { width: size.width, height: short, parts: [{ top: before(size.height, short), left: 0 }] };
    }
    const short = Math.max(1, Math.round((size.height * width) / height));
    return { width: short, height: size.height, parts: [{ top: 0, left: before(size.width, short) }] };
  }
  if (isWide) {
    const long = Math.round((size.height * width) / height);
    return {
      ...{ width: long, height: size.height },
      parts: startsOf(long, size.width).map((left) => ({ top: 0, left })),
    };
  }
  const long = Math.round((size.width * height) / width);
  return {
    ...{ width: size.width, height: long },
    parts: startsOf(long, size.height).map((top) => ({ top, left: 0 })),
  };
}

/** Where a part begins whose middle is that of a shorter side. */
function before(size: number, short: number): number {
  return 0 - Math.floor((size - short) / 2);
}

/** Where the parts of a side begin that cover it, evenly. */
function startsOf(long: number, size: number): number[] {
  const count = Math.ceil(long / size);
  return Array.from({ length: count }, (_, part) =>
    count === 1 ? 0 : Math.round((part * (long - size)) / (count - 1)),
  );
}

/** Ratio of the sides from which on squashing is worth a word. */
const SQUASHED = 1.05;

/** What to tell the user before a picture far from square is squashed and then turned; null of any other. */
export function squashNote(aspect: Aspect, { width, height }: PictureSize, name: string): string | null {
  if (aspect !== "squash" || Math.max(width, height) <= SQUASHED * Math.min(width, height)) return null;
  return `${name}: ${width}×${height} pixels are squashed to a square before they are turned, which makes a round part an ellipse; --aspect pad keeps its shape`;
}

/** True where the detector sees the working picture as it is. */
export function isWhole({ width, height, parts }: Framing, size: PictureSize): boolean {
  const [part, ...more] = parts;
  return (
    more.length === 0 && part?.top === 0 && part.left === 0 && width === size.width && height === size.height
  );
}
