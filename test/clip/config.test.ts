// open_clip_config.json: what is read, what is defaulted, and that everything we cannot build is refused by name.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ClipConfig,
  formatConfig,
  OPENAI_MEAN,
  OPENAI_STD,
  parseConfig,
} from "../../src/clip/config.ts";
import { BACKBONE_CONFIGS, VIT_B_16_PLUS_240, VIT_L_14 } from "../../src/clip/configs.ts";
import { BACKBONES } from "../../src/clip/locate.ts";
import { InputError } from "../../src/core/errors.ts";
import { FIXTURES } from "../support/fixtures.ts";

interface Changes {
  readonly model?: Record<string, unknown>;
  readonly vision?: Record<string, unknown>;
  readonly text?: Record<string, unknown>;
  readonly preprocess?: Record<string, unknown>;
}

/** The published ViT-L-14 config with some entries changed. */
function published({ model = {}, vision = {}, text = {}, preprocess = {} }: Changes = {}): string {
  return JSON.stringify({
    model_cfg: {
      embed_dim: 768,
      quick_gelu: true,
      vision_cfg: { image_size: 224, layers: 24, width: 1024, patch_size: 14, ...vision },
      text_cfg: { context_length: 77, vocab_size: 49408, width: 768, heads: 12, layers: 12, ...text },
      ...model,
    },
    preprocess_cfg: { mean: OPENAI_MEAN, std: OPENAI_STD, ...preprocess },
  });
}

const parse = (changes?: Changes): ClipConfig => parseConfig(published(changes), "X");

describe("a published config", () => {
  it("gives the architecture of its backbone", () => {
    expect(parse()).toEqual(VIT_L_14);
  });

  it.each([
    ["tiny-gelu", false],
    ["tiny-quickgelu", true],
  ])("%s", (name, quickGelu) => {
    const path = `${FIXTURES}${name}/open_clip_config.json`;
    expect(parseConfig(readFileSync(path, "utf8"), path)).toEqual({
      embedDim: 24,
      imageSize: 64,
      patchSize: 8,
      mean: OPENAI_MEAN,
      std: OPENAI_STD,
      quickGelu,
      vision: { width: 48, layers: 3, heads: 4, mlpWidth: 192 },
      text: { width: 16, layers: 2, heads: 2, mlpWidth: 64, contextLength: 77, vocabSize: 49408 },
    });
  });

  it("has open_clip's defaults where it is silent: head width 64, MLP ratio 4, GELU, OpenAI's colours", () => {
    const config = parseConfig(
      `{"model_cfg":{"embed_dim":640,"vision_cfg":{"image_size":240,"layers":12,"width":896,"patch_size":16},"text_cfg":{"width":640,"heads":10,"layers":12}}}`,
      "X",
    );
    expect(config).toEqual(VIT_B_16_PLUS_240);
  });

  it("may hold settings that change nothing", () => {
    const changes: Changes = {
      model: { init_logit_bias: -10, custom_text: false },
      vision: {
        patch_dropout: 0.5,
        timm_model_name: null,
        timm_pool: "avg",
        norm_kwargs: {},
        pool_type: "tok",
      },
      text: { hf_model_name: null, hf_proj_type: "mlp", embed_cls: false, ls_init_value: null },
      preprocess: { size: [224, 224], mode: "RGB", interpolation: "bicubic" },
    };
    expect(parse(changes)).toEqual(VIT_L_14);
  });
});

