// faultline map: one picture's aligned anomaly map at one point, with its loss and gradient where a mask is given.

import { extname } from "node:path";
import { z } from "zod";
import { actingSizeOf } from "../../core/acting-size.ts";
import { InputError, present, UsageError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { PRESETS } from "../../core/preset.ts";
import { type ShiftPoint, UNSHIFTED, zerosOf } from "../../core/shift.ts";
import { tensor } from "../../core/tensor.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import { squashNote } from "../../detector/framing.ts";
import { encodeGreyPng } from "../../image/codec.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { pixelAuroc } from "../../metrics/pixel-auroc.ts";
import { openChain } from "../../objective/chain.ts";
import { movesPart } from "../../shift/compose.ts";
import { paperBox, shiftsAt } from "../../shift/registry.ts";
import { actingSizeFlag } from "../acting-size-flag.ts";
import { defineCommand, type Registration } from "../command.ts";
import { classFlag, withClassName, withDetector, withDetectorFlags } from "../detector-flags.ts";
import { noted } from "../noted.ts";
import { countFlag } from "../options.ts";
import { checkOutput, writeArray } from "../output.ts";
import { ignoreFlag, readingFlags } from "../reading-flags.ts";
import { classNameOf, loadSample, placed, refuseGreyPicture } from "../sample.ts";
import { actingPoint, namesOf, pointFlag } from "../shift-flags.ts";
import { pixelReasons } from "../undefined-reasons.ts";

const ownFlags = {
  image: z.string().describe(`picture (${PICTURE_FORMATS}; an array as (3,H,W))`),
  class: classFlag,
  at: pointFlag,
  mask: z.string().optional().describe("ground truth: any non-zero pixel is anomalous"),
  ...readingFlags,
  ...ignoreFlag,
  gradient: z
    .boolean()
    .default(false)
    .describe(
      `also the loss's derivative by each shift of --at (default: ${namesOf(paperBox()).join()}; needs --mask)`,
    ),
  actingSize: actingSizeFlag,
  seed: countFlag("seed", 0).optional().describe("seed of what shifts draw at random (default 0)"),
  out: z.string().optional().describe("file to write: .npy (S,S) or .png"),
  json: z.boolean().default(false).describe("one JSON document on standard output"),
};

export const map: Registration = defineCommand({
  name: "map",
  summary: "Compute one picture's anomaly map, aligned with the unshifted picture",
  example: "faultline map --model ViT-B/16+ --image part.png --class hazelnut --at theta=30 --out map.png",
  options: () => withClassName(withDetectorFlags(ownFlags)),
  run: async (given, surroundings) => {
    const flags = placed(given, surroundings.cwd);
    const { at = UNSHIFTED, out, preset } = flags;
    const named = flags.at === undefined && flags.gradient ? zerosOf(namesOf(paperBox())) : at;
    if (flags.gradient && flags.mask === undefined)
      throw new UsageError("missing --mask: --gradient needs it");
    if (flags.gradient) needDerivatives(named);
    if (out !== undefined) await checkOutput(out, [".npy", ".png"], [flags.image, flags.mask, flags.ignore]);
    return await withDetector(flags, surroundings, async (detector) => {
      const { givesMaps = true } = detector.facts ?? {};
      if (out !== undefined && !givesMaps)
        throw new InputError(`invalid --out "${out}": ${flags.detector} gives image scores alone, no map`);
      const acting = flags.actingSize ?? actingSizeOf(shiftsAt(named));
      const chain = openChain({ detector, preset, pixelAuroc, acting });
      const sample = await loadSample(flags, chain.sizes, surroundings.note);
      const turns = movesPart(shiftsAt(at));
      const squashed = turns ? squashNote(flags.aspect, sample.pictureSize, flags.image) : null;
      if (squashed !== null) noted(surroundings.note)(squashed);
      refuseGreyPicture(shiftsAt(named), sample.image, flags.image);
      const className = classNameOf(flags);
      const whole = { ...sample, object: className, className, seed: flags.seed ?? 0 };
      const objective = await chain.objective(whole);
      const point = actingPoint(named, PRESETS[preset].circle);
      const [evaluation] = await objective([point], { gradient: flags.gradient, map: givesMaps });
      const { imageScore, loss, pauroc, gradient, label, map: values } = present(evaluation, "evaluation");
      if (out !== undefined) await writeMap(out, present(values, "map"), sample.mask, surroundings.note);
      const result = {
        detector: flags.detector,
        at,
        ...(acting === "working" ? {} : { actingSize: sizeOf(sample.image) }),
        imageScore,
        ...(label === undefined ? {} : { label }),
        ...(flags.mask === undefined ? {} : { loss, pauroc }),
        ...(gradient === undefined ? {} : { gradient }),
        ...(flags.mask === undefined ? {} : pixelReasons({ pauroc, loss }, givesMaps)),
      };
      if (flags.json) surroundings.out(JSON.stringify(result));
      else for (const line of readable(result)) surroundings.out(line);
      return 0;
    });
  },
});

function needDerivatives(point: ShiftPoint): void {
  const without = shiftsAt(point).filter(({ derivative }) => derivative === "none");
  if (without.length === 0) return;
  const names = without.map(({ name }) => name).join(", ");
  throw new UsageError(`invalid --gradient: nothing has a derivative by ${names}; leave it out of --at`);
}

function sizeOf({ width, height }: PictureSize): readonly number[] {
  return [width, height];
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
