// faultline augment: the transformed picture (eq. 1).

import { z } from "zod";
import { PRESETS } from "../../core/preset.ts";
import { UNSHIFTED } from "../../core/shift.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { decodeImage } from "../../image/codec.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { resizeBicubic } from "../../image/resize.ts";
import { imageTransformer } from "../../shift/transformer.ts";
import { defineCommand, type Registration } from "../command.ts";
import { countFlag } from "../options.ts";
import { checkOutput, writePicture } from "../output.ts";
import { noteDoubts, whiteLevelFlag } from "../reading-flags.ts";
import { actingPoint, pointFlag } from "../shift-flags.ts";

export const augment: Registration = defineCommand({
  name: "augment",
  summary: "Rotate a picture and shift its colours exactly as a study does",
  example: "faultline augment --image part.png --at theta=30,hue=0.5,saturation=-0.2 --out turned.png",
  options: z.object({
    image: z.string().describe(`picture (${PICTURE_FORMATS}; an array as (3,H,W))`),
    ...whiteLevelFlag,
    at: pointFlag,
    size: countFlag("pixels").optional().describe("resize to N×N first (default: the picture's own size)"),
    out: z.string().describe("file to write: .npy (3,N,N) or .png"),
  }),
  run: async ({ image, at = UNSHIFTED, size, out, whiteLevel }, { note, signal }) => {
    await checkOutput(out, [".npy", ".png"], [image]);
    const picture = await decodeImage(image, { whiteLevel });
    await noteDoubts([{ image, masks: [] }], { whiteLevel }, note);
    const sized = size === undefined ? picture : resizeBicubic(picture, size, size);
    const engine = await openWorkerEngine({ device: "cpu", threads: 0 });
    try {
      const point = actingPoint(at, PRESETS.paper.circle);
      const transformed = await imageTransformer(engine)(sized, point);
      signal.throwIfAborted();
      await writePicture(out, transformed);
    } finally {
      await engine.close();
    }
    return 0;
  },
});
