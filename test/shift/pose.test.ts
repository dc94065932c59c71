// The poses against their fixtures: outputs, gradients, maps brought back, and what of the part stays in view.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import type { ShiftDefinition } from "../../src/shift/define.ts";
import { scale } from "../../src/shift/pose/scale.ts";
import { tiltX } from "../../src/shift/pose/tilt-x.ts";
import { translateX } from "../../src/shift/pose/translate-x.ts";
import { translateY } from "../../src/shift/pose/translate-y.ts";
import { isInFrame } from "../../src/shift/seen.ts";
import { fixtureBytes, fixtureJson, fixtureTensors } from "../support/fixtures.ts";
import { describeFullSize, describeShiftFixture } from "../support/shift-fixture.ts";

const GRADIENTS = {
  amount: { relative: 1e-3, share: 1e-2 },
  input: { relative: 1e-3, differing: 0.005 },
} as const;
const poses: readonly [name: string, shift: ShiftDefinition, output: number][] = [
  ["translate-x", translateX, 3e-5],
  ["translate-y", translateY, 3e-5],
  ["scale", scale, 2e-5],
  ["tilt", tiltX, 2e-5],
];

for (const [name, shift, output] of poses) describeShiftFixture({ name, shift, output, ...GRADIENTS });

describe("at a working size", () => {
  for (const [name, shift] of poses) describeFullSize(name, shift, { output: 3e-5, amount: true });
});

interface Seen {
  readonly cases: Record<string, { readonly shape: readonly number[]; readonly amounts: readonly number[] }>;
}

describe("what stays in view", () => {
  it.each(poses.map(([name, shift]) => ({ name, place: present(shift.place, "place") })))(
    "$name",
    ({ name, place }) => {
      const tensors = fixtureTensors(`shifts/${name}`);
      for (const [which, { shape, amounts }] of Object.entries(fixtureJson<Seen>(`shifts/${name}`).cases)) {
        const [height = 0, width = 0] = shape.slice(1);
        const size = { width, height };
        const seen = amounts.flatMap((amount) =>
          Array.from({ length: width * height }, (_, pixel) => {
            const from = { x: pixel % width, y: Math.floor(pixel / width) };
            return isInFrame(place(from, amount, size), size) ? 1 : 0;
          }),
        );
        expect(seen, `case ${which}`).toEqual([...fixtureBytes(tensors, `${which}.seen`)]);
      }
    },
  );
});
