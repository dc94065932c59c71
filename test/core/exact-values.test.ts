// Exact values compare as the numbers they are, whatever the types.

import fc from "fast-check";
import { expect, it } from "vitest";
import { asFloat32, compareExact, exactValues } from "../../src/core/exact-values.ts";

const signed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const unsigned = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const double = fc.double({ noNaN: true, noDefaultInfinity: true });

function sign(value: number): number {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

it("orders signed and unsigned integers of 64 bits and float64 as numbers", () => {
  const value = fc.oneof(
    signed.map((number) => ({ number, exact: exactValues(BigInt64Array.of(number)) })),
    unsigned.map((number) => ({ number, exact: exactValues(BigUint64Array.of(number)) })),
    double.map((number) => ({ number, exact: exactValues(Float64Array.of(number)) })),
    // Neighbours beyond 2^53, where float64 has no odd number.
    signed.map((base) => {
      const number = BigInt.asIntN(64, (base >> 8n) * 256n + 1n);
      return { number, exact: exactValues(BigInt64Array.of(number)) };
    }),
  );
  fc.assert(
    fc.property(value, value, (left, right) => {
      const [low, otherLow] = [left.exact.low?.[0] ?? 0, right.exact.low?.[0] ?? 0];
      const compared = compareExact(
        ...([left.exact.high[0] ?? 0, low, right.exact.high[0] ?? 0, otherLow] as const),
      );
      const expected = left.number < right.number ? -1 : left.number > right.number ? 1 : 0;
      expect(sign(compared)).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});

it("tells integers beyond 2^53 apart, the largest too", () => {
  const values = BigUint64Array.of(2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 2n, 2n ** 64n - 1n);
  const { high, low } = exactValues(values);
  expect([...high].map((part, at) => BigInt(part) + BigInt(low?.[at] ?? 0))).toEqual([...values]);
});

it("gives float32 only where nothing is lost", () => {
  expect(asFloat32(Uint16Array.of(0, 65_535))).toEqual(Float32Array.of(0, 65_535));
  expect(asFloat32(Float64Array.of(0.5, -2))).toEqual(Float32Array.of(0.5, -2));
  expect(asFloat32(Float64Array.of(0.5, 0.1))).toBeNull();
  expect(asFloat32(Int32Array.of(2 ** 24 + 1))).toBeNull();
  expect(asFloat32(BigInt64Array.of(2n ** 40n))).toEqual(Float32Array.of(2 ** 40));
  expect(asFloat32(BigInt64Array.of(2n ** 40n + 1n))).toBeNull();
});
