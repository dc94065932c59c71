// faultline augment: the transformed picture, f(x; θ, δh, δs).

import { z } from "zod";
import { SHIFTS } from "../../core/shift.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { decodeImage } from "../../image/codec.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { resizeBicubic } from "../../image/resize.ts";
import { imageTransformer } from "../../transform/transformer.ts";
import { defineCommand, type Registration } from "../command.ts";
import { countFlag, numberFlag } from "../options.ts";
import { checkOutput, writePicture } from "../output.ts";
import { noteDoubts, whiteLevelFlag } from "../reading-flags.ts";

export const augment: Registration = defineCommand({
  name: "augment",
  summary: "Turn a picture and shift its colours, exactly as the study does",
  example: "faultline augment --image part.png --theta 30 --hue 0.5 --saturation -0.2 --out turned.png",
  options: z.object({
    image: z.string().describe(`picture (${PICTURE_FORMATS}; an array as (3,H,W))`),
    ...whiteLevelFlag,
    theta: numberFlag("degrees", SHIFTS.theta.range)
      .optional()
      .describe("clockwise turn in degrees [-90,90]"),
    hue: numberFlag("radians").optional().describe("hue shift in radians"),
    saturation: numberFlag("units", SHIFTS.saturation.range)
      .optional()
      .describe("saturation shift [-0.5,0.5]"),
    size: countFlag("pixels").optional().describe("resize to N×N first (default: the picture's own size)"),
    out: z.string().describe("file to write: .npy (3,N,N) or .png"),
  }),
  run: async ({ image, theta = 0, hue = 0, saturation = 0, size, out, whiteLevel }, { note, signal }) => {
    await checkOutput(out, [".npy", ".png"]);
    const picture = await decodeImage(image, { whiteLevel });
    await noteDoubts([{ image, mask: null }], { whiteLevel }, note);
    const sized = size === undefined ? picture : resizeBicubic(picture, size, size);
    const engine = await openWorkerEngine({ device: "cpu", threads: 0 });
    try {
      const transformed = await imageTransformer(engine)(sized, { theta, hue, saturation });
      signal.throwIfAborted();
      await writePicture(out, transformed);
    } finally {
      await engine.close();
    }
    return 0;
  },
});
