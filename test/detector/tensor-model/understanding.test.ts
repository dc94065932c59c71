// What is understood of a model from what it declares, what is told, and its first answer; and the one line where it is not.

import { describe, expect, it } from "vitest";
import type { Description } from "../../../src/detector/tensor-model/description.ts";
import { settle, understand } from "../../../src/detector/tensor-model/understanding.ts";
import { declaring, giving, MAP, SCORE, value, zeros } from "./models.ts";

const X = value("x", "float32", ["N", 3, 64, 64]);
const LABEL = value("pred_label", "bool", ["N"]);
const MASK = value("pred_mask", "bool", ["N", 1, 64, 64]);

const inputOf = (type: string, shape: readonly (number | string)[], description: Description = {}) =>
  understand(declaring([value("x", type, shape)], [MAP]), description);

describe("the input", () => {
  it("is RGB in [0, 1] as float, without a description", () => {
    expect(inputOf("float32", ["N", 3, 48, 64])).toMatchObject({
      size: { width: 64, height: 48 },
      feed: {
        ...{ input: "x", type: "float32", layout: "NCHW", channels: "RGB", batched: true, batch: null },
        ...{ range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], crop: null },
      },
    });
  });

  it.each([
    ["uint8", ["N", 64, 64, 3], { layout: "NHWC", channels: "RGB", range: [0, 255], batch: null }],
    ["float16", [2, 3, 64, 64], { type: "float16", batch: 2 }],
    ["float32", ["N", 1, 64, 64], { channels: "grey", mean: [0], std: [1] }],
    ["float32", [-1, -1, -1, 3], { layout: "NHWC", channels: "RGB" }],
    ["float32", ["N", 224, 224, "c"], { layout: "NHWC" }],
    ["float32", [3, 64, 64], { layout: "NCHW", batched: false, batch: 1 }],
    ["float32", [64, 64, 1], { layout: "NHWC", batched: false, channels: "grey" }],
  ])("%s %j is read by its axis of 1 or 3", (type, shape, feed) => {
    expect(inputOf(type, shape).feed).toMatchObject(feed);
  });

  it("says what it took for granted where no channel axis is declared", () => {
    expect(inputOf("float32", ["N", "c", "h", "w"])).toMatchObject({
      ...{ feed: { layout: "NCHW", channels: "RGB" }, size: null },
      notes: ["Its input declares no axis of 1 or 3 channels; it is fed RGB from 0 to 1, NCHW, as float32."],
    });
    expect(inputOf("float32", ["N", 3, "h", "w"]).notes).toEqual([]);
    const unnamed = declaring(
      [value("x", "uint8", ["N", 64, 64, 3])],
      [value("heat", "float32", ["N", 32, 32])],
    );
    expect(understand(unnamed, {}).notes).toEqual([
      "Nothing says how it takes pictures; it is fed RGB from 0 to 255, NHWC, as uint8.",
    ]);
    expect(understand(unnamed, { channels: "BGR" }).notes).toEqual([]);
  });

  it("is told its channels, values and sizes; one mean is that of all channels", () => {
    const told = { channels: "BGR", range: [0, 255], mean: [127.5], std: [10, 20, 30] } as const;
    const description = {
      ...told,
      range: [0, 255],
      std: [10, 20, 30],
      mean: [127.5],
      resize: "80x72",
      crop: "64",
    };
    expect(inputOf("float32", ["N", 3, 64, 64], { ...description, channels: "BGR" })).toMatchObject({
      size: { width: 80, height: 72 },
      feed: {
        ...{ channels: "BGR", range: [0, 255], mean: [127.5, 127.5, 127.5], std: [10, 20, 30] },
        crop: { width: 64, height: 64 },
      },
    });
    expect(inputOf("float32", ["N", 3, 64, 64], { resize: "64", crop: "64" }).feed.crop).toBeNull();
  });

  it("of a service that declares nothing is told", () => {
    const model = declaring([], []);
    expect(() => understand(model, {})).toThrow(
      "invalid spot.onnx: it declares no input; --picture-input says the input's name",
    );
    const { feed, size, outputs, asked } = understand(model, { pictureInput: "image", elementType: "uint8" });
    expect(feed).toMatchObject({
      input: "image",
      type: "uint8",
      layout: "NCHW",
      channels: "RGB",
      batch: null,
    });
    expect({ size, outputs, asked }).toEqual({ size: null, outputs: null, asked: [] });
  });

  it.each<[string, readonly (number | string)[], Description, string]>([
    [
      "float32",
      ["N", 16],
      {},
      "its input x float32 [N, 16] is no picture; expected [N, 3, H, W], [N, H, W, 3], or these without N",
    ],
    ["float32", ["N", 4, 64, 64], {}, "its input x float32 [N, 4, 64, 64] has neither 1 nor 3 channels"],
    ["float32", ["N", 64, 64, 4], { layout: "NHWC" }, "has 4 channels in NHWC; expected 1 or 3"],
    ["float32", ["N", 3, 3, 3], {}, "has channels at either end; --layout says NCHW or NHWC"],
    ["float32", [3, 64, 3], {}, "has channels at either end; --layout says NCHW or NHWC"],
    ["float32", ["N", 1, 64, 64], { channels: "BGR" }, "has 1 channel; --channels BGR does not fit"],
    ["float32", ["N", 3, 64, 64], { channels: "grey" }, "has 3 channels; --channels grey does not fit"],
    [
      "float32",
      ["N", 3, 64, 64],
      { resize: "256" },
      "takes pictures of width 64 and height 64, not 256x256 as --resize says",
    ],
    ["float32", ["N", 3, 64, 64], { resize: "80", crop: "72x64" }, "not 72x64 as --crop says"],
    [
      "float32",
      ["N", 3, 64, 64],
      { crop: "64" },
      "--crop cuts what --resize has brought to a size, which is missing",
    ],
    ["float32", ["N", 3, "h", "w"], { resize: "64", crop: "80" }, "--crop 80 is larger than --resize 64"],
    [
      "float32",
      ["N", 3, 64, "w"],
      {},
      "takes pictures of width any and height 64; --resize says the size, as 320x240",
    ],
    ["float32", ["N", 3, 64, 64], { mean: [0.5, 0.5] }, "--mean has 2 values; expected 1 or 3"],
    [
      "float32",
      ["N", 3, 64, 64],
      { elementType: "uint8" },
      "its input x is float32, not uint8 as --element-type says",
    ],
    [
      "int8",
      ["N", 3, 64, 64],
      {},
      "its input is int8; --range says what black and white become, such as -128,127",
    ],
    [
      "uint8",
      ["N", 3, 64, 64],
      { mean: [0.485], range: [-1, 1] },
      "its input is uint8, which cannot hold -1.485",
    ],
    [
      "string",
      ["N", 3, 64, 64],
      {},
      "its input x is string; expected float32, float16, float64, uint8, int8, int32",
    ],
    ["", [], {}, "its input x is no tensor; expected one of pictures"],
  ])("%s %j told %j is refused", (type, shape, description, words) => {
    expect(() => inputOf(type, shape, description)).toThrow(words);
  });

  it("is one", () => {
    const inputs = [
      value("picture", "float32", ["N", 3, 64, 64]),
      value("depth", "float32", ["N", 1, 64, 64]),
    ];
    expect(() => understand(declaring(inputs, [MAP]), {})).toThrow(
      "invalid spot.onnx: it has 2 inputs (picture float32 [N, 3, 64, 64], depth float32 [N, 1, 64, 64]); expected one, of pictures",
    );
    expect(() => understand(declaring([X], [MAP]), { pictureInput: "y" })).toThrow(
      'invalid --picture-input "y": the input of spot.onnx is x',
    );
  });
});

