// The .npy format: what we write comes back, what numpy writes is read, and damage is told apart from data.

import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { raiseLimits } from "../../src/core/limits.ts";
import { decodeFloat32Npy, decodeNpy, encodeNpy } from "../../src/core/npy.ts";
import { elementCount, tensor } from "../../src/core/tensor.ts";
import { npyFile } from "../support/raw-pictures.ts";

/** A file as numpy writes it, version 1 or 2. */
function npy(header: string, body: ArrayBufferView, version: 1 | 2 = 1): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const start = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(start + text.length + body.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(text, start);
  bytes.set(new Uint8Array(body.buffer, body.byteOffset, body.byteLength), start + text.length);
  return bytes;
}

const header = (descr: string, shape: string): string =>
  `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;

describe("writing", () => {
  it("gives back every shape and every float32, bit for bit", () => {
    const arrays = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) =>
      fc
        .array(fc.float({ noDefaultInfinity: false }), {
          minLength: elementCount(shape),
          maxLength: elementCount(shape),
        })
        .map((values) => tensor(shape, values)),
    );
    fc.assert(
      fc.property(arrays, (array) => {
        const back = decodeFloat32Npy(encodeNpy(array), "a.npy");
        expect(back.shape).toEqual(array.shape);
        expect(back.data).toEqual(array.data);
      }),
    );
  });

  it("is a version 1.0 file whose values begin at a multiple of 64, as numpy aligns them", () => {
    const bytes = encodeNpy(tensor([3], [1, 2, 3]));
    expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    expect((bytes.length - 12) % 64).toBe(0);
    const text = new TextDecoder().decode(bytes.subarray(10, bytes.length - 12));
    expect(text).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3,\), \} *\n$/);
  });
});

describe("reading", () => {
  it.each([
    ["f4", Float32Array.of(0.5, -2)],
    ["f8", Float64Array.of(0.1, -2)],
    ["i1", Int8Array.of(7, -2)],
    ["i2", Int16Array.of(7, -2)],
    ["i4", Int32Array.of(7, -2)],
    ["i8", BigInt64Array.of(2n ** 62n + 1n, -2n)],
    ["u1", Uint8Array.of(0, 255)],
    ["u2", Uint16Array.of(0, 65_535)],
    ["u4", Uint32Array.of(0, 2 ** 32 - 1)],
    ["u8", BigUint64Array.of(0n, 2n ** 64n - 1n)],
    ["b1", Uint8Array.of(0, 1)],
  ])("takes %s in its own precision, of either byte order", (type, data) => {
    for (const order of ["<", ">", "|"]) {
      if (order === "|" && data.BYTES_PER_ELEMENT > 1) continue;
      expect(decodeNpy(npyFile(`${order}${type}`, [2], data), "a.npy")).toEqual({ shape: [2], type, data });
    }
  });

  it("takes half precision as float32", () => {
    const halves = npyFile("<f2", [3], Uint16Array.of(0x3c00, 0xc000, 0x3555));
    expect(decodeNpy(halves, "a.npy").data).toEqual(Float32Array.of(1, -2, 0.333251953125));
  });

  it("takes Fortran order as C order", () => {
    const columns = npyFile("<i2", [2, 3], Int16Array.of(11, 21, 12, 22, 13, 23), "Fortran");
    expect(decodeNpy(columns, "a.npy")).toEqual({
      ...{ shape: [2, 3], type: "i2" },
      data: Int16Array.of(11, 12, 13, 21, 22, 23),
    });
    const cube = npyFile("|u1", [2, 1, 3], Uint8Array.of(1, 4, 2, 5, 3, 6), "Fortran");
    expect(decodeNpy(cube, "a.npy").data).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
  });

  it("takes Fortran order of any rank, element size and alignment", () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });
    const element = fc.constantFrom(Uint8Array, Uint16Array, Float32Array, Float64Array);
    fc.assert(
      fc.property(shapes, element, fc.nat(7), (shape, type, offset) => {
        const names = { Uint8Array: "|u1", Uint16Array: "<u2", Float32Array: "<f4", Float64Array: "<f8" };
        const count = elementCount(shape);
        // The value at an index is its place in C order; Fortran order lists the first axis fastest.
        const [inFile, inOrder] = [new type(count), new type(count)];
        for (let at = 0; at < count; at++) {
          let [rest, place] = [at, 0];
          for (const [axis, extent] of shape.entries()) {
            place += (rest % extent) * elementCount(shape.slice(axis + 1));
            rest = Math.floor(rest / extent);
          }
          inFile[at] = place;
          inOrder[at] = at;
        }
        const file = npyFile(names[type.name as keyof typeof names], shape, inFile, "Fortran");
        const moved = new Uint8Array(file.length + offset);
        moved.set(file, offset);
        const { data } = decodeNpy(moved.subarray(offset), "a.npy");
        expect(data).toEqual(inOrder);
      }),
      // Bytes hold no more than 256 different places.
      { numRuns: 60, examples: [[[3, 2, 3, 4, 4], Uint8Array, 0]] },
    );
  });

  it("transposes planes larger than a block", () => {
    const [rows, columns] = [70, 45];
    const columnsFirst = Float64Array.from(
      { length: rows * columns },
      (_, at) => (at % rows) * columns + Math.floor(at / rows),
    );
    const { data } = decodeNpy(npyFile("<f8", [rows, columns], columnsFirst, "Fortran"), "a.npy");
    expect(data).toEqual(Float64Array.from({ length: rows * columns }, (_, at) => at));
  });

  it("takes version 2 headers, and bytes that lie anywhere in a buffer", () => {
    const file = npy(header("<f4", "(1, 2)"), Float32Array.of(1, 2), 2);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(decodeNpy(shifted.subarray(3), "a.npy")).toEqual({
      ...{ shape: [1, 2], type: "f4" },
      data: Float32Array.of(1, 2),
    });
  });

  it.each([
    ["text", new TextEncoder().encode("not an array at all"), /not a \.npy file/],
    ["nothing", new Uint8Array(), /not a \.npy file/],
    ["complex numbers", npy(header("<c8", "(1,)"), Float64Array.of(1)), /dtype <c8; expected f2, f4, f8/],
    [
      "long doubles",
      npy(header("<f16", "(1,)"), new Float64Array(2)),
      /dtype <f16; .*convert it with astype/,
    ],
    [
      "too few values",
      npy(header("<f4", "(2, 2)"), Float32Array.of(1)),
      /4 bytes of data for shape \(2, 2\)/,
    ],
    ["too many values", npy(header("<f4", "(1,)"), Float32Array.of(1, 2)), /8 bytes of data/],
    [
      "more values than numbers can count",
      npy(header("<f4", "(3, 99999999999999999999)"), Float32Array.of(1)),
      /no array has/,
    ],
    [
      "a product that is no safe integer",
      npy(header("<f4", "(4294967296, 4294967296)"), Float32Array.of(1)),
      /no array has/,
    ],
    [
      "nine axes",
      npy(header("<f4", `(${"1, ".repeat(9)})`), Float32Array.of(1)),
      /9 axes; expected at most 8/,
    ],
    [
      "nothing along one axis and all along another",
      npy(header("<f4", `(0, ${"9, ".repeat(6)})`), Float32Array.of(1)),
      /no array has|4 bytes of data/,
    ],
    [
      "a header that claims 4 GB",
      Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 255, 255, 255, 255),
      /its header claims 4294967295 bytes/,
    ],
    [
      "a dtype with a terminal's commands in it",
      npy(header("\u001b[2J\n", "(1,)"), Float32Array.of(1)),
      /^\P{Cc}*$/u,
    ],
    ["a header without a shape", npy("{'descr': '<f4'}", Float32Array.of(1)), /malformed/],
  ])("refuses %s, naming the file", (_, bytes, why) => {
    expect(() => decodeNpy(bytes, "maps/a.npy")).toThrow(InputError);
    expect(() => decodeNpy(bytes, "maps/a.npy")).toThrow(/^invalid array maps\/a\.npy: /);
    expect(() => decodeNpy(bytes, "maps/a.npy")).toThrow(why);
  });

  it("is limited in bytes", () => {
    const restore = raiseLimits("array-bytes=15");
    onTestFinished(restore);
    const why = /^invalid array a\.npy: 16 bytes of a \.npy file, at most 15; .*array-bytes=16$/;
    expect(() => decodeNpy(npyFile("<f4", [4], new Float32Array(4)), "a.npy")).toThrow(why);
    // Half precision takes twice its bytes as float32.
    expect(() => decodeNpy(npyFile("<f2", [4], new Uint16Array(4)), "a.npy")).toThrow(why);
  });

  it("refuses a file cut off anywhere", () => {
    const whole = encodeNpy(tensor([2, 3], [1, 2, 3, 4, 5, 6]));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(() => decodeNpy(whole.subarray(0, length), "a.npy")).toThrow(InputError);
      }),
    );
  });
});
