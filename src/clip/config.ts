// open_clip_config.json → a typed architecture. What we cannot build is refused by name, never approximated.

import { z } from "zod";
import { InputError } from "../core/errors.ts";

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

const OPENAI_MEAN = [0.48145466, 0.4578275, 0.40821073];
const OPENAI_STD = [0.26862954, 0.26130258, 0.27577711];

const positive = z.int().positive();
const channels = z.array(z.number()).length(3);
const squareSize = z
  .union([positive, z.array(positive).length(2)])
  .transform((size) => (Array.isArray(size) ? size : [size, size]));

const configSchema = z.object({
  model_cfg: z.object({
    embed_dim: positive,
    quick_gelu: z.boolean().default(false),
    custom_text: z.boolean().default(false),
    vision_cfg: z
      .object({
        image_size: squareSize,
        patch_size: positive,
        width: positive,
        layers: z.union([positive, z.array(z.number())]),
        head_width: positive.default(64),
        mlp_ratio: z.number().positive().default(4),
      })
      .loose(),
    text_cfg: z
      .object({
        context_length: positive.default(77),
        vocab_size: positive.default(49408),
        width: positive,
        heads: positive,
        layers: positive,
        mlp_ratio: z.number().positive().default(4),
      })
      .loose(),
  }),
  preprocess_cfg: z.object({ mean: channels.optional(), std: channels.optional() }).loose().default({}),
});

/** Settings of other architectures: present with another value than these, the config is refused. */
const VISION_NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  timm_model_name: [null],
  attentional_pool: [false],
  no_ln_pre: [false],
  pool_type: ["tok"],
  final_ln_after_pool: [false],
  pos_embed_type: ["learnable"],
  ls_init_value: [null],
  input_patchnorm: [false],
  output_tokens: [false],
};
const TEXT_NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  hf_model_name: [null],
  embed_cls: [false],
  no_causal_mask: [false],
  pool_type: ["argmax"],
  proj_type: ["linear"],
  proj_bias: [false],
  ls_init_value: [null],
};

/** Parses the text of an open_clip_config.json; InputError naming `where` and the offending entry. */
export function parseConfig(text: string, where: string): ClipConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InputError(`invalid config ${where}: not JSON`);
  }
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError(`invalid config ${where}: ${issue?.path.join(".") || "(root)"}: ${issue?.message}`);
  }
  const { model_cfg: model, preprocess_cfg: preprocess } = parsed.data;
  refuseForeign(model.vision_cfg, VISION_NEUTRAL, `${where}: vision_cfg`);
  refuseForeign(model.text_cfg, TEXT_NEUTRAL, `${where}: text_cfg`);
  const { vision_cfg: vision, text_cfg: text_ } = model;
  const [height = 0, width = 0] = vision.image_size;
  if (typeof vision.layers !== "number") throw unknownArchitecture(`${where}: vision_cfg.layers (a ResNet)`);
  if (height !== width || height % vision.patch_size !== 0 || vision.width % vision.head_width !== 0) {
    throw new InputError(
      `invalid config ${where}: image ${height}×${width}, patch ${vision.patch_size}, width ${vision.width}, head ${vision.head_width} do not fit together`,
    );
  }
  return {
    embedDim: model.embed_dim,
    imageSize: height,
    patchSize: vision.patch_size,
    mean: preprocess.mean ?? OPENAI_MEAN,
    std: preprocess.std ?? OPENAI_STD,
    quickGelu: model.quick_gelu,
    vision: {
      width: vision.width,
      layers: vision.layers,
      heads: vision.width / vision.head_width,
      mlpWidth: Math.floor(vision.width * vision.mlp_ratio),
    },
    text: {
      width: text_.width,
      layers: text_.layers,
      heads: text_.heads,
      mlpWidth: Math.floor(text_.width * text_.mlp_ratio),
      contextLength: text_.context_length,
      vocabSize: text_.vocab_size,
    },
  };
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
        mlp_ratio: vision.mlpWidth / vision.width,
      },
      text_cfg: {
        context_length: text.contextLength,
        vocab_size: text.vocabSize,
        width: text.width,
        heads: text.heads,
        layers: text.layers,
        mlp_ratio: text.mlpWidth / text.width,
      },
    },
    preprocess_cfg: { mean: config.mean, std: config.std },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function refuseForeign(
  section: Readonly<Record<string, unknown>>,
  neutral: Readonly<Record<string, readonly unknown[]>>,
  where: string,
): void {
  for (const [key, allowed] of Object.entries(neutral)) {
    const value = section[key];
    if (value !== undefined && value !== null && !allowed.includes(value)) {
      throw unknownArchitecture(`${where}.${key} = ${JSON.stringify(value)}`);
    }
  }
}

function unknownArchitecture(what: string): InputError {
  return new InputError(
    `unknown architecture: ${what}; known are open_clip's plain ViT towers with a causal text transformer`,
  );
}

const SHARED = { mean: OPENAI_MEAN, std: OPENAI_STD };

/** ViT-B-16-plus-240 of open_clip. */
export const VIT_B_16_PLUS_240: ClipConfig = {
  ...SHARED,
  embedDim: 640,
  imageSize: 240,
  patchSize: 16,
  quickGelu: false,
  vision: { width: 896, layers: 12, heads: 14, mlpWidth: 3584 },
  text: { width: 640, layers: 12, heads: 10, mlpWidth: 2560, contextLength: 77, vocabSize: 49408 },
};

/** ViT-L-14 as OpenAI trained it (quick GELU). */
export const VIT_L_14: ClipConfig = {
  ...SHARED,
  embedDim: 768,
  imageSize: 224,
  patchSize: 14,
  quickGelu: true,
  vision: { width: 1024, layers: 24, heads: 16, mlpWidth: 4096 },
  text: { width: 768, layers: 12, heads: 12, mlpWidth: 3072, contextLength: 77, vocabSize: 49408 },
};
