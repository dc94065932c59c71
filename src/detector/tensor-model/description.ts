// What people say of a model that its declaration leaves open: the settings that ONNX files and services share.

import { z } from "zod";
import type { PictureSize } from "../../core/image.ts";
import type { Resampling } from "../../core/resampling.ts";
import { FEED_TYPES, type FeedType } from "./element-type.ts";

/** Of a file that describes a model: none needs more. */
export const MOST_BYTES: number = 64 * 1024;

export interface Description {
  readonly channels?: "RGB" | "BGR" | "grey" | undefined;
  readonly layout?: "NCHW" | "NHWC" | undefined;
  readonly range?: number[] | undefined;
  readonly mean?: number[] | undefined;
  readonly std?: number[] | undefined;
  readonly interpolation?: "bilinear" | "bicubic" | undefined;
  readonly resize?: string | undefined;
  readonly crop?: string | undefined;
  readonly pictureInput?: string | undefined;
  readonly elementType?: FeedType | undefined;
  readonly mapOutput?: string | undefined;
  readonly scoreOutput?: string | undefined;
  readonly labelOutput?: string | undefined;
}

type Fields = {
  readonly [Name in keyof Description]-?: z.ZodOptional<z.ZodType<NonNullable<Description[Name]>>>;
};

/** A side alone may come as a number, from JSON. */
const SIZE = z.coerce
  .string()
  .regex(/^[1-9]\d{0,4}(x[1-9]\d{0,4})?$/, 'expected "256" or "320x240", width first');
const PER_CHANNEL = z.array(z.number()).min(1).max(3);

/** The fields of a description, each of them optional: part of a source's settings. */
export const DESCRIPTION: Fields = {
  channels: z
    .enum(["RGB", "BGR", "grey"])
    .optional()
    .describe(
      "order of the picture's channels; RGB, or grey where the model takes one channel, unless given",
    ),
  layout: z
    .enum(["NCHW", "NHWC"])
    .optional()
    .describe("where the channels stand in the input's shape; the axis of 1 or 3 unless given"),
  range: z
    .array(z.number())
    .length(2)
    .refine(([black, white]) => black !== white, "expected two different numbers")
    .optional()
    .describe(
      "what black and white of a picture become; 0,1 of float inputs and 0,255 of integers unless given",
    ),
  mean: PER_CHANNEL.optional().describe(
    "taken off each channel after --range, in the order of --channels; 0 unless given",
  ),
  std: z
    .array(z.number().positive())
    .min(1)
    .max(3)
    .optional()
    .describe("what each channel is divided by after --mean; 1 unless given"),
  interpolation: z
    .enum(["bilinear", "bicubic"])
    .optional()
    .describe("how pictures are resized, antialiased; bilinear unless given"),
  resize: SIZE.optional().describe("size that pictures are brought to, as 256 or 320x240, width first"),
  crop: SIZE.optional().describe("size that is cut out of the middle after --resize, written as that is"),
  pictureInput: z.string().min(1).optional().describe("the input's name, where the model declares none"),
  elementType: z
    .enum(FEED_TYPES)
    .optional()
    .describe("the input's element type, where the model declares none; float32 unless given"),
  mapOutput: z.string().min(1).optional().describe("output that is the map; of many channels one: logits[1]"),
  scoreOutput: z
    .string()
    .min(1)
    .optional()
    .describe("output that is the image score; of many columns one: probs[1]"),
  labelOutput: z.string().min(1).optional().describe("output that decides: true or 1 rejects the picture"),
};

/** "256" and "320x240" as sizes; null of nothing. */
export function sizeOf(text: string | undefined): PictureSize | null {
  if (text === undefined) return null;
  const [width = 0, height = width] = text.split("x").map(Number);
  return { width, height };
}

/** How a description has pictures resized. */
export function resamplingOf({ interpolation = "bilinear" }: Description): Resampling {
  return interpolation === "bilinear" ? "linear" : "cubic";
}

/** One description out of a file's and what flags say, which win. */
export function mergedDescription(file: Description, flags: Description): Description {
  const said = Object.entries(flags).filter(([name, value]) => name in DESCRIPTION && value !== undefined);
  return { ...file, ...Object.fromEntries(said) };
}