describe("the outputs", () => {
  const pick = (name: string, index: number | null = null) => ({ name, index });

  it("go by anomalib's names, whatever their order and declared shapes", () => {
    const outputs = [MASK, MAP, LABEL, SCORE, value("features", "float32", ["N", 64, 8, 8])];
    const understood = understand(giving(outputs), {});
    expect(understood.outputs).toEqual({
      ...{ map: pick("anomaly_map"), score: pick("pred_score"), label: "pred_label" },
    });
    expect(understood.asked).toEqual(["anomaly_map", "pred_score", "pred_label"]);
    const symbolic = [
      value("pred_score", "float32", ["a", "b"]),
      value("anomaly_map", "float32", ["a", "b", "c", "d"]),
    ];
    expect(understand(giving(symbolic), {}).outputs).toMatchObject({
      map: pick("anomaly_map"),
      score: pick("pred_score"),
    });
  });

  it("go by what only one of them can be", () => {
    const named = [value("2543", "float32", ["N"]), value("seg/out:0", "float32", ["N", 1, 64, 64])];
    expect(understand(giving(named), {}).outputs).toMatchObject({
      map: pick("seg/out:0"),
      score: pick("2543"),
    });
    const flat = giving([value("heat", "float32", [64, 64])], [1, 3, 64, 64]);
    expect(understand(flat, {}).outputs).toMatchObject({ map: pick("heat"), score: null });
    const last = giving([value("heat", "float16", ["N", 64, 64, 1])]);
    expect(understand(last, {}).outputs).toMatchObject({ map: pick("heat"), score: null });
    expect(understand(giving([SCORE]), {}).outputs).toMatchObject({ map: null, score: pick("pred_score") });
  });

  it("go by what is told, one of many columns or channels too", () => {
    const outputs = [
      value("probs", "float32", ["N", 2]),
      value("logits", "float32", ["N", 2, 64, 64]),
      value("bad[1]", "int64", ["N"]),
    ];
    const told = { mapOutput: "logits[1]", scoreOutput: "probs[1]", labelOutput: "bad[1]" };
    expect(understand(giving(outputs), told).outputs).toEqual({
      ...{ map: pick("logits", 1), score: pick("probs", 1), label: "bad[1]" },
    });
  });

  it("beside a map, columns that nobody told of are not read", () => {
    const outputs = [MAP, value("features", "float32", ["N", 512])];
    expect(understand(giving(outputs), {}).outputs).toMatchObject({ map: pick("anomaly_map"), score: null });
  });

  it.each<[string, Parameters<typeof giving>[0], Description, string]>([
    [
      ...([
        "two maps",
        [value("a", "float32", ["N", 1, 64, 64]), value("b", "float32", ["N", 64, 64])],
        {},
      ] as const),
      "invalid spot.onnx: each of a float32 [N, 1, 64, 64], b float32 [N, 64, 64] could be the map; --map-output says which",
    ],
    [
      ...(["two scores", [value("a", "float32", ["N"]), value("b", "float32", ["N", 1])], {}] as const),
      "invalid spot.onnx: each of a float32 [N], b float32 [N, 1] could be the score; --score-output says which",
    ],
    [
      ...(["two columns", [value("probs", "float32", ["N", 2])], {}] as const),
      'invalid score output of spot.onnx: probs float32 [N, 2] has 2 columns: --score-output "probs[1]" says which',
    ],
    [
      ...(["a column too far", [value("probs", "float32", ["N", 3])], { scoreOutput: "probs[3]" }] as const),
      'probs float32 [N, 3] has 3 columns: --score-output "probs[0]" says which, counted from 0',
    ],
    [
      ...(["two channels", [value("logits", "float32", ["N", 2, 64, 64])], {}] as const),
      'invalid map output of spot.onnx: logits float32 [N, 2, 64, 64] has 2 channels: --map-output "logits[1]" says which',
    ],
    [
      ...(["a name that is not there", [MAP, SCORE], { mapOutput: "heat" }] as const),
      'invalid --map-output "heat": spot.onnx has no such output; it has anomaly_map, pred_score',
    ],
    [
      ...(["a score for a map", [MAP, SCORE], { mapOutput: "pred_score" }] as const),
      "invalid map output of spot.onnx: pred_score float32 [N, 1] has not two axes of space; expected [N, H, W] or [N, 1, H, W]; --map-output says which output to read",
    ],
    [
      ...(["a map for a score", [MAP], { scoreOutput: "anomaly_map" }] as const),
      "invalid score output of spot.onnx: anomaly_map float32 [N, 1, 64, 64] has not one value per picture; expected [N] or [N, 1]",
    ],
    [
      ...(["a mask for a map", [MASK, SCORE], { mapOutput: "pred_mask" }] as const),
      "invalid map output of spot.onnx: pred_mask bool [N, 1, 64, 64] holds no numbers",
    ],
    [
      ...(["labels alone", [LABEL], {}] as const),
      "invalid spot.onnx: none of its outputs can be a map or a score (pred_label bool [N]); --map-output and --score-output say which to read",
    ],
  ])("refuses %s", (_, outputs, description, words) => {
    expect(() => understand(giving(outputs), description)).toThrow(words);
  });
});

