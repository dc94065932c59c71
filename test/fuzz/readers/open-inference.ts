// What a service of the Open Inference Protocol says: the metadata of a model, and answers to pictures in JSON and in binary.

import type { Random } from "../../../src/core/random.ts";
import type { ServiceAnswer } from "../../../src/detector/service/connection.ts";
import { picturesFrom } from "../../../src/detector/service/judge.ts";
import { metadataIn } from "../../../src/detector/service/metadata.ts";
import { inferenceAnswer } from "../../../src/detector/service/protocol.ts";
import { statusWords } from "../../../src/detector/service/said.ts";
import { answersOf } from "../../../src/detector/tensor-model/answers.ts";
import { feedOf } from "../../../src/detector/tensor-model/feed.ts";
import { probePictures } from "../../../src/detector/tensor-model/probe.ts";
import { valuesInWords } from "../../../src/detector/tensor-model/roles.ts";
import { settle, understand } from "../../../src/detector/tensor-model/understanding.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const NAME = "http://127.0.0.1:8000/v2/models/mean";
const IMAGE = { name: "image", datatype: "FP32", shape: [-1, 3, -1, -1] };
const MAP = { name: "anomaly_map", datatype: "FP32", shape: [1, 1, 2, 2] };
const SCORE = { name: "pred_score", datatype: "FP32", shape: [1] };
const DATATYPES = [
  "FP32",
  "FP16",
  "BF16",
  "FP64",
  "BOOL",
  "UINT8",
  "INT8",
  "UINT16",
  "INT32",
  "UINT32",
  "INT64",
  "BYTES",
];
const EXTENTS = [0, 1, 2, 4, -1, 224, 65_536, 2 ** 31, 2 ** 53 - 1, 1e300, "4", "x", null, 1.5];
const VALUES: readonly unknown[] = [
  0,
  1,
  -1,
  0.5,
  1e39,
  1e308,
  true,
  null,
  "NaN",
  [],
  [[[1]]],
  {},
  { toString: 1 },
];
const WORDS = ["1e999", "NaN", "-Infinity", "__proto__", "toString", "outputs", "[[[[", '{"msg":', "\\u0000"];

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export const openInferenceMetadata: FuzzedReader = {
  name: "open-inference-metadata",
  seeds: async () => [
    json({ name: "mean", versions: ["1"], platform: "test", inputs: [IMAGE], outputs: [MAP, SCORE] }),
    json({ inputs: [{ ...IMAGE, shape: ["-1", "3", "64", "64"] }], outputs: [] }),
  ],
  make: (random) => json(madeMetadata(random)),
  words: WORDS,
  read: (bytes) => {
    const { inputs, outputs } = metadataIn({ body: Buffer.from(bytes) }, NAME);
    valuesInWords([...inputs, ...outputs]);
    const model = { name: NAME, inputs, outputs, run: async () => ({}), close: async () => {} };
    const { feed, size } = understand(model, {});
    const { width, height } = size ?? { width: 64, height: 64 };
    // What goes in, where making it takes no time.
    if (width * height <= 4096) feedOf(picturesFrom(probePictures({ width, height }), 0, 1), feed);
  },
};

function madeMetadata(random: Random): unknown {
  const shape = (): unknown => Array.from({ length: random.integer(6) }, () => pick(EXTENTS, random));
  const value = (of: object): unknown => ({
    ...of,
    ...(random.integer(3) === 0 ? { shape: shape() } : {}),
    ...(random.integer(4) === 0 ? { datatype: pick([...DATATYPES, null, "\u001b[1m"], random) } : {}),
    ...(random.integer(6) === 0
      ? { name: pick(["toString", "__proto__", "", "a\nb", "n".repeat(300)], random) }
      : {}),
  });
  const others = Array.from({ length: shortLength(40, random) - 1 }, () => value(SCORE));
  return {
    platform: pick(["", "onnx", null, 1], random),
    inputs: [value(IMAGE)],
    outputs: [value(MAP), ...others],
  };
}

/** An input is the length of the JSON head in a line, empty where there is no binary part, and the body. */
export const openInferenceAnswers: FuzzedReader = {
  name: "open-inference-answers",
  seeds: async () => [
    answer(
      "",
      json({
        outputs: [
          { ...MAP, data: [0, 0.5, 1, 0] },
          { ...SCORE, data: [1] },
        ],
      }),
    ),
    answer(
      "",
      json({
        outputs: [
          {
            ...MAP,
            data: [
              [
                [
                  [0, 1],
                  [2, 3],
                ],
              ],
            ],
          },
        ],
        model_version: "1",
      }),
    ),
    answer("", json({ error: "no such model" })),
    answer("", json({ detail: [{ msg: "wrong" }, { loc: ["a"], msg: 1 }] })),
    binary([{ ...MAP, parameters: { binary_data_size: 16 } }], Buffer.alloc(16)),
  ],
  make: madeAnswer,
  words: [...WORDS, ...DATATYPES],
  read: (bytes) => {
    const end = bytes.indexOf(10);
    const length = Buffer.from(bytes.subarray(0, Math.max(0, end))).toString("latin1");
    const body = Buffer.from(bytes.subarray(end + 1));
    statusWords({ status: 400, body });
    const headers: ServiceAnswer["headers"] =
      length === "" ? {} : { "inference-header-content-length": length };
    const { tensors } = inferenceAnswer({ status: 200, headers, body }, NAME);
    const declared = { inputs: [{ name: "image", type: "float32", shape: ["N", 3, 2, 2] }], outputs: [] };
    const model = { name: NAME, ...declared, run: async () => ({}), close: async () => {} };
    const settled = settle(understand(model, {}), tensors, 1);
    answersOf(tensors, settled, 1);
  },
};

function answer(length: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${length}\n`), body]);
}

function binary(outputs: readonly object[], tail: Uint8Array): Uint8Array {
  const head = json({ outputs });
  return answer(String(head.length), Buffer.concat([head, tail]));
}

function madeAnswer(random: Random): Uint8Array {
  const isBinary = random.integer(2) === 0;
  const outputs = Array.from({ length: 1 + random.integer(3) }, (_, at) => {
    const count = shortLength(40, random);
    const datatype = pick(DATATYPES, random);
    const shape = random.integer(4) > 0 ? [1, count] : [pick(EXTENTS, random), pick(EXTENTS, random), count];
    const name = pick(["anomaly_map", "pred_score", "pred_label", "toString", `o${at}`], random);
    const size = pick([count, 2 * count, 4 * count, 8 * count, -1, 2 ** 53], random);
    const values = Array.from({ length: count }, () =>
      random.integer(9) === 0 ? pick(VALUES, random) : 0.25,
    );
    return {
      ...{ name, datatype, shape },
      ...(isBinary ? { parameters: { binary_data_size: size } } : { data: values }),
    };
  });
  const tail = Buffer.from(
    Array.from({ length: isBinary ? shortLength(200, random) : 0 }, () => random.integer(256)),
  );
  return isBinary ? binary(outputs, tail) : answer("", json({ outputs }));
}
