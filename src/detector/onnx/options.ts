// The settings of an ONNX file as a detector, and its digest.

import { z } from "zod";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import { DESCRIPTION, type Description } from "../tensor-model/description.ts";
import { FEEDS, type Feed } from "./feed-size.ts";

const SCHEMA = z.strictObject({
  file: z.string().min(1).describe("ONNX file"),
  ...DESCRIPTION,
  feed: z
    .enum(FEEDS)
    .default("loop")
    .describe("loop: pictures are resized to the model's size; native: each goes in at its own size"),
});

export interface OnnxOptions extends Description {
  readonly file: string;
  readonly feed: Feed;
}

export const OPTIONS: z.ZodObject = SCHEMA;

/** The settings with defaults filled in; ZodError of what the registry has not checked. */
export function onnxOptions(options: Readonly<Record<string, unknown>>): OnnxOptions {
  return SCHEMA.parse(options);
}

/** Of what is found out here and how: a change of it is another detector. */
export const RULES = 1;

/** What all results depend on: the file with those beside it, what describes it, and how it is fed. */
export function digestOf(file: string, description: Description, feed: Feed): string {
  return sha256(canonicalJson({ rules: RULES, file, description, feed }));
}
