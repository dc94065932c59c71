// Tensors of every type that pictures and answers come in, as JSON and as bytes.

import { describe, expect, it } from "vitest";
import { metadataIn } from "../../../src/detector/service/metadata.ts";
import { inferenceAnswer, inferenceRequest } from "../../../src/detector/service/protocol.ts";
import type { ForeignTensors } from "../../../src/graph/foreign/tensors.ts";

const bytes = (array: ArrayBufferView): Buffer =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** Datatype, its values as bytes and in JSON, and what they are taken as. */
const TYPES: readonly (readonly [string, Buffer, readonly unknown[], string, readonly unknown[]])[] = [
  ["FP32", bytes(Float32Array.of(-1.5, 0.25)), [-1.5, 0.25], "float32", [-1.5, 0.25]],
  ["FP16", bytes(Uint16Array.of(0xbe00, 0x3400)), [-1.5, 0.25], "float16", [-1.5, 0.25]],
  ["BF16", bytes(Uint16Array.of(0xbfc0, 0x3e80)), [-1.5, 0.25], "float32", [-1.5, 0.25]],
  ["FP64", bytes(Float64Array.of(0.1, 1e300)), [0.1, 1e300], "float64", [0.1, 1e300]],
  ["BOOL", bytes(Uint8Array.of(0, 255)), [false, true], "bool", [0, 1]],
  ["UINT8", bytes(Uint8Array.of(0, 255)), [0, 255], "uint8", [0, 255]],
  ["INT8", bytes(Int8Array.of(-128, 127)), [-128, 127], "int8", [-128, 127]],
  ["UINT16", bytes(Uint16Array.of(0, 65535)), [0, 65535], "int32", [0, 65535]],
  ["INT16", bytes(Int16Array.of(-32768, 3)), [-32768, 3], "int32", [-32768, 3]],
  ["INT32", bytes(Int32Array.of(-7, 2 ** 30)), [-7, 2 ** 30], "int32", [-7, 2 ** 30]],
  ["UINT32", bytes(Uint32Array.of(1, 2 ** 32 - 1)), [1, 2 ** 32 - 1], "int64", [1n, 4294967295n]],
  ["INT64", bytes(BigInt64Array.of(-1n, 5n)), [-1, 5], "int64", [-1n, 5n]],
  ["UINT64", bytes(BigUint64Array.of(1n, 5n)), [1, 5], "int64", [1n, 5n]],
];

describe("an answer", () => {
  it.each(TYPES)("holds %s in binary and in JSON", (datatype, raw, values, type, expected) => {
    const head = { name: "out", datatype, shape: [2] };
    const text = JSON.stringify({ outputs: [{ ...head, parameters: { binary_data_size: raw.length } }] });
    const headers = { "inference-header-content-length": String(text.length) };
    const json = JSON.stringify({ outputs: [{ ...head, data: values }] });
    for (const answer of [
      { status: 200, headers, body: Buffer.concat([Buffer.from(text), raw]) },
      { status: 200, headers: {}, body: Buffer.from(json) },
    ]) {
      const { tensors } = inferenceAnswer(answer, "m");
      expect({ ...tensors["out"], data: [...(tensors["out"]?.data ?? [])] }).toEqual({
        ...{ type, shape: [2], data: expected },
      });
    }
  });

  it("walks the bytes in its own order, over texts that are no numbers", () => {
    const [first, second] = [Buffer.from("\u0003\0\0\0abc"), bytes(Float32Array.of(0.5))];
    const outputs = [
      { name: "class", datatype: "BYTES", shape: [1], parameters: { binary_data_size: first.length } },
      { name: "in words", datatype: "FP32", shape: [1], data: [0.75] },
      { name: "__proto__", datatype: "FP32", shape: [1], parameters: { binary_data_size: 4 } },
    ];
    const text = JSON.stringify({ model_version: "3", outputs });
    const headers = { "inference-header-content-length": String(text.length) };
    const body = Buffer.concat([Buffer.from(text), first, second]);
    const { tensors, binary, version } = inferenceAnswer({ status: 200, headers, body }, "m");
    expect({ names: Object.keys(tensors), binary, version }).toEqual({
      ...{ names: ["in words", "__proto__"], binary: true, version: "3" },
    });
  });

  it("holds bare words for what is not finite, as some servers write it", () => {
    const body = Buffer.from(
      '{"outputs":[{"name":"m","datatype":"FP32","shape":[4],"data":[NaN,-Infinity, Infinity,1]}]}',
    );
    const { tensors } = inferenceAnswer({ status: 200, headers: {}, body }, "m");
    expect(Array.from(tensors["m"]?.data ?? [], Number)).toEqual([Number.NaN, Number.NaN, Number.NaN, 1]);
  });
});

describe("a request", () => {
  const feeds: ForeignTensors = {
    eight: { type: "uint8", shape: [1, 2], data: Uint8Array.of(0, 255) },
    half: { type: "float16", shape: [2], data: Float32Array.of(0.25, -1.5) },
    yes: { type: "bool", shape: [2], data: Uint8Array.of(1, 0) },
    long: { type: "int64", shape: [1], data: BigInt64Array.of(-3n) },
  };

  it("has its tensors in JSON", () => {
    const { headers, body = [] } = inferenceRequest(feeds, [], { id: "1", encoding: "json" });
    expect(headers).toEqual({ "content-type": "application/json" });
    expect(JSON.parse(Buffer.concat(body).toString())).toEqual({
      id: "1",
      parameters: { binary_data_output: true },
      inputs: [
        { name: "eight", shape: [1, 2], datatype: "UINT8", data: [0, 255] },
        { name: "half", shape: [2], datatype: "FP16", data: [0.25, -1.5] },
        { name: "yes", shape: [2], datatype: "BOOL", data: [true, false] },
        { name: "long", shape: [1], datatype: "INT64", data: [-3] },
      ],
    });
  });

  it("has them as bytes, one after another", () => {
    const { headers, body = [] } = inferenceRequest(feeds, ["a"], { id: "2", encoding: "binary" });
    const all = Buffer.concat(body);
    const end = Number(headers?.["inference-header-content-length"]);
    const { inputs, outputs } = JSON.parse(all.subarray(0, end).toString());
    expect(outputs).toEqual([{ name: "a", parameters: { binary_data: true } }]);
    expect(inputs.map((input: { parameters: unknown }) => input.parameters)).toEqual(
      [2, 4, 2, 8].map((size) => ({ binary_data_size: size })),
    );
    expect([...all.subarray(end)]).toEqual([0, 255, 0, 0x34, 0, 0xbe, 1, 0, 0xfd, ...new Array(7).fill(255)]);
  });
});

describe("metadata", () => {
  it("may say nothing, null, and numbers as text", () => {
    const read = (value: unknown) => metadataIn({ body: Buffer.from(JSON.stringify(value)) }, "m");
    expect(read({ name: "m" })).toEqual({ platform: "", versions: [], inputs: [], outputs: [] });
    const inputs = [{ name: "x", datatype: "UINT8", shape: ["-1", "3", "8", "8"] }];
    expect(read({ versions: null, platform: null, inputs, outputs: null }).inputs).toEqual([
      { name: "x", type: "uint8", shape: [-1, 3, 8, 8] },
    ]);
    expect(() => read({ inputs: [{ name: 3 }] })).toThrow("invalid metadata of m (inputs.0.name)");
  });
});
