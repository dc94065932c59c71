// What a trace says of the search that left it.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publishedOrder } from "../../src/core/order.ts";
import { type ShiftPoint, zerosOf } from "../../src/core/shift.ts";
import { resultOf } from "../../src/search/result.ts";
import { type TraceEntry, worstOf } from "../../src/search/search.ts";
import { boxOver, testShift } from "../support/search.ts";

const ORDER = publishedOrder("published");
const { isWorse } = ORDER;
const ZEROS = zerosOf(["theta", "hue"]);

const entry = (changes: Partial<TraceEntry>): TraceEntry => ({
  ...{ restart: 0, step: 0, raw: ZEROS, point: ZEROS, loss: 0, pauroc: 0.9, imageScore: 0.5 },
  ...changes,
});

const SETTINGS = { box: boxOver(["theta", "hue"]), order: ORDER };

const at = (point: ShiftPoint): { raw: ShiftPoint; point: ShiftPoint } => {
  const whole = { ...ZEROS, ...point };
  return { raw: whole, point: whole };
};

describe("the order of worst cases", () => {
  const level = fc.record({
    pauroc: fc.option(fc.integer({ min: 0, max: 4 }).map((value) => value / 4)),
    loss: fc.integer({ min: -2, max: 2 }).map((value) => value / 2),
  });

  it("is one: the worst of some is worse than none of them, however they are grouped", () => {
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 8 }), fc.nat(), (levels, cut) => {
        const worst = worstOf(levels, ORDER);
        if (worst === null) throw new Error("there was at least one");
        expect(levels.some((other) => isWorse(other, worst))).toBe(false);
        const parts = [levels.slice(0, cut % levels.length), levels.slice(cut % levels.length)];
        const grouped = worstOf(
          parts.flatMap((part) => worstOf(part, ORDER) ?? []),
          ORDER,
        );
        expect(grouped).toEqual(worst);
      }),
    );
  });

  it("goes by pAUROC, then loss; without a pAUROC by loss; an undefined one is never worse than a number", () => {
    expect(isWorse({ pauroc: 0.4, loss: 0 }, { pauroc: 0.5, loss: 1 })).toBe(true);
    expect(isWorse({ pauroc: 0.5, loss: 1 }, { pauroc: 0.5, loss: 0 })).toBe(true);
    expect(isWorse({ pauroc: null, loss: 1 }, { pauroc: null, loss: 0 })).toBe(true);
    expect(isWorse({ pauroc: null, loss: 9 }, { pauroc: 1, loss: 0 })).toBe(false);
    expect(isWorse({ pauroc: 1, loss: 0 }, { pauroc: null, loss: 9 })).toBe(true);
  });
});

describe("flags", () => {
  it("know the worst before the last tenth of the steps, restarts side by side", () => {
    const restart = (number: number, last: number): TraceEntry[] =>
      Array.from({ length: 10 }, (_, step) =>
        entry({ restart: number, step, pauroc: step === 9 ? last : 0.8 - step / 100 }),
      );
    const { best, flags } = resultOf([...restart(0, 0.7), ...restart(1, 0.2)], SETTINGS);
    expect(best.pauroc).toBe(0.2);
    expect(flags.beforeLastTenth?.pauroc).toBe(0.8 - 8 / 100);
    expect(resultOf([entry({})], SETTINGS).flags.beforeLastTenth).toBeNull();
    // Of 30 steps, the last three.
    const long = Array.from({ length: 30 }, (_, step) => entry({ step, pauroc: 0.9 - step / 100 }));
    expect(resultOf(long, SETTINGS).flags.beforeLastTenth?.pauroc).toBe(0.9 - 26 / 100);
  });

  it("tell gradient steps from evaluations by value", () => {
    const { flags } = resultOf(
      [
        entry({ pauroc: 0.9, gradient: ZEROS }),
        entry({ pauroc: 0.6, gradient: { ...ZEROS, hue: 1 } }),
        entry({ pauroc: 0.1, gradient: { ...ZEROS, hue: Number.NaN } }),
        entry({ pauroc: 0.5 }),
      ],
      SETTINGS,
    );
    expect(flags).toMatchObject({
      ...{ zeroGradientShare: 1 / 3, nonFinite: 1 },
      worstByGradient: { pauroc: 0.6 },
      worstByValue: { pauroc: 0.5 },
    });
    expect(resultOf([entry({})], SETTINGS).flags.worstByGradient).toBeNull();
  });

  it("see a winner at the border of a range, of which a whole circle has none", () => {
    const border = (point: ShiftPoint): boolean => {
      const trace = [entry({}), entry({ ...at(point), pauroc: 0.1 })];
      return resultOf(trace, SETTINGS).flags.atBorder;
    };
    expect([border({ theta: 90 }), border({ theta: 89 }), border({ hue: -Math.PI })]).toEqual([
      ...[true, false, false],
    ]);
  });

  it("see no border at 0 of a shift with one side, nor where a shift is not named", () => {
    const blur = testShift("blur");
    const box = [{ facts: blur, range: [0, 1] as const }, ...boxOver(["theta"], { theta: [0, 10] })];
    const border = (point: ShiftPoint): boolean =>
      resultOf([entry({ ...{ raw: point, point } })], { box, order: ORDER }).flags.atBorder;
    expect(border({ blur: 0, theta: 5 })).toBe(false);
    expect(border({ blur: 1, theta: 5 })).toBe(true);
    expect(border({ blur: 0.5, theta: 0 })).toBe(true);
    expect(border({ blur: 0.5 })).toBe(false);
  });
});