describe("an architecture that we cannot build is refused by name", () => {
  const cases: readonly (readonly [string, Changes, RegExp])[] = [
    ["timm", { vision: { timm_model_name: "convnext_base" } }, /timm image tower = "convnext_base"/],
    ["a ResNet", { vision: { layers: [3, 4, 6, 3] } }, /ResNet, vision_cfg\.layers = \[3,4,6,3\]/],
    ["a foreign text tower", { text: { hf_model_name: "roberta-base" } }, /text tower = "roberta-base"/],
    ["a foreign tokenizer", { text: { hf_tokenizer_name: "t5" } }, /text_cfg\.hf_tokenizer_name = "t5"/],
    ["average pooling", { vision: { pool_type: "avg" } }, /vision_cfg\.pool_type = "avg"/],
    ["pooling at the last token", { text: { pool_type: "last" } }, /text_cfg\.pool_type = "last"/],
    ["an attentional pool", { vision: { attentional_pool: true } }, /vision_cfg\.attentional_pool = true/],
    ["no ln_pre", { vision: { no_ln_pre: true } }, /vision_cfg\.no_ln_pre = true/],
    ["sine positions", { vision: { pos_embed_type: "sin_cos_2d" } }, /pos_embed_type = "sin_cos_2d"/],
    ["layer scale", { vision: { ls_init_value: 1e-5 } }, /vision_cfg\.ls_init_value/],
    [
      "another epsilon",
      { vision: { norm_kwargs: { eps: 1e-6 } } },
      /vision_cfg\.norm_kwargs = \{"eps":0\.000001\}/,
    ],
    ["no causal mask", { text: { no_causal_mask: true } }, /text_cfg\.no_causal_mask = true/],
    ["a text tower of its own", { model: { custom_text: true } }, /model_cfg\.custom_text = true/],
    ["CoCa", { model: { multimodal_cfg: { width: 1 } } }, /model_cfg\.multimodal_cfg/],
    ["what comes next", { vision: { rotary: 1 } }, /vision_cfg\.rotary = 1/],
  ];
  it.each(cases)("%s", (_what, changes, message) => {
    expect(() => parse(changes)).toThrow(InputError);
    expect(() => parse(changes)).toThrow(message);
    expect(() => parse(changes)).toThrow(/unknown architecture in X/);
  });
});

describe("a config that does not fit together is refused", () => {
  const cases: readonly (readonly [string, Changes, RegExp])[] = [
    ["patches", { vision: { patch_size: 15 } }, /image_size 224 is no multiple of patch_size 15/],
    ["heads", { vision: { head_width: 60 } }, /width 1024 is no multiple of head_width 60/],
    ["text heads", { text: { heads: 11 } }, /text_cfg\.width 768 is no multiple of heads 11/],
    ["a picture that is not square", { vision: { image_size: [224, 336] } }, /image_size: not square/],
    ["two sizes", { preprocess: { size: 336 } }, /preprocess_cfg\.size 336 is not image_size 224/],
    ["another vocabulary", { text: { vocab_size: 32000 } }, /text_cfg\.vocab_size/],
    ["another context", { text: { context_length: 32 } }, /text_cfg\.context_length/],
    ["no depth", { vision: { layers: 0 } }, /vision_cfg\.layers/],
    ["endless depth", { vision: { layers: 1e9 } }, /vision_cfg\.layers/],
    ["a deviation of 0", { preprocess: { std: [0, 1, 1] } }, /preprocess_cfg\.std\.0/],
    [
      "two faults at once",
      { model: { embed_dim: "x" }, text: { width: -1 } },
      /embed_dim.*; .*text_cfg\.width/,
    ],
  ];
  it.each(cases)("%s", (_what, changes, message) => {
    expect(() => parse(changes)).toThrow(InputError);
    expect(() => parse(changes)).toThrow(message);
  });

  it.each(["", "[]", "null", "7", '{"model_cfg":null}', '{"model_cfg":{"vision_cfg":7}}'])("%j", (text) => {
    expect(() => parseConfig(text, "X")).toThrow(/invalid config X/);
  });
});

describe("formatting", () => {
  const tower = fc
    .tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 12 }))
    .chain(([heads, headWidth, layers]) =>
      fc.integer({ min: 1, max: 8 * heads * headWidth }).map((mlpWidth) => ({
        width: heads * headWidth,
        heads,
        layers,
        mlpWidth,
      })),
    );

  it("is undone by parsing, for any widths", () => {
    fc.assert(
      fc.property(tower, tower, fc.boolean(), (vision, text, quickGelu) => {
        const config = { ...VIT_L_14, quickGelu, vision, text: { ...VIT_L_14.text, ...text } };
        expect(parseConfig(formatConfig(config), "X")).toEqual(config);
      }),
    );
  });

  it("keeps every named backbone", () => {
    expect(Object.keys(BACKBONE_CONFIGS)).toEqual([...BACKBONES.keys()]);
    for (const config of Object.values(BACKBONE_CONFIGS)) {
      expect(parseConfig(formatConfig(config), "X")).toEqual(config);
    }
  });
});

