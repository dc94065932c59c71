// Opens the golden exports as users open them, and shows them the golden pictures as the chain does.

import { sizesFor } from "../../../src/core/acting-size.ts";
import { present } from "../../../src/core/errors.ts";
import type { RgbImage } from "../../../src/core/image.ts";
import { type Tensor, tensor } from "../../../src/core/tensor.ts";
import type { Detector, ScoredPicture } from "../../../src/detector/detector.ts";
import { framed } from "../../../src/detector/framed.ts";
import { openOnnx } from "../../../src/detector/onnx/source.ts";
import type { DetectorSettings } from "../../../src/detector/source.ts";
import { openNodeEngine } from "../../../src/graph/session-node.ts";
import { decodeImage } from "../../../src/image/codec.ts";
import { resizePicture } from "../../../src/image/resize.ts";
import { FIXTURES } from "../../support/fixtures.ts";
import { BUILT_CHILD } from "../../support/foreign-models.ts";
import { sharedFolder } from "../../support/scratch.ts";

/** What probing finds is found anew in each file of tests. */
const CACHE = await sharedFolder();

export const ANOMALIB: string = `${FIXTURES}anomalib/`;

export function settingsOf(
  file: string,
  options: Readonly<Record<string, unknown>> = {},
  cwd: string = ANOMALIB,
): DetectorSettings {
  return {
    ...{ source: "onnx", options: { file, ...options }, aspect: "squash", device: "cpu", threads: 1, cwd },
    env: { XDG_CACHE_HOME: CACHE },
    openEngine: openNodeEngine,
  };
}

/** A file as a detector, framed as the registry frames it. */
export async function openedOnnx(
  file: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Detector> {
  return framed(await openOnnx(settingsOf(file, options), BUILT_CHILD), "squash", (digest) => digest);
}

/** A picture of the fixtures, by its path there. */
export async function goldenPicture(path: string): Promise<RgbImage> {
  return await decodeImage(`${ANOMALIB}${path}`, {});
}

/** What a detector says of pictures, each brought to its working size; all at once where that is one size. */
export async function judged(
  detector: Detector,
  pictures: readonly RgbImage[],
): Promise<readonly ScoredPicture[]> {
  const scorer = await detector.prepare({ object: "part", className: "" });
  const maps = present(scorer.maps, "maps");
  const sizes = sizesFor(detector, "working");
  const resized = pictures.map((picture) => {
    const { working, resampling } = sizes(picture);
    return resizePicture(picture, working, resampling);
  });
  if (detector.ownSize !== true) return await maps(stacked(resized));
  const scored: ScoredPicture[] = [];
  for (const picture of resized) scored.push(...(await maps(stacked([picture]))));
  return scored;
}

function stacked(pictures: readonly RgbImage[]): Tensor {
  const [{ width = 0, height = 0 } = {}] = pictures;
  const data = Float32Array.from(pictures.flatMap((picture) => [...picture.data]));
  return tensor([pictures.length, 3, height, width], data);
}
