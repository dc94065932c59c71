// Which settings of an open_clip config we can honour. A setting that is not known, or stands at another value than
// the one we build, is refused by name: an approximated architecture would measure another model.

import { InputError } from "../core/errors.ts";
import { shownText } from "../core/shown-text.ts";

/** Characters of a setting's name and of its value that a message shows. */
const SHOWN = 60;

type Section = Readonly<Record<string, unknown>>;

interface Known {
  /** Read by parseConfig. */
  readonly read: readonly string[];
  /** Without influence on embeddings. */
  readonly inert: readonly string[];
  /** Honoured at these values only (null, false and {} are taken as absent). */
  readonly fixed: Readonly<Record<string, readonly unknown[]>>;
}

const MODEL: Known = {
  read: ["embed_dim", "quick_gelu", "vision_cfg", "text_cfg"],
  inert: ["init_logit_scale", "init_logit_bias", "nonscalar_logit_scale", "cast_dtype"],
  fixed: {},
};
const VISION: Known = {
  read: ["image_size", "patch_size", "width", "layers", "head_width", "mlp_ratio"],
  inert: ["patch_dropout", "attn_pooler_queries", "attn_pooler_heads", "output_tokens"],
  fixed: { pool_type: ["tok"], pos_embed_type: ["learnable"], block_type: ["default"] },
};
const TEXT: Known = {
  read: ["context_length", "vocab_size", "width", "heads", "layers", "mlp_ratio"],
  inert: ["pad_id", "eos_id", "output_tokens"],
  fixed: { pool_type: ["argmax"], proj_type: ["linear"], block_type: ["default"], hf_tokenizer_name: [""] },
};

/** Throws an InputError naming the first setting of a parsed open_clip_config.json that we cannot build. */
export function refuseUnknownArchitecture(json: unknown, where: string): void {
  const model = sectionOf(json, "model_cfg");
  const vision = sectionOf(model, "vision_cfg");
  const text = sectionOf(model, "text_cfg");
  if (isSet(vision["timm_model_name"])) throw unknown(where, "a timm image tower", vision["timm_model_name"]);
  if (Array.isArray(vision["layers"])) throw unknown(where, "a ResNet, vision_cfg.layers", vision["layers"]);
  if (isSet(text["hf_model_name"])) throw unknown(where, "a Hugging Face text tower", text["hf_model_name"]);
  check(model, MODEL, where, "model_cfg");
  check(vision, VISION, where, "vision_cfg");
  check(text, TEXT, where, "text_cfg");
}

function check(section: Section, { read, inert, fixed }: Known, where: string, name: string): void {
  for (const [key, value] of Object.entries(section)) {
    const harmless = read.includes(key) || inert.includes(key) || !isSet(value) || foreignDetail(key);
    const allowed = Object.hasOwn(fixed, key) ? fixed[key] : undefined;
    if (!harmless && !allowed?.includes(value)) throw unknown(where, `${name}.${key}`, value);
  }
}

/** Details of a timm or Hugging Face tower mean nothing where no such tower is named. */
function foreignDetail(key: string): boolean {
  return /^(timm_|hf_(?!tokenizer_name))/.test(key);
}

function isSet(value: unknown): boolean {
  if (value === null || typeof value !== "object")
    return value !== undefined && value !== null && value !== false;
  return Object.keys(value).length > 0;
}

function sectionOf(parent: unknown, key: string): Section {
  const section = parent !== null && typeof parent === "object" ? (parent as Section)[key] : undefined;
  return section !== null && typeof section === "object" ? (section as Section) : {};
}

function unknown(where: string, what: string, value: unknown): InputError {
  return new InputError(
    `unknown architecture in ${where}: ${shownText(what, SHOWN)} = ${shownText(JSON.stringify(value), SHOWN)}; known are open_clip's plain ViT towers with a causal text transformer`,
  );
}
