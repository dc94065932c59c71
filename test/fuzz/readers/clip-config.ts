// open_clip_config.json: the published document with strange values in any place.

import { parseConfig } from "../../../src/clip/config.ts";
import type { Random } from "../../../src/core/random.ts";
import { pick } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const PUBLISHED = `{"model_cfg":{"embed_dim":768,"quick_gelu":true,"vision_cfg":{"image_size":224,"layers":24,"width":1024,"patch_size":14,"mlp_ratio":4},"text_cfg":{"context_length":77,"vocab_size":49408,"width":768,"heads":12,"layers":12}},"preprocess_cfg":{"mean":[0.48,0.45,0.4],"std":[0.26,0.26,0.27],"size":[224,224]}}`;
const BARE = `{"embed_dim":512,"vision_cfg":{"image_size":224,"layers":12,"width":768,"patch_size":32},"text_cfg":{"width":512}}`;
const STRANGE = [
  "0",
  "-1",
  "1e999",
  "1e-320",
  "0.5",
  "1e300",
  "16385",
  "4294967296",
  "null",
  "true",
  `"NaN"`,
  "[]",
  "{}",
  "[[[[1]]]]",
  `{"__proto__":{"width":1}}`,
  `"\\u001b[2J"`,
  "[224,225]",
  "[1,1,1]",
];
const KEYS = [
  "timm_model_name",
  "hf_model_name",
  "pool_type",
  "__proto__",
  "constructor",
  "a\\n\\u001bb",
  "mlp_ratio",
  "head_width",
];

/** A document with one to four values replaced or put in. */
function made(random: Random): Uint8Array {
  let text = pick([PUBLISHED, BARE], random);
  for (let change = random.integer(4); change >= 0; change--) {
    if (random.integer(3) === 0) {
      const braces = [...text.matchAll(/\{/g)].map(({ index }) => index + 1);
      const at = pick(braces, random);
      text = `${text.slice(0, at)}"${pick(KEYS, random)}":${pick(STRANGE, random)},${text.slice(at)}`;
    } else {
      const values = [...text.matchAll(/(?<=:)(\d+(\.\d+)?|true|\[[^[\]]*\])/g)];
      if (values.length === 0) continue;
      const { index, 0: value } = pick(values, random);
      text = `${text.slice(0, index)}${pick(STRANGE, random)}${text.slice(index + value.length)}`;
    }
  }
  return Buffer.from(text);
}

export const clipConfig: FuzzedReader = {
  name: "clip-config",
  seeds: async () => [PUBLISHED, BARE].map((text) => Buffer.from(text)),
  make: made,
  words: [...STRANGE, ...KEYS, `"vision_cfg":{`, `"text_cfg":`, `"model_type":`, "[[[[", "{{{{"],
  read: (bytes) => {
    parseConfig(new TextDecoder().decode(bytes), "open_clip_config.json");
  },
};
