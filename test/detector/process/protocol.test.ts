// Answers out of a stream: arrays of any type, in pieces of any size.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeNpy } from "../../../src/core/npy.ts";
import { tensor } from "../../../src/core/tensor.ts";
import { type AnswerKind, answerKinds, answerReader } from "../../../src/detector/process/protocol.ts";

/** An array as numpy writes it. */
function npy(descr: string, shape: string, values: ArrayBufferView): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\0\0\0${text}`, "latin1");
  start.writeUInt16LE(text.length, 8);
  return Buffer.concat([start, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]);
}

const read = (kinds: readonly AnswerKind[], ...arrays: Uint8Array[]) =>
  answerReader(kinds, null).take(Buffer.concat(arrays));

describe("answers", () => {
  it("are the same in whatever pieces they come", () => {
    const bytes = Buffer.concat([
      ...[encodeNpy(tensor([2, 3], [1, 2, 3, 4, 5, 6])), npy("<f8", "(1,)", Float64Array.of(0.1))],
      npy("|b1", "()", Uint8Array.of(1)),
    ]);
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (places) => {
        const ends = [...places.sort((left, right) => left - right), bytes.length];
        const reader = answerReader(["map", "score", "label"], { width: 3, height: 2 });
        const taken = ends.map((end, at) => reader.take(bytes.subarray(ends[at - 1] ?? 0, end)));
        expect(taken.slice(0, -1)).toEqual(places.map(() => null));
        expect(taken.at(-1)).toEqual({
          ...{ map: Float32Array.of(1, 2, 3, 4, 5, 6), mapSize: { width: 3, height: 2 } },
          ...{ imageScore: 0.1, label: true },
        });
      }),
    );
  });

  it.each([
    ["<f2", Uint16Array.of(0x3c00, 0xc000)],
    ["<f4", Float32Array.of(1, -2)],
    ["<f8", Float64Array.of(1, -2)],
    ["<i4", Int32Array.of(1, -2)],
    ["<i8", BigInt64Array.of(1n, -2n)],
    ["|i1", Int8Array.of(1, -2)],
  ])("may be of type %s; without a score it is the map's maximum", (descr, values) => {
    expect(read(["map"], npy(descr, "(1, 1, 2)", values))).toEqual({
      ...{ map: Float32Array.of(1, -2), mapSize: { width: 2, height: 1 }, imageScore: 1 },
    });
  });

  it("may be a score alone", () => {
    expect(read(["score"], npy("<f8", "()", Float64Array.of(-3.5)))).toEqual({
      ...{ map: null, mapSize: null, imageScore: -3.5 },
    });
  });

  it.each([
    [["score"], npy("<f4", "(2,)", Float32Array.of(1, 2)), "its score has shape (2); expected () or (1,)"],
    [
      ["score"],
      npy("<f8", "()", Float64Array.of(Infinity)),
      "its score is Infinity; expected a finite number",
    ],
    [
      ["map"],
      npy("<f4", "(2,)", Float32Array.of(1, 2)),
      "its map has shape (2); expected (H, W) or (1, H, W)",
    ],
    [["map"], npy("<f8", "(1, 1)", Float64Array.of(1e300)), "its map holds 1e+300; expected finite numbers"],
    [["score", "label"], npy("|u1", "()", Uint8Array.of(2)), "its label is 2; expected 0 or 1"],
    [
      ["score"],
      npy("<c8", "()", Float64Array.of(1)),
      "invalid array of the score: dtype <c8; expected f2, f4, f8",
    ],
    [
      ["score"],
      Buffer.from("\x93NUMPY\x01\0\xff\xff".padEnd(5000), "latin1"),
      "its score is longer than 4096 bytes",
    ],
  ] as const)("of %j that are none", (kinds, array, message) => {
    const score = encodeNpy(tensor([], [0]));
    expect(() => read(kinds, ...(kinds.length > 1 ? [score] : []), array)).toThrow(message);
  });

  it("are named in the program's order", () => {
    expect(answerKinds("score, map,label")).toEqual(["score", "map", "label"]);
    for (const wrong of ["", "label", "map,map", "mask", "map,"])
      expect(() => answerKinds(wrong)).toThrow(`invalid answers "${wrong}"; expected map, score or both`);
  });
});

describe("a map that is larger than there may be", () => {
  it.each([
    ["(9000, 9000)", "<f4", "its map has 81000000 pixels of a picture, at most 64000000"],
    ["(6000, 6000)", "<f8", "its map has 288000000 bytes of a .npy file, at most 200000000"],
  ])("is refused by its header: %s %s", (shape, descr, message) => {
    expect(() => read(["map"], npy(descr, shape, new Uint8Array()))).toThrow(message);
  });
});
