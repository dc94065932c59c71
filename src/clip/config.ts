// open_clip_config.json ↔ a typed architecture. What we cannot build is refused by name, never approximated.

import { z } from "zod";
import { parseBoundedJson } from "../core/bounded-json.ts";
import { InputError } from "../core/errors.ts";
import { STAND_IN_BYTES, standInOf } from "../core/stand-in.ts";
import { refuseUnknownArchitecture } from "./architecture.ts";

export interface TowerShape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly mlpWidth: number;
}

export interface ClipConfig {
  readonly embedDim: number;
  /** Side of the square picture in pixels. */
  readonly imageSize: number;
  readonly patchSize: number;
  /** Per channel, of pictures in [0, 1]. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly quickGelu: boolean;
  readonly vision: TowerShape;
  readonly text: TowerShape & { readonly contextLength: number; readonly vocabSize: number };
}

/** OpenAI's normalisation per channel, open_clip's default. */
export const OPENAI_MEAN: readonly number[] = [0.48145466, 0.4578275, 0.40821073];
export const OPENAI_STD: readonly number[] = [0.26862954, 0.26130258, 0.27577711];

/** The tokenizer's: another vocabulary or context would need another tokenizer. */
const CONTEXT_LENGTH = 77;
const VOCABULARY = 49_408;

/** Larger extents and depths than any CLIP's; keeps hostile configs from exhausting memory. */
const MOST_WIDTH = 16_384;
const MOST_MLP_WIDTH = 65_536;
const extent = z.int().positive().max(MOST_WIDTH);
const depth = z.int().positive().max(256);
const pixels = z.int().positive().max(4096);
/** Along one side. */
const MOST_PATCHES = 256;
const ratio = z.number().positive().max(64);
const channels = z.array(z.number()).length(3);
const deviations = z.array(z.number().positive()).length(3);
/** One side, or two equal ones. */
const side = z
  .union([pixels, z.array(pixels).length(2)])
  .refine((size) => !Array.isArray(size) || size[0] === size[1], "not square")
  .transform((size) => (Array.isArray(size) ? (size[0] as number) : size));

const configSchema = z.object({
  model_cfg: z
    .object({
      embed_dim: extent,
      quick_gelu: z.boolean().default(false),
      vision_cfg: z
        .object({
          image_size: side,
          patch_size: side,
          width: extent,
          layers: depth,
          head_width: extent.default(64),
          mlp_ratio: ratio.default(4),
        })
        .loose(),
      text_cfg: z
        .object({
          context_length: z.literal(CONTEXT_LENGTH).default(CONTEXT_LENGTH),
          vocab_size: z.literal(VOCABULARY).default(VOCABULARY),
          width: extent.default(512),
          heads: extent.default(8),
          layers: depth.default(12),
          mlp_ratio: ratio.default(4),
        })
        .loose(),
    })
    .loose(),
  preprocess_cfg: z
    .object({ mean: channels.optional(), std: deviations.optional(), size: side.optional() })
    .loose()
    .default({}),
});

/** Parses the text of an open_clip_config.json; InputError naming `where` and the offending entries. */
export function parseConfig(text: string, where: string): ClipConfig {
  const { model_cfg: model, preprocess_cfg: preprocess } = parseDocument(text, where);
  const { vision_cfg: vision, text_cfg: textual } = model;
  const misfit = (what: string): InputError => new InputError(`invalid config ${where}: ${what}`);
  if (vision.image_size % vision.patch_size !== 0)
    throw misfit(`image_size ${vision.image_size} is no multiple of patch_size ${vision.patch_size}`);
  if (vision.image_size / vision.patch_size > MOST_PATCHES)
    throw misfit(`image_size ${vision.image_size} has more than ${MOST_PATCHES} patches along a side`);
  if (vision.width % vision.head_width !== 0)
    throw misfit(`vision_cfg.width ${vision.width} is no multiple of head_width ${vision.head_width}`);
  if (textual.width % textual.heads !== 0)
    throw misfit(`text_cfg.width ${textual.width} is no multiple of heads ${textual.heads}`);
  if ((preprocess.size ?? vision.image_size) !== vision.image_size)
    throw misfit(`preprocess_cfg.size ${preprocess.size} is not image_size ${vision.image_size}`);
  const mlpWidth = (
    name: string,
    { width, mlp_ratio: ratio }: { width: number; mlp_ratio: number },
  ): number => {
    const found = Math.floor(width * ratio);
    if (found >= 1 && found <= MOST_MLP_WIDTH) return found;
    throw misfit(`${name}.mlp_ratio ${ratio} makes a width of ${found}; expected 1 to ${MOST_MLP_WIDTH}`);
  };
  return {
    embedDim: model.embed_dim,
    imageSize: vision.image_size,
    patchSize: vision.patch_size,
    mean: preprocess.mean ?? OPENAI_MEAN,
    std: preprocess.std ?? OPENAI_STD,
    quickGelu: model.quick_gelu,
    vision: {
      width: vision.width,
      layers: vision.layers,
      heads: vision.width / vision.head_width,
      mlpWidth: mlpWidth("vision_cfg", vision),
    },
    text: {
      width: textual.width,
      layers: textual.layers,
      heads: textual.heads,
      mlpWidth: mlpWidth("text_cfg", textual),
      contextLength: textual.context_length,
      vocabSize: textual.vocab_size,
    },
  };
}

function parseDocument(text: string, where: string): z.infer<typeof configSchema> {
  const standIn = standInOf(new TextEncoder().encode(text.slice(0, STAND_IN_BYTES)));
  const invalid = (why: string): InputError => new InputError(`invalid config ${where}: ${standIn ?? why}`);
  const json = wrapped(parseBoundedJson(text, invalid));
  if (isTransformers(json)) {
    throw new InputError(
      `invalid config ${where}: it is Hugging Face transformers'; take the one of an open_clip repository`,
    );
  }
  refuseUnknownArchitecture(json, where);
  const parsed = configSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "(root)"}: ${message}`);
  throw new InputError(`invalid config ${where}: ${faults.join("; ")}`);
}

/** The document of a hub's repository; open_clip's own model_configs hold what stands below `model_cfg` there. */
function wrapped(json: unknown): unknown {
  if (!isObject(json) || "model_cfg" in json || !("vision_cfg" in json)) return json;
  const { preprocess_cfg, ...model } = json;
  return { model_cfg: model, ...(preprocess_cfg === undefined ? {} : { preprocess_cfg }) };
}

function isTransformers(json: unknown): boolean {
  return isObject(json) && ("vision_config" in json || "model_type" in json);
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return json !== null && typeof json === "object" && !Array.isArray(json);
}

/** The open_clip_config.json text of a config. */
export function formatConfig(config: ClipConfig): string {
  const { vision, text } = config;
  const document = {
    model_cfg: {
      embed_dim: config.embedDim,
      quick_gelu: config.quickGelu,
      vision_cfg: {
        image_size: config.imageSize,
        patch_size: config.patchSize,
        width: vision.width,
        layers: vision.layers,
        head_width: vision.width / vision.heads,
        mlp_ratio: mlpRatio(vision),
      },
      text_cfg: {
        context_length: text.contextLength,
        vocab_size: text.vocabSize,
        width: text.width,
        heads: text.heads,
        layers: text.layers,
        mlp_ratio: mlpRatio(text),
      },
    },
    preprocess_cfg: { mean: config.mean, std: config.std },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The ratio from which parseConfig's rounding down finds the width again. */
function mlpRatio({ width, mlpWidth }: TowerShape): number {
  const ratio = mlpWidth / width;
  return Math.floor(width * ratio) === mlpWidth ? ratio : (mlpWidth + 0.5) / width;
}
