// faultline map: one picture's aligned anomaly map at one point, with its loss and gradient where a mask is given.

import { extname } from "node:path";
import { z } from "zod";
import { present, UsageError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { IDENTITY, PAPER_RANGES, SHIFT_NAMES, type Shift, type ShiftPoint } from "../../core/shift.ts";
import type { NamedPoint } from "../../core/shift-grammar.ts";
import { tensor } from "../../core/tensor.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import { squashNote } from "../../detector/framing.ts";
import { encodeGreyPng } from "../../image/codec.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { needsHsv } from "../../shift/compose.ts";
import { defineCommand, type Registration } from "../command.ts";
import { modelFlags, withModel } from "../model-flags.ts";
import { noted } from "../noted.ts";
import { checkOutput, writeArray } from "../output.ts";
import { pipelineFlags } from "../pipeline-flags.ts";
import { readingFlags } from "../reading-flags.ts";
import { loadSample } from "../sample.ts";
import { pointFlag, shiftsOf } from "../shift-flags.ts";

export const map: Registration = defineCommand({
  name: "map",
  summary: "Compute one picture's anomaly map, aligned with the unshifted picture",
  example: "faultline map --model ViT-B/16+ --image part.png --class hazelnut --at theta=30 --out map.png",
  options: z.object({
    ...modelFlags,
    ...pipelineFlags,
    image: z.string().describe(`picture (${PICTURE_FORMATS}; an array as (3,H,W))`),
    class: z.string().min(1).describe("the object's name, as used in the prompts"),
    at: pointFlag,
    mask: z.string().optional().describe("ground truth: any non-zero pixel is anomalous"),
    ...readingFlags,
    gradient: z
      .boolean()
      .default(false)
      .describe("also the loss's derivative by each shift of --at (default: by all; needs --mask)"),
    out: z.string().optional().describe("file to write: .npy (S,S) or .png"),
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async (flags, surroundings) => {
    const { at = {}, out } = flags;
    const named = flags.at === undefined && flags.gradient ? SHIFT_NAMES : shiftsOf(at);
    if (flags.gradient && flags.mask === undefined)
      throw new UsageError("missing --mask: --gradient needs it");
    if (out !== undefined) await checkOutput(out, [".npy", ".png"], [flags.image, flags.mask]);
    return await withModel(flags, surroundings, async (model) => {
      const detector = model.detector({ preset: flags.preset, aspect: flags.aspect, ranges: PAPER_RANGES });
      const { size, ...sample } = await loadSample(flags, detector.workingSize, surroundings.note);
      const squashed = (at.theta ?? 0) === 0 ? null : squashNote(flags.aspect, size, flags.image);
      if (squashed !== null) noted(surroundings.note)(squashed);
      const colour = needsHsv(named);
      const objective = await detector.objective({ ...sample, className: flags.class }, { colour });
      const point = { ...IDENTITY, ...at };
      const [evaluation] = await objective([point], { gradient: flags.gradient, map: true });
      const { imageScore, loss, pauroc, gradient, map: values } = present(evaluation, "evaluation");
      if (out !== undefined) await writeMap(out, present(values, "map"), sample.image, surroundings.note);
      const masked = flags.mask === undefined ? {} : { loss, pauroc };
      const derived = gradient === undefined ? {} : { gradient: pick(gradient, named) };
      const reasons =
        flags.mask !== undefined && pauroc === null ? { reasons: { pauroc: "no anomalous pixel" } } : {};
      const result = { at, imageScore, ...masked, ...derived, ...reasons };
      if (flags.json) surroundings.out(JSON.stringify(result));
      else for (const line of readable(result)) surroundings.out(line);
      return 0;
    });
  },
});

function pick(values: ShiftPoint, shifts: readonly Shift[]): NamedPoint {
  return Object.fromEntries(shifts.map((shift) => [shift, values[shift]]));
}

async function writeMap(
  path: string,
  values: Float32Array,
  { width, height }: PictureSize,
  note: (line: string) => void,
): Promise<void> {
  if (extname(path).toLowerCase() === ".npy") {
    await writeArray(path, tensor([height, width], values));
    return;
  }
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const span = high > low ? high - low : 1;
  const grey = Uint8Array.from(values, (value) => Math.round((255 * (value - low)) / span));
  await writeFileAtomic(path, await encodeGreyPng({ width, height, data: grey }));
  note(`${path}: black is ${low.toFixed(4)}, white is ${high.toFixed(4)}`);
}

function readable(result: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(result).map(
    ([key, value]) => `${key}\t${typeof value === "object" ? JSON.stringify(value) : String(value)}`,
  );
}
