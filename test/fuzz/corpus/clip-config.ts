// Configs nested so deep, or with values so long, that to say what is wrong with them failed.

import type { LargeInput } from "../corpus.ts";

function config(vision: string): Uint8Array {
  return Buffer.from(
    `{"model_cfg":{"embed_dim":8,"vision_cfg":{"image_size":64,"patch_size":8,"width":64,"layers":1${vision}},"text_cfg":{}}}`,
  );
}

function nested(depth: number): string {
  return `${"[".repeat(depth)}${"]".repeat(depth)}`;
}

export const large: readonly LargeInput[] = [
  { name: "a value nested 20,000 deep", make: () => config(`,"timm_model_name":${nested(20_000)}`) },
  { name: "a value nested 190 deep", make: () => config(`,"pool_type":${nested(190)}`) },
  { name: "a value of 10 MB", make: () => config(`,"pool_type":"${"x".repeat(10_000_000)}"`) },
  { name: "a setting's name of 10 MB", make: () => config(`,"${"x".repeat(10_000_000)}":1`) },
  {
    name: "300,000 settings",
    make: () => config(Array.from({ length: 300_000 }, (_, at) => `,"timm_${at}":1`).join("")),
  },
  { name: "10 MB of [", make: () => Buffer.from("[".repeat(10_000_000)) },
  { name: "60 MB of spaces", make: () => Buffer.alloc(60_000_000, " ") },
];