describe("the first answer", () => {
  it("settles the size of the map", () => {
    const legacy = [
      value("pred_score", "float32", ["a", "b"]),
      value("anomaly_map", "float32", ["a", "b", "c", "d"]),
    ];
    const understood = understand(giving(legacy), {});
    const settled = settle(understood, zeros({ pred_score: [2, 1], anomaly_map: [2, 1, 40, 30] }), 2);
    expect(settled.mapSize).toEqual({ width: 30, height: 40 });
  });

  it("settles outputs that nothing declares, and asks for them alone from then on", () => {
    const understood = understand(declaring([], []), { pictureInput: "image" });
    const settled = settle(understood, zeros({ out: [2, 1], heat: [2, 8, 8] }), 2);
    expect(settled.outputs).toEqual({
      ...{ map: { name: "heat", index: null }, score: { name: "out", index: null }, label: null },
    });
    expect(settled.asked).toEqual(["heat", "out"]);
    expect(() => settle(understood, zeros({ a: [2, 8, 8], b: [2, 8, 8] }), 2)).toThrow(
      "each of a float32 [2, 8, 8], b float32 [2, 8, 8] could be the map; --map-output says which",
    );
  });

  it("settles outputs whose shapes are open", () => {
    const open = [value("a", "float32", []), value("b", "float32", ["N", "k"])];
    const understood = understand(giving(open, [1, 3, 64, 64]), {});
    expect(understood.outputs).toBeNull();
    const settled = settle(understood, zeros({ a: [], b: [32, 32] }), 1);
    expect(settled).toMatchObject({
      outputs: { map: { name: "b" }, score: { name: "a" } },
      mapSize: { width: 32 },
    });
  });

  it("settles outputs that are declared without a type; what is no number is not asked for", () => {
    const declared = [
      value("a", "", [-1]),
      value("b", "", [-1, 8, 8]),
      value("names", "string", ["N"]),
      value("z", "", []),
    ];
    const understood = understand(declaring([value("x", "", [-1, 3, 8, 8])], declared), {});
    expect(understood).toMatchObject({ feed: { type: "float32" }, outputs: null, asked: ["a", "b"] });
    expect(settle(understood, zeros({ a: [1], b: [1, 8, 8] }), 1).outputs).toMatchObject({
      ...{ map: { name: "b" }, score: { name: "a" } },
    });
    const told = { mapOutput: "b", scoreOutput: "a", elementType: "uint8" } as const;
    const model = declaring([value("x", "", [])], declared);
    expect(understand(model, told)).toMatchObject({ feed: { type: "uint8" }, asked: ["b", "a"] });
  });

  it("says where the score comes from", () => {
    const { outputs, notes } = settle(
      understand(giving([MAP]), {}),
      zeros({ anomaly_map: [2, 1, 64, 64] }),
      2,
    );
    expect(outputs.score).toBeNull();
    expect(notes).toEqual(["Its image score is the maximum of its map anomaly_map."]);
    const alone = settle(understand(giving([SCORE]), {}), zeros({ pred_score: [2] }), 2);
    expect(alone).toMatchObject({ mapSize: null, notes: ["It gives image scores alone."] });
  });

  it("shows names on one line, whatever the file has them be", () => {
    const model = giving([value("a\nb\u0007", "float32", ["N", 2])]);
    expect(() => understand(model, {})).toThrow('a b float32 [N, 2] has 2 columns: --score-output "a b[1]"');
  });

  it("refuses what cannot be what it was taken for", () => {
    const symbolic = understand(giving([value("anomaly_map", "float32", ["a", "b", "c", "d"])]), {});
    expect(() => settle(symbolic, zeros({ anomaly_map: [2, 2, 8, 8] }), 2)).toThrow(
      'anomaly_map float32 [2, 2, 8, 8] has 2 channels: --map-output "anomaly_map[1]" says which',
    );
    expect(() => settle(symbolic, zeros({ anomaly_map: [1, 1, 8, 8] }), 2)).toThrow(
      "expected [N, H, W] or [N, 1, H, W] of 2 pictures",
    );
    expect(() => settle(symbolic, zeros({ heat: [2, 1, 8, 8] }), 2)).toThrow(
      "invalid answer of spot.onnx: output anomaly_map is missing; it gave heat float32 [2, 1, 8, 8]",
    );
  });
});
