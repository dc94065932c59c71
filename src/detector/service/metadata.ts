// What a service says of a model before it is asked anything else: its tensors where their author declares them, nothing at
// all where not.

import { z } from "zod";
import { parseBoundedJson } from "../../core/bounded-json.ts";
import { InputError } from "../../core/errors.ts";
import type { ForeignValue } from "../../graph/foreign/tensors.ts";
import type { ServiceAnswer } from "./connection.ts";
import { typeOf } from "./datatype.ts";

export interface ModelMetadata {
  /** "" where the service does not say. */
  readonly platform: string;
  /** Empty where the service has none, or does not say. */
  readonly versions: readonly string[];
  /** An extent that is left open is −1. */
  readonly inputs: readonly ForeignValue[];
  readonly outputs: readonly ForeignValue[];
}

/** Of names and shapes: no model has as many. */
const MOST_BYTES = 1_000_000;
/** Tensors, and extents of one of them. */
const [MOST_TENSORS, MOST_EXTENTS] = [1024, 64];

const TENSOR = z.object({
  name: z.string(),
  datatype: z.string().nullish(),
  shape: z
    .array(
      z.union([
        z.number().int(),
        z
          .string()
          .regex(/^-?\d{1,15}$/)
          .transform(Number),
      ]),
    )
    .max(MOST_EXTENTS)
    .nullish(),
});

const METADATA = z.object({
  platform: z.string().nullish(),
  versions: z.array(z.union([z.string(), z.number().transform(String)])).nullish(),
  inputs: z.array(TENSOR).max(MOST_TENSORS).nullish(),
  outputs: z.array(TENSOR).max(MOST_TENSORS).nullish(),
});

/** The metadata in an answer of status 200; InputError, naming `model`, where it is none. */
export function metadataIn({ body }: Pick<ServiceAnswer, "body">, model: string): ModelMetadata {
  if (body.byteLength > MOST_BYTES)
    throw new InputError(
      `invalid metadata of ${model}: ${body.byteLength} bytes; expected at most ${MOST_BYTES}`,
    );
  const read = METADATA.safeParse(parsed(body));
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : ` (${issue.path.join(".")})`;
    throw new InputError(
      `invalid metadata of ${model}${where}: expected a model of the Open Inference Protocol (KServe v2)`,
    );
  }
  const { platform, versions, inputs, outputs } = read.data;
  const values = (tensors: readonly z.infer<typeof TENSOR>[] | null | undefined): ForeignValue[] =>
    (tensors ?? []).map(({ name, datatype, shape }) => ({
      ...{ name, shape: shape ?? [] },
      type: datatype === null || datatype === undefined ? "" : typeOf(datatype),
    }));
  return {
    platform: platform ?? "",
    versions: versions ?? [],
    ...{ inputs: values(inputs), outputs: values(outputs) },
  };
}

function parsed(body: Buffer): unknown {
  try {
    return parseBoundedJson(body, (why) => new InputError(why));
  } catch {
    return undefined;
  }
}
