// What a file says of itself, read without a runtime.

import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { isConstant } from "../../src/graph/foreign/constant.ts";
import { openForeign } from "../../src/graph/foreign/process.ts";
import { type OnnxStructure, readStructure } from "../../src/graph/foreign/structure.ts";
import { withOutputs } from "../../src/graph/foreign/with-outputs.ts";
import { bytesField, joined, varintField } from "../../src/graph/protobuf.ts";
import { BUILT_CHILD, darkening, endless } from "../support/foreign-models.ts";

const fixture = (name: string): Promise<Uint8Array> =>
  readFile(new URL(`../fixtures/anomalib/${name}.onnx`, import.meta.url));

const structureOf = async (name: string): Promise<OnnxStructure> =>
  readStructure(await fixture(name), `${name}.onnx`);

describe("the structure of a file", () => {
  it("has its ends, nodes and small constants", async () => {
    const structure = await structureOf("patchcore-crop");
    expect(structure).toMatchObject({
      ...{ irVersion: 10, producer: "pytorch", opsets: [{ domain: "", version: 18 }], sidecars: [] },
      inputs: [{ name: "input", type: "float32", shape: ["batch_size", 3, 80, 80] }],
    });
    expect(structure.outputs.map(({ name, type }) => `${name} ${type}`)).toEqual([
      ...["pred_score float32", "pred_label bool", "anomaly_map float32", "pred_mask bool"],
    ]);
    // The crop is two slices of constants, 8 to 72 of axes 2 and 3.
    const slices = structure.nodes.filter(({ operator }) => operator === "Slice").slice(0, 2);
    const told = slices.map(({ inputs }) =>
      inputs.slice(1, 4).map((name) => structure.constants.get(name)?.values),
    );
    expect(told).toEqual([
      [[8], [72], [2]],
      [[8], [72], [3]],
    ]);
    const map = structure.nodes.find(({ outputs }) => outputs.includes("anomaly_map"));
    expect(map).toMatchObject({ operator: "Where", domain: "" });
  });

  it("has attributes of all kinds, and values of Constant nodes", async () => {
    const { nodes, constants } = await structureOf("stfpm-legacy");
    const resize = nodes.find(({ operator }) => operator === "Resize");
    expect(resize?.attributes.get("mode")).toBe("linear");
    expect(resize?.attributes.get("cubic_coeff_a")).toBe(-0.75);
    const convolution = nodes.find(({ operator }) => operator === "Conv");
    expect(convolution?.attributes.get("kernel_shape")).toEqual([3, 3]);
    const constant = nodes.find(({ operator }) => operator === "Constant");
    const value = constant?.attributes.get("value");
    expect(isConstant(value)).toBe(true);
    expect(constants.get(constant?.outputs[0] ?? "")).toBe(value);
  });

  it("is that of the sum where a graph is given in parts", async () => {
    const { outputs, nodes } = readStructure(withOutputs(darkening(), ["share"]), "my.onnx");
    expect(outputs.map(({ name }) => name)).toEqual(["y", "share"]);
    expect(nodes.map(({ operator }) => operator)).toEqual(["Sub", "Mul"]);
  });

  it("counts operators and weights within graphs and functions", () => {
    expect(readStructure(endless(), "my.onnx").operators.map(({ operator }) => operator)).toContain(
      "Identity",
    );
    const weights = joined([
      bytesField(8, "w"),
      bytesField(13, joined([bytesField(1, "location"), bytesField(2, "w.bin")])),
    ]);
    const inner = joined([
      bytesField(4, "Glow"),
      bytesField(7, "com.example"),
      bytesField(5, joined([bytesField(1, "t"), bytesField(5, weights)])),
    ]);
    const own = joined([bytesField(1, "F"), bytesField(10, "mine"), bytesField(7, inner)]);
    const { operators, functions, sidecars, nodes } = readStructure(
      joined([darkening(), bytesField(25, own)]),
      "my.onnx",
    );
    expect(operators).toContainEqual({ domain: "com.example", operator: "Glow" });
    expect(functions).toEqual([{ domain: "mine", operator: "F" }]);
    expect(sidecars).toEqual(["w.bin"]);
    expect(nodes).toHaveLength(2);
  });

  it("is read within limits", () => {
    const refusal = (...parts: Uint8Array[]) => {
      const bytes = joined([darkening(), ...parts]);
      return expect(() => readStructure(bytes, "my.onnx"));
    };
    let deep = bytesField(4, "If");
    for (let level = 0; level < 100; level++)
      deep = joined([bytesField(4, "If"), bytesField(5, bytesField(6, bytesField(1, deep)))]);
    refusal(bytesField(7, bytesField(1, deep))).toThrow("its parts are too deep within one another");
    const many = new Uint8Array(2 ** 21 + 2).map((_, at) => (at % 2 === 0 ? 0x0a : 0));
    refusal(bytesField(7, bytesField(1, many))).toThrow(
      "1000001 parts and names of an ONNX file, at most 1000000",
    );
    // Numbers in an attribute's list, one after another.
    const numbers = bytesField(1, bytesField(5, bytesField(8, new Uint8Array(8_000_001))));
    refusal(bytesField(7, numbers)).toThrow(
      /^invalid my\.onnx: it has more than 8000000 fields and numbers; raise it with --raise-limit graph-parts=2000000$/,
    );
    refusal(bytesField(7, bytesField(1, bytesField(3, "n".repeat(5000))))).toThrow(
      "a name has 5000 characters",
    );
    // A key beyond 32 bits: one reader would take it for field 13, another for none.
    refusal(Uint8Array.of(0xea, 0x80, 0x80, 0x80, 0x10, 0)).toThrow("it is no ONNX file, or damaged");
    refusal(varintField(0, 1)).toThrow("it is no ONNX file, or damaged");
  });
});

it.each(["stfpm-legacy", "patchcore-dynamic", "dfm"])(
  "values within a graph are further outputs, the others as they were: %s",
  async (name) => {
    const bytes = await fixture(name);
    const { nodes, outputs } = readStructure(bytes, name);
    const clips = nodes.filter(({ operator, inputs: [, low, high] }) => operator === "Clip" && low && high);
    const within = clips.slice(-2).map(({ inputs }) => inputs[0] ?? "");
    const limits = { memoryMegabytes: 1024, seconds: 20 };
    const run = async (model: Uint8Array) => {
      const open = await openForeign(model, { file: name, limits, threads: 1, program: BUILT_CHILD });
      const shape = name === "dfm" ? [2, 3, 64, 64] : [1, 3, 64, 64];
      const data = new Float32Array(shape.reduce((product, extent) => product * extent));
      for (const index of data.keys()) data[index] = ((index * 37) % 101) / 101;
      const results = await open.run({ input: { type: "float32", shape, data } });
      await open.close();
      return results;
    };
    const results = await run(withOutputs(bytes, within));
    expect(Object.keys(results)).toEqual([...outputs.map((output) => output.name), ...within]);
    const clipped = within.map((value) =>
      [...(results[value]?.data ?? [])].map((x) => Math.min(1, Math.max(0, Number(x)))),
    );
    const { pred_score: score, anomaly_map: map } = await run(bytes);
    expect(clipped.map((list) => list.length)).toEqual([score?.data.length, map?.data.length]);
    for (const [index, found] of [score, map].entries())
      expect(clipped[index]?.map(Math.fround)).toEqual([...(found?.data ?? [])].map(Number));
  },
);
