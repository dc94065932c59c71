// Which points are kept for the object-level bound.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { publishedOrder } from "../../src/core/order.ts";
import { zerosOf } from "../../src/core/shift.ts";
import { KEPT, keptOf } from "../../src/search/kept.ts";
import { type TraceEntry, worstOf } from "../../src/search/search.ts";
import { amount, boxOver, PAPER_SHIFTS } from "../support/search.ts";

const ORDER = publishedOrder("published");
const SETTINGS = { box: boxOver(), order: ORDER };
const ZEROS = zerosOf(PAPER_SHIFTS);

const entry = (theta: number, changes: Partial<TraceEntry> = {}): TraceEntry => {
  const point = { ...ZEROS, theta };
  return {
    ...{ restart: 0, step: 0, raw: point, point, loss: 0, pauroc: 0.9, imageScore: 0.5 },
    ...changes,
  };
};

const entries = fc.constantFrom(true, false).chain((anomalous) =>
  fc.array(
    fc
      .record({
        theta: fc.integer({ min: -90, max: 90 }),
        pauroc: fc.integer({ min: 0, max: 9 }).map((value) => (anomalous ? value / 9 : null)),
        loss: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN)),
        imageScore: fc.integer({ min: 0, max: 9 }),
      })
      .map(({ theta, ...changes }) => entry(theta, changes)),
    { minLength: 1, maxLength: 40 },
  ),
);

const finiteOf = (trace: readonly TraceEntry[]): TraceEntry[] =>
  trace.filter(({ loss }) => Number.isFinite(loss));

describe("the kept points", () => {
  it("begin with the winner, lie apart, are finite, of the trace, and few", () => {
    fc.assert(
      fc.property(entries, (trace) => {
        const best = worstOf(finiteOf(trace), ORDER);
        if (best === null) return;
        const kept = keptOf(trace, best, SETTINGS);
        expect(kept[0]).toBe(best);
        expect(kept.length).toBeLessThanOrEqual(KEPT);
        expect(kept.every((one) => trace.includes(one) && Number.isFinite(one.loss))).toBe(true);
        for (const [index, one] of kept.entries()) {
          for (const other of kept.slice(index + 1)) {
            expect(Math.abs(amount(one.point, "theta") - amount(other.point, "theta"))).toBeGreaterThan(
              0.08 * 180,
            );
          }
        }
        expect(keptOf(trace, best, SETTINGS)).toEqual(kept);
      }),
    );
  });

  it("are worst by pAUROC, by loss, by a low and a high image score in turn", () => {
    const trace = [
      ...[entry(0, { pauroc: 0.1 }), entry(5, { pauroc: 0.2 }), entry(-40, { pauroc: 0.3 })],
      ...[entry(40, { loss: 9 }), entry(80, { imageScore: 0 }), entry(-80, { imageScore: 1 })],
    ];
    const kept = keptOf(trace, present(trace[0], "entry"), SETTINGS, 5);
    expect(kept.map(({ point }) => point["theta"])).toEqual([0, -40, 40, 80, -80]);
  });

  it("are the worst of a trace in any order", () => {
    const trace = [70, 10, -50, 40, -20].map((theta) => entry(theta, { pauroc: 0.5 + theta / 200 }));
    const best = present(trace[2], "entry");
    const two = keptOf(trace, best, SETTINGS, 2).map(({ point }) => point["theta"]);
    expect(two).toEqual([-50, -20]);
    expect(keptOf(trace, best, SETTINGS, 1)).toEqual([best]);
  });

  it("of a sample without a defect are those of high scores", () => {
    const trace = [
      ...[
        entry(0, { loss: 9 }),
        entry(30, { loss: 8 }),
        entry(60, { loss: 1 }),
        entry(-60, { imageScore: 1 }),
      ],
    ].map((one) => ({ ...one, pauroc: null }));
    const kept = keptOf(trace, present(trace[0], "entry"), SETTINGS, 3);
    expect(kept.map(({ point }) => point["theta"])).toEqual([0, 30, -60]);
  });

  it("measure hue around its circle", () => {
    const hue = (value: number): TraceEntry => {
      const point = { ...ZEROS, hue: value };
      return { ...entry(0), raw: point, point };
    };
    const trace = [hue(-3.1), hue(3.1), hue(0)];
    expect(keptOf(trace, present(trace[0], "entry"), SETTINGS)).toEqual([trace[0], trace[2]]);
  });
});
