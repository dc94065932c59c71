// Own pictures: decoded once, kept in memory at the size at which shifts act, the oldest going first. Nothing of them touches the
// disk.

import { randomUUID } from "node:crypto";
import type { SizesOf } from "../../core/acting-size.ts";
import { sha256 } from "../../core/digest.ts";
import { InputError } from "../../core/errors.ts";
import type { Mask, PictureSize, RgbImage } from "../../core/image.ts";
import { keepRecent } from "../../core/recent.ts";
import { decodeImageBytes } from "../../image/codec.ts";
import { resizePicture } from "../../image/resize.ts";
import type { ReadingRules } from "../../image/rules.ts";
import type { LabSample } from "../laboratory.ts";
import { effectiveMask, unpaintedMask } from "../painted-mask.ts";
import { bytesOfPicture } from "../pixels.ts";

/** The most bytes and pixels of an own picture, how many are kept, and how many bytes they may take. */
export const UPLOAD_BYTES = 24_000_000;
export const UPLOAD_PIXELS = 25_000_000;
const KEPT = 16;
const KEPT_BYTES = 256_000_000;

export interface Uploads {
  /** Takes a picture; InputError where it cannot be decoded or is too large. */
  add(bytes: Uint8Array, className: string, name: string): Promise<LabSample>;
  find(id: string): LabSample | undefined;
  /** Replaces a picture's mask, painted at the working size; InputError where its size is another. */
  setMask(id: string, painted: Uint8Array): void;
}

interface Upload {
  readonly sample: LabSample;
  readonly bytes: number;
  readonly size: PictureSize;
  mask: Mask;
}

export interface UploadSettings {
  readonly sizesOf: SizesOf;
  /** The flags that name the detector in a command line. */
  readonly words: readonly string[];
  /** How the data set's pictures are read, and so these. */
  readonly reading: ReadingRules;
}

/** Opens an empty store of own pictures. */
export function openUploads({ sizesOf, words, reading }: UploadSettings): Uploads {
  const kept = keepRecent<Upload>(KEPT, { most: KEPT_BYTES, sizeOf: ({ bytes }) => bytes });
  const found = (id: string): Upload => {
    const upload = kept.get(id);
    if (upload === undefined) throw new InputError("this picture is no longer kept; drop it again");
    return upload;
  };
  return {
    add: async (bytes, className, name) => {
      const picture = await decodeImageBytes(bytes, name, UPLOAD_PIXELS, reading);
      const size = { width: picture.width, height: picture.height };
      const sizes = sizesOf(picture);
      const image: RgbImage = resizePicture(picture, sizes.acting, sizes.resampling);
      const id = randomUUID();
      const sample: LabSample = {
        view: { id, name, object: className, defect: "own picture", anomalous: false },
        className,
        seedParts: [sha256(bytes)],
        command: {
          ...{ before: null, detector: words, picture: name, className },
          mask: `${name.replace(/\.[^.]*$/, "")}_mask.png`,
        },
        picture: async () => image,
        prepare: async () => ({ image, mask: found(id).mask, maskVanished: false, pictureSize: size }),
      };
      kept.set(id, { sample, bytes: bytesOfPicture(image), size, mask: unpaintedMask(sizes) });
      return sample;
    },
    find: (id) => kept.get(id)?.sample,
    setMask: (id, painted) => {
      const upload = found(id);
      const { width, height } = upload.mask;
      if (painted.length !== width * height) {
        throw new InputError(`invalid mask: ${painted.length} pixels; expected ${width}×${height}`);
      }
      upload.mask = effectiveMask({ ...upload.mask, data: painted }, upload.size);
    },
  };
}
