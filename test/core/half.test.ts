// Half precision against its definition: IEEE 754-2008, 3.4: (−1)^s · 2^(e−15) · (1 + f/1024), subnormals 2^−14 · f/1024.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBfloat16, decodeFloat16, encodeFloat16 } from "../../src/core/half.ts";

const ALL_BITS = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

function half(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return (
    sign * (exponent === 0 ? 2 ** -14 * (fraction / 1024) : 2 ** (exponent - 15) * (1 + fraction / 1024))
  );
}

describe("float16", () => {
  it("decodes all 65,536 patterns as defined, signed zeros too", () => {
    expect([...decodeFloat16(ALL_BITS)]).toEqual([...ALL_BITS].map(half));
  });

  it("encodes every representable value to its own pattern", () => {
    const numbers = ALL_BITS.filter((bits) => !Number.isNaN(half(bits)));
    expect(encodeFloat16(decodeFloat16(numbers))).toEqual(numbers);
  });

  it("keeps NaN and saturates to infinity at 65,520, halfway beyond the largest number", () => {
    const encoded = encodeFloat16(Float32Array.of(Number.NaN, 65_519.99, 65_520, -65_520, 3e38));
    expect([...decodeFloat16(encoded)]).toEqual([
      Number.NaN,
      65_504,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it("rounds to the nearest, ties to the even pattern", () => {
    const finite = fc.integer({ min: 0, max: 0x7bfe });
    fc.assert(
      fc.property(
        finite,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (bits, part, negative) => {
          const value = Math.fround(half(bits) + part * (half(bits + 1) - half(bits)));
          const distance = Math.abs(value - half(bits)) - Math.abs(value - half(bits + 1));
          const expected = distance === 0 ? bits + (bits & 1) : distance < 0 ? bits : bits + 1;
          const [encoded] = encodeFloat16(Float32Array.of(negative ? -value : value));
          expect(encoded).toBe(negative ? expected | 0x8000 : expected);
        },
      ),
      {
        numRuns: 2000,
        examples: [
          [0, 0.5, false],
          [1, 0.5, true],
          [0x3ff, 0.5, false],
          [0x3c00, 0.5, false],
        ],
      },
    );
  });
});

describe("bfloat16", () => {
  it("is the upper half of a float32", () => {
    expect([...decodeBfloat16(Uint16Array.of(0x3f80, 0xc049, 0x0000, 0x8000, 0x7f80, 0x0001))]).toEqual([
      1,
      -3.140625,
      0,
      -0,
      Number.POSITIVE_INFINITY,
      2 ** -133,
    ]);
  });

  it("differs from a float32 by less than one part in 128", () => {
    fc.assert(
      fc.property(fc.float({ min: -(2 ** 100), max: 2 ** 100, noNaN: true }), (value) => {
        const upper = (new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0) >>> 16;
        const [decoded = Number.NaN] = decodeBfloat16(Uint16Array.of(upper));
        expect(Math.abs(decoded - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) / 128, 2 ** -133));
      }),
    );
  });
});
