// ONNX files of strangers, as a detector is opened up to the point where a runtime would see it: structure, walks through
// the graph, what goes in and comes out.

import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { feedSize } from "../../../src/detector/onnx/feed-size.ts";
import { finalClip, labelRule } from "../../../src/detector/onnx/final-clip.ts";
import { GraphWalk } from "../../../src/detector/onnx/graph-walk.ts";
import { valuesInWords } from "../../../src/detector/tensor-model/roles.ts";
import { understand } from "../../../src/detector/tensor-model/understanding.ts";
import { readForeignModel } from "../../../src/graph/foreign/read-model.ts";
import { darkening, endless, withExternalData } from "../../support/foreign-models.ts";
import type { FuzzedReader } from "../reader.ts";
import { madeModel, OPERATORS } from "./onnx-models.ts";

const SPOTS = ["plain", "crop", "dynamic", "logits2", "uint8-nhwc-bgr", "batch4"];

export const onnx: FuzzedReader = {
  name: "onnx",
  seeds: async () => [
    ...[darkening(), endless(), withExternalData("w.bin")],
    ...SPOTS.map((name) =>
      readFileSync(new URL(`../../fixtures/anomalib/spot-${name}.onnx`, import.meta.url)),
    ),
  ],
  make: madeModel,
  words: [...OPERATORS, "anomaly_map", "pred_score", "pred_label", "../w.bin", "location", "__proto__"],
  read: async (bytes, folder) => {
    const path = join(folder, "my.onnx");
    await writeFile(path, bytes);
    const { structure } = await readForeignModel(path, "my.onnx", { sidecars: "beside" });
    const walk = new GraphWalk(structure);
    for (const { name } of structure.outputs) {
      finalClip(walk, name);
      labelRule(walk, name);
    }
    valuesInWords([...structure.inputs, ...structure.outputs]);
    const { inputs, outputs } = structure;
    const model = { name: "my.onnx", inputs, outputs, run: async () => ({}), close: async () => {} };
    const understanding = understand(model, {});
    feedSize(model, walk, { understanding, description: {}, feed: "loop" });
  },
};
