// A tolerance that explains itself: on failure, the worst index with both values.

import { expect } from "vitest";

/** Expects |actual - expected| <= absolute + relative * max|expected| everywhere; says where it is worst. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute = 0, relative = 0, what = "values" }: { absolute?: number; relative?: number; what?: string },
): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  let largest = 0;
  for (let index = 0; index < expected.length; index++) {
    largest = Math.max(largest, Math.abs(expected[index] ?? 0));
  }
  const allowed = absolute + relative * largest;
  let worst = -1;
  let worstError = allowed;
  for (let index = 0; index < expected.length; index++) {
    const error = Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN));
    if (!(error <= worstError)) {
      worst = index;
      worstError = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    }
  }
  if (worst >= 0) {
    expect.fail(
      `${what}: element ${worst} of ${expected.length} is ${actual[worst]}, expected ${expected[worst]} (off by ${worstError}, allowed ${allowed})`,
    );
  }
}
