// The architectures of the named backbones (method.md, Backbones), as open_clip's model_configs have them.

import { type ClipConfig, OPENAI_MEAN, OPENAI_STD } from "./config.ts";

const SHARED = { mean: OPENAI_MEAN, std: OPENAI_STD };
const VOCABULARY = { contextLength: 77, vocabSize: 49_408 };

/** ViT-B-16-plus-240 of open_clip (laion400m_e31). */
export const VIT_B_16_PLUS_240: ClipConfig = {
  ...SHARED,
  embedDim: 640,
  imageSize: 240,
  patchSize: 16,
  quickGelu: false,
  vision: { width: 896, layers: 12, heads: 14, mlpWidth: 3584 },
  text: { width: 640, layers: 12, heads: 10, mlpWidth: 2560, ...VOCABULARY },
};

/** ViT-L-14 as OpenAI trained it (quick GELU). */
export const VIT_L_14: ClipConfig = {
  ...SHARED,
  embedDim: 768,
  imageSize: 224,
  patchSize: 14,
  quickGelu: true,
  vision: { width: 1024, layers: 24, heads: 16, mlpWidth: 4096 },
  text: { width: 768, layers: 12, heads: 12, mlpWidth: 3072, ...VOCABULARY },
};

/** Backbone name → the architecture its checkpoint must have; FARE fine-tunes ViT-L/14's image tower. */
export const BACKBONE_CONFIGS: Readonly<Record<string, ClipConfig>> = {
  "ViT-B/16+": VIT_B_16_PLUS_240,
  "ViT-L/14": VIT_L_14,
  "ViT-L/14-FARE2": VIT_L_14,
};
