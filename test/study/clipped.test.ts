// The share of what a detector's final clip hides.

import { expect, it } from "vitest";
import { clippedShares } from "../../src/study/clipped.ts";
import { outcomeAt, recordOf } from "../support/records.ts";

it("counts what lies outside the ends, of maps and of image scores", () => {
  const records = [0.2, 1, 1.4].map((imageScore, index) =>
    recordOf(String(index), { points: [{ ...outcomeAt({}, 0.5), imageScore }, outcomeAt({}, 0.5)] }),
  );
  const maps: Readonly<Record<string, Float32Array>> = {
    0: Float32Array.of(-0.5, 0, 0.5, 1),
    1: Float32Array.of(2, 3),
    2: Float32Array.of(0.25, 0.75),
  };
  const shares = clippedShares(records, { clip: [0, 1] }, ({ key }, index) => {
    expect(index).toBe(0);
    return maps[key] ?? new Float32Array();
  });
  expect(shares).toEqual({ pixels: 3 / 8, imageScores: 1 / 3 });
});

it("has none of maps where there are none", () => {
  const { maps: _none, ...alone } = recordOf("alone");
  const shares = clippedShares([alone], { clip: [0, 0.5] }, () => {
    throw new Error("no map to read");
  });
  expect(shares).toEqual({ pixels: null, imageScores: 1 });
});

it.each([
  ["within", [0.5, 0.5, 0.7, 2], 1 / 2],
  ["beyond", [-1, -1, 0.7, 0.9], 0],
] as const)("counts what it never looks at nowhere, whose filling lies %s", (_where, map, share) => {
  const given = { clip: [0, 1], unseenShare: 0.5 } as const;
  expect(clippedShares([recordOf("cropped")], given, () => Float32Array.from(map)).pixels).toBe(share);
});
