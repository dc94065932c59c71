// The .npy format: what we write comes back, what numpy writes is read, and damage is told apart from data.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { decodeNpy, encodeNpy } from "../../src/core/npy.ts";
import { elementCount, tensor } from "../../src/core/tensor.ts";

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

const header = (descr: string, shape: string, fortran = "False"): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

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
        const back = decodeNpy(encodeNpy(array), "a.npy");
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
    ["<f4", Float32Array.of(0.5, -2)],
    ["<f8", Float64Array.of(0.1, -2)],
    ["<i4", Int32Array.of(7, -2)],
    ["|u1", Uint8Array.of(0, 255)],
    ["|b1", Uint8Array.of(0, 1)],
  ])("takes %s", (descr, data) => {
    expect(decodeNpy(npy(header(descr, "(2,)"), data), "a.npy")).toEqual({ shape: [2], data });
  });

  it("takes version 2 headers, and bytes that lie anywhere in a buffer", () => {
    const file = npy(header("<f4", "(1, 2)"), Float32Array.of(1, 2), 2);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(decodeNpy(shifted.subarray(3), "a.npy")).toEqual({ shape: [1, 2], data: Float32Array.of(1, 2) });
  });

  it.each([
    ["text", new TextEncoder().encode("not an array at all"), /not a \.npy file/],
    ["nothing", new Uint8Array(), /not a \.npy file/],
    ["Fortran order", npy(header("<f4", "(1,)", "True"), Float32Array.of(1)), /Fortran order/],
    ["another type", npy(header("<c8", "(1,)"), Float64Array.of(1)), /dtype <c8; expected one of <f4, <f8/],
    ["the other byte order", npy(header(">f4", "(1,)"), Float32Array.of(1)), /dtype >f4/],
    [
      "too few values",
      npy(header("<f4", "(2, 2)"), Float32Array.of(1)),
      /4 bytes of data for shape \(2, 2\)/,
    ],
    ["too many values", npy(header("<f4", "(1,)"), Float32Array.of(1, 2)), /8 bytes of data/],
    ["a header without a shape", npy("{'descr': '<f4'}", Float32Array.of(1)), /malformed/],
  ])("refuses %s, naming the file", (_, bytes, why) => {
    expect(() => decodeNpy(bytes, "maps/a.npy")).toThrow(InputError);
    expect(() => decodeNpy(bytes, "maps/a.npy")).toThrow(/^invalid array maps\/a\.npy: /);
    expect(() => decodeNpy(bytes, "maps/a.npy")).toThrow(why);
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
