// faultline augment: the transformed picture (eq. 1).

import { z } from "zod";
import type { Camera } from "../../core/camera-length.ts";
import { PRESETS } from "../../core/preset.ts";
import { type ShiftPoint, UNSHIFTED } from "../../core/shift.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { decodeImage } from "../../image/codec.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { resizeBicubic } from "../../image/resize.ts";
import { movesPart } from "../../shift/compose.ts";
import { actsOnHost, type ShiftDefinition } from "../../shift/define.ts";
import { shiftsAt } from "../../shift/registry.ts";
import { imageTransformer } from "../../shift/transformer.ts";
import { lengthWords, mmPerPixelFlag } from "../camera-lengths.ts";
import { defineCommand, type Registration } from "../command.ts";
import { countFlag } from "../options.ts";
import { checkOutput, writePicture } from "../output.ts";
import { noteDoubts, whiteLevelFlag } from "../reading-flags.ts";
import { placed, refuseGreyPicture } from "../sample.ts";
import { actingPoint, pointFlag } from "../shift-flags.ts";

export const augment: Registration = defineCommand({
  name: "augment",
  summary: "Shift a picture exactly as a study does: pose, light, optics, sensor",
  example:
    "faultline augment --image part.png --at theta=30,exposure=-0.5stops,defocus=0.8% --out shifted.png",
  options: z.object({
    image: z.string().describe(`picture (${PICTURE_FORMATS}; an array as (3,H,W))`),
    ...whiteLevelFlag,
    at: pointFlag,
    size: countFlag("pixels").optional().describe("resize to N×N first (default: the picture's own size)"),
    seed: countFlag("seed", 0).optional().describe("seed of what shifts draw at random (default 0)"),
    ...mmPerPixelFlag,
    out: z.string().describe("file to write: .npy (3,N,N) or .png"),
  }),
  run: async (flags, { note, signal, cwd }) => {
    const { image, at = UNSHIFTED, size, seed = 0, mmPerPixel, out, whiteLevel } = placed(flags, cwd);
    await checkOutput(out, [".npy", ".png"], [image]);
    const picture = await decodeImage(image, { whiteLevel });
    const point = actingPoint(at, PRESETS.paper.circle);
    const shifts = inActingOrder(shiftsAt(point));
    refuseGreyPicture(shifts, picture, image);
    await noteDoubts([{ image, masks: [] }], { whiteLevel }, note);
    for (const line of pointWords(shifts, point, { size: picture, mmPerPixel })) note(line);
    const sized = size === undefined ? picture : resizeBicubic(picture, size, size);
    const engine = await openWorkerEngine({ device: "cpu", threads: 0 });
    try {
      const transformed = await imageTransformer(engine)(sized, point, { seed });
      signal.throwIfAborted();
      await writePicture(out, transformed);
    } finally {
      await engine.close();
    }
    return 0;
  },
});

/** The part moves first; what is no graph acts last. */
function inActingOrder(shifts: readonly ShiftDefinition[]): readonly ShiftDefinition[] {
  const turn = (shift: ShiftDefinition): number => (actsOnHost(shift) ? 2 : movesPart([shift]) ? 0 : 1);
  return shifts.toSorted((left, right) => turn(left) - turn(right));
}

/** In which order several shifts act, and what those that are lengths are in the camera's pixels. */
function pointWords(shifts: readonly ShiftDefinition[], point: ShiftPoint, camera: Camera): string[] {
  const order = shifts.length > 1 ? [`order: ${shifts.map(({ name }) => name).join(", ")}`] : [];
  const lengths = shifts.map((shift) => lengthWords(shift, point[shift.name] ?? 0, camera));
  return [...order, ...lengths.filter((line) => line !== undefined)];
}
