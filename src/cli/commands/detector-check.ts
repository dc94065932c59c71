// faultline detector check: what is understood of a detector, before anything is searched with it.

import { resolve } from "node:path";
import { z } from "zod";
import { sizeFact, sizeWords } from "../../core/acting-size.ts";
import { UsageError } from "../../core/errors.ts";
import { tensor } from "../../core/tensor.ts";
import { ASPECTS } from "../../detector/framing.ts";
import { DETECTORS, openDetector } from "../../detector/registry.ts";
import type { CheckedPicture, DetectorCheck, DetectorSettings } from "../../detector/source.ts";
import { decodeImage } from "../../image/codec.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { resizePicture } from "../../image/resize.ts";
import type { ReadingRules } from "../../image/rules.ts";
import { defineCommand, type Registration } from "../command.ts";
import { detectorSettings, withDetectorArgument } from "../detector-flags.ts";
import { whiteLevelFlag } from "../reading-flags.ts";

const ownFlags = {
  image: z
    .string()
    .optional()
    .describe(`picture to show it (${PICTURE_FORMATS}; default: what can be told without)`),
  ...whiteLevelFlag,
  json: z.boolean().default(false).describe("one JSON document on standard output"),
};

export const detectorCheck: Registration = defineCommand({
  name: "detector check",
  summary: "Say what is understood of a detector, and of its answer to a picture",
  example: "faultline detector check patchcore.onnx --image part.png",
  positional: ["detector"],
  options: () => withDetectorArgument(ownFlags),
  run: async (flags, surroundings) => {
    const settings = detectorSettings({ ...flags, aspect: ASPECTS[0] }, surroundings);
    const { check } = DETECTORS.named(settings.source);
    if (check === undefined && flags.image !== undefined)
      throw new UsageError(
        `invalid --image: nothing is to be understood of ${settings.source}; faultline map shows it a picture`,
      );
    const { image, whiteLevel } = flags;
    const picture =
      image === undefined ? null : await pictureOf(resolve(surroundings.cwd, image), { whiteLevel });
    const { lines, doubts, understood } = await (check ?? opened)(settings, picture);
    if (flags.json) {
      const { source } = settings;
      surroundings.out(JSON.stringify({ detector: flags.detector, source, understood, lines, doubts }));
    } else {
      for (const line of lines) surroundings.out(line);
      for (const line of doubts) surroundings.note(`doubt: ${line}`);
    }
    return 0;
  },
});

async function pictureOf(path: string, rules: ReadingRules): Promise<CheckedPicture> {
  const picture = await decodeImage(path, rules);
  const { width, height } = picture;
  return {
    size: { width, height },
    at: (size, resampling) =>
      tensor([1, 3, size.height, size.width], resizePicture(picture, size, resampling).data),
  };
}

/** Of a detector that needs no understanding: what opened. */
async function opened(settings: DetectorSettings): Promise<DetectorCheck> {
  const detector = await openDetector(settings);
  try {
    const { name, digest, facts } = detector;
    const size = sizeFact(detector);
    const lines = [`detector: ${name}`, `digest: ${digest}`, `pictures: ${sizeWords(size)}`];
    return { lines: [...lines, ...(facts?.notes ?? [])], doubts: [], understood: { name, digest, size } };
  } finally {
    await detector.close();
  }
}