describe("a config as other programs write it", () => {
  it("may lack the hub's wrapper, as open_clip's model_configs do", () => {
    const { model_cfg, preprocess_cfg } = JSON.parse(published()) as Record<string, object>;
    expect(parseConfig(JSON.stringify(model_cfg), "X")).toEqual(VIT_L_14);
    expect(parseConfig(JSON.stringify({ ...model_cfg, preprocess_cfg }), "X")).toEqual(VIT_L_14);
    const timm = { ...model_cfg, vision_cfg: { timm_model_name: "convnext_base" } };
    expect(() => parseConfig(JSON.stringify(timm), "X")).toThrow(/timm image tower = "convnext_base"/);
  });

  it("may begin with a byte-order mark", () => {
    expect(parseConfig(`\uFEFF${published()}`, "X")).toEqual(VIT_L_14);
  });

  it.each([
    [
      "version https://git-lfs.github.com/spec/v1\noid sha256:abc",
      /^invalid config X: it is a Git LFS pointer/,
    ],
    ["<!doctype html><html>", /^invalid config X: it is a web page/],
    ['{"model_type":"clip","vision_config":{}}', /^invalid config X: it is Hugging Face transformers'/],
  ])("is refused where it is something else: %j", (text, message) => {
    expect(() => parseConfig(text, "X")).toThrow(message);
  });
});

describe("a config of a stranger's", () => {
  it.each<readonly [string, Changes, RegExp]>([
    ["a width of zero", { vision: { width: 0 } }, /vision_cfg\.width: /],
    ["a huge width", { vision: { width: 2 ** 31 } }, /vision_cfg\.width: Too big/],
    ["a thousand layers", { vision: { layers: 1000 } }, /vision_cfg\.layers: Too big/],
    [
      "a picture of gigapixels",
      { vision: { image_size: 65_536, patch_size: 16 } },
      /vision_cfg\.image_size: /,
    ],
    [
      "a patch for every pixel",
      { vision: { image_size: 4096, patch_size: 1 } },
      /more than 256 patches along a side/,
    ],
    [
      "a ratio that makes a width of zero",
      { text: { mlp_ratio: 1e-300 } },
      /text_cfg\.mlp_ratio 1e-300 makes a width of 0/,
    ],
    [
      "a ratio that makes a huge width",
      { vision: { width: 16_384, head_width: 64, mlp_ratio: 64 } },
      /makes a width of 1048576/,
    ],
    [
      "a name with a terminal's commands",
      { vision: { "a\n\u001b[2J": 1 } },
      /unknown architecture in X: vision_cfg\.a/,
    ],
    [
      "a value of a megabyte",
      { text: { pool_type: "x".repeat(1e6) } },
      /text_cfg\.pool_type = "x{59}…; known are/,
    ],
  ])("with %s is refused in one short line", (_, changes, why) => {
    expect(() => parse(changes)).toThrow(InputError);
    expect(() => parse(changes)).toThrow(why);
    expect(() => parse(changes)).toThrow(/^\P{Cc}{1,300}$/u);
  });

  it("with an infinite width, or nested deep, is refused before it is walked through", () => {
    const infinite = published().replace('"width":1024', '"width":1e999');
    expect(() => parseConfig(infinite, "X")).toThrow(/^invalid config X: model_cfg\.vision_cfg\.width: /);
    const deep = `{"model_cfg":{"vision_cfg":{"timm_model_name":${"[".repeat(20_000)}${"]".repeat(20_000)}}}}`;
    expect(() => parseConfig(deep, "X")).toThrow(/^invalid config X: 201 levels of nesting .*json-depth=400/);
  });
});
