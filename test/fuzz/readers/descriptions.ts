// The YAML beside a model that describes it, found and read as it is beside a file.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { descriptionBeside } from "../../../src/detector/tensor-model/description-file.ts";
import type { FuzzedReader } from "../reader.ts";

const SEEDS = [
  "channels: BGR\nlayout: NHWC\nrange: [0, 255]\nmean: 0.485,0.456,0.406\nstd: [0.229, 0.224, 0.225]\n",
  "resize: 320x240\ncrop: 224\ninterpolation: bicubic\nmapOutput: 'logits[1]'\nscore-output: probs\n",
];

export const descriptions: FuzzedReader = {
  name: "descriptions",
  inTests: 600,
  seeds: async () => SEEDS.map((text) => Buffer.from(text)),
  words: [
    ...[
      "&a ",
      "*a",
      "[[[[[[",
      "{a: ",
      "- - - ",
      "? ",
      "!!binary ",
      "null",
      "1e999",
      ".nan",
      ".inf",
      "99999x99999",
    ],
    ...["element-type: ", "picture-input: ", "__proto__: ", '"\\u001b[2J"', "---\n", "\0"],
  ],
  read: async (bytes, folder) => {
    await writeFile(join(folder, "model.yaml"), bytes);
    await descriptionBeside(join(folder, "model.onnx"));
  },
};
