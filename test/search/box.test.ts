// Points drawn from a box, and how many shifts it may have.

import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { random } from "../../src/core/random.ts";
import type { Range, ShiftBox } from "../../src/core/shift.ts";
import { drawPoint } from "../../src/search/box.ts";
import { referenceOptimum } from "../../src/search/reference.ts";
import { STRATEGIES, strategyNamed } from "../../src/search/registry.ts";
import { boxOver, hills, PAPER_SHIFTS, settings, testShift } from "../support/search.ts";

const PARTS: Readonly<Record<string, Range>> = { theta: [-30, 60], hue: [-1, 1], saturation: [0, 0.5] };
const ADDED: ShiftBox = [{ facts: testShift("blur"), range: [0.5, 1.5] }];

describe("a drawn point", () => {
  it("lies in the ranges, and a shift's value does not depend on which others are searched", () => {
    for (let number = 0; number < 40; number++) {
      const all = drawPoint([...boxOver(PAPER_SHIFTS, PARTS), ...ADDED], ["draw", number]);
      expect(Object.keys(all)).toEqual([...PAPER_SHIFTS, "blur"]);
      for (const shift of PAPER_SHIFTS) {
        const [low, high] = PARTS[shift] ?? [0, 0];
        expect(all[shift]).toBeGreaterThanOrEqual(low);
        expect(all[shift]).toBeLessThan(high);
        expect(drawPoint(boxOver([shift], PARTS), ["draw", number])).toEqual({ [shift]: all[shift] });
      }
      expect(all["blur"]).toBeGreaterThanOrEqual(0.5);
      expect(all["blur"]).toBeLessThan(1.5);
      expect(drawPoint(ADDED, ["draw", number])).toEqual({ blur: all["blur"] });
    }
  });

  it("takes the paper's three from one stream, in their order, and every other from its own", () => {
    const parts = [7, "demo", 3] as const;
    const source = random(...parts);
    const [theta, hue, saturation] = [
      source.uniform(-90, 90),
      source.uniform(-Math.PI, Math.PI),
      source.uniform(-0.5, 0.5),
    ];
    const point = drawPoint([...boxOver(), ...ADDED], parts);
    expect(point).toEqual({ theta, hue, saturation, blur: random(...parts, "blur").uniform(0.5, 1.5) });
    expect(drawPoint(boxOver(["saturation"]), parts)).toEqual({ saturation });
  });
});

describe("a box of more than six shifts", () => {
  const boxOf = (count: number): ShiftBox =>
    Array.from({ length: count }, (_, index) => {
      const facts = testShift(`shift-${index}`, { search: { length: 1, edge: 0.2, learningRate: 0.1 } });
      return { facts, range: facts.range };
    });
  const objective = hills({});

  it.each(Object.keys(STRATEGIES))("is refused by %s, which names them", async (name) => {
    const search = strategyNamed(name)(objective, settings({ box: boxOf(7) }));
    await expect(search).rejects.toThrow(InputError);
    await expect(search).rejects.toThrow(
      /at most six shifts: shift-0, shift-1, shift-2, shift-3, shift-4, shift-5, shift-6 are 7/,
    );
  });

  it.each(Object.keys(STRATEGIES))("would be one too many: %s searches six", async (name) => {
    const { best } = await strategyNamed(name)(objective, settings({ box: boxOf(6), budget: 30 }));
    expect(Object.keys(best.point)).toHaveLength(6);
  });

  it("is refused as a reference too", async () => {
    await expect(referenceOptimum(objective, settings({ box: boxOf(7) }), [])).rejects.toThrow(
      /at most six shifts/,
    );
  });
});
