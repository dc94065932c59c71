// What other searches of the same sample had found: candidates at no cost, so that a set of shifts is never found less
// bad than its subsets were.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvariantError } from "../../src/core/errors.ts";
import type { Objective } from "../../src/core/objective.ts";
import { random } from "../../src/core/random.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { keptOf } from "../../src/search/kept.ts";
import { openLedger } from "../../src/search/ledger.ts";
import { polish } from "../../src/search/polish.ts";
import { STRATEGIES, strategyNamed } from "../../src/search/registry.ts";
import { type KnownPoint, orderOf } from "../../src/search/search.ts";
import { stillValley } from "../../src/search/still-valley.ts";
import { surrogateRound } from "../../src/search/surrogate.ts";
import { boxOver, hills, settings } from "../support/search.ts";

const PEAK = { theta: -70, hue: 2.6, saturation: 0.5 };
const OBJECTIVE = hills(PEAK);
const { isWorse } = orderOf(OBJECTIVE);
const NESTING = Object.keys(STRATEGIES).filter((name) => STRATEGIES[name]?.nests === true);

const knownAt = (point: ShiftPoint, pauroc: number | null, loss = 0.1): KnownPoint => ({
  ...{ point, pauroc, loss, imageScore: 0.75 },
});

/** The objective, and every point that it was asked for. */
function heard(objective: Objective): { objective: Objective; asked: ShiftPoint[] } {
  const asked: ShiftPoint[] = [];
  return {
    asked,
    objective: (points, wanted) => {
      asked.push(...points);
      return objective(points, wanted);
    },
  };
}

it("is taken by the strategies of faultline's own bounds, not by what is published as it is", () => {
  expect(NESTING).toEqual(["draft-simplex", "quasi-newton", "simplex", "surrogate", "surrogate-simplex"]);
});

describe.each(NESTING)("%s", (name) => {
  const search = strategyNamed(name);

  it("is never less bad than its subsets were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.integer(), async (budget, seed) => {
        const given = (names: readonly string[], known: readonly KnownPoint[] = []) =>
          settings({ box: boxOver(names), budget, seedParts: [seed], known });
        const theta = await search(OBJECTIVE, given(["theta"]));
        const saturation = await search(OBJECTIVE, given(["saturation"]));
        const known = [theta.best, saturation.best].map(({ point, loss, pauroc, imageScore }) => ({
          ...{ point, loss, pauroc, imageScore },
        }));
        const both = await search(OBJECTIVE, given(["theta", "saturation"], known));
        expect(known.some((one) => isWorse(one, both.best))).toBe(false);
        expect(both.trace.some((one) => isWorse(one, both.best))).toBe(false);
      }),
      { numRuns: 10 },
    );
  });

  it("gives a known winner as it was recorded, and costs nothing for it", async () => {
    const known = knownAt({ theta: 12.5 }, 0.01);
    const { best, trace, evaluations, units } = await search(OBJECTIVE, settings({ known: [known] }));
    expect(best).toEqual({ ...known, restart: 0, step: 0, raw: known.point, known: true });
    expect(evaluations).toBe(trace.length);
    expect(units).toBeLessThanOrEqual(80);
    expect(trace.every((entry) => entry.known === undefined && entry.pauroc !== 0.01)).toBe(true);
  });

  it("finds its own winner where that is worse", async () => {
    const known = [knownAt({ theta: 12.5 }, 0.99), knownAt({ theta: 1, hue: 1 }, null, 9)];
    const { best } = await search(OBJECTIVE, settings({ known, budget: 100 }));
    expect(best.known).toBeUndefined();
    expect(Object.keys(best.point)).toEqual(["theta", "hue", "saturation"]);
  });

  it("is as without where nothing is known", async () => {
    const without = await search(OBJECTIVE, settings());
    expect(await search(OBJECTIVE, settings({ known: [] }))).toEqual(without);
  });
});

describe.each(Object.keys(STRATEGIES).filter((name) => !NESTING.includes(name)))("%s", (name) => {
  it("pays no heed to what is known", async () => {
    const known = [knownAt({ theta: 12.5 }, 0.01)];
    const search = strategyNamed(name);
    expect(await search(OBJECTIVE, settings({ known }))).toEqual(await search(OBJECTIVE, settings()));
    const direct = await STRATEGIES["ensemble"]?.search(OBJECTIVE, settings({ known }));
    expect(direct?.best.known).toBeUndefined();
  });
});

describe("a known point", () => {
  const KNOWN = knownAt({ theta: 45 }, 0.2);
  const POSITION = [0.75, 0.5, 0.5];

  it("stands among the visits behind the unshifted picture, at 0 in what it does not name", async () => {
    const { objective, asked } = heard(OBJECTIVE);
    const ledger = openLedger(objective, settings({ known: [KNOWN] }));
    const visits = await ledger.visit([[0.1, 0.2, 0.3]]);
    expect(visits).toHaveLength(1);
    expect(ledger.visits.map(({ position }) => position[0]?.toFixed(2))).toEqual(["0.50", "0.75", "0.10"]);
    expect(ledger.visits[1]).toEqual({
      ...{ position: POSITION, value: 0.2 - 1e-5, loss: 0.1, imageScore: 0.75, known: true },
    });
    expect(asked).toHaveLength(2);
    expect(ledger.left()).toBe(78);
  });

  it("is where a simplex starts, without being evaluated again", async () => {
    const { objective, asked } = heard(OBJECTIVE);
    const ledger = openLedger(objective, settings({ known: [KNOWN] }));
    await ledger.visit([[0.1, 0.2, 0.3]]);
    await polish(ledger, { basins: 1, units: 3 });
    expect(asked.slice(2).map(({ theta }) => theta)).toEqual([51, 45, 45]);
    expect(asked.some(({ theta, hue, saturation }) => theta === 45 && hue === 0 && saturation === 0)).toBe(
      false,
    );
  });

  it("draws a surrogate's proposals to it", async () => {
    const near = async (known: readonly KnownPoint[]): Promise<number> => {
      const { objective, asked } = heard(async (points) =>
        points.map((point) => ({ point, loss: 0, pauroc: 0.9, imageScore: 0 })),
      );
      const ledger = openLedger(objective, settings({ known }));
      await surrogateRound(ledger, { units: 60, restart: 0, source: random("near") });
      return asked.filter(({ theta = 0 }) => Math.abs(theta - 45) < 10).length;
    };
    expect(await near([knownAt({ theta: 45, hue: 0, saturation: 0 }, 0.1)])).toBeGreaterThan(
      1.5 * (await near([])),
    );
  });

  it("is not evaluated again where it lies in a valley already, but is gone down from", async () => {
    const still = knownAt({ hue: 1 }, 0.1);
    const { objective, asked } = heard(OBJECTIVE);
    const ledger = openLedger(objective, settings({ known: [still] }));
    await ledger.visit([[0.9, 0.1, 0.5]]);
    await stillValley(ledger, { units: 5 });
    expect(asked.some(({ theta, hue, saturation }) => theta === 0 && hue === 1 && saturation === 0)).toBe(
      false,
    );
    const corners = asked.slice(-3).map((point) => Number(point["hue"]?.toFixed(6)));
    expect(corners.filter((hue) => hue === 1)).toHaveLength(2);
  });

  it("was known before the last tenth of the steps", async () => {
    const search = strategyNamed("surrogate-simplex");
    const { flags } = await search(OBJECTIVE, settings({ known: [knownAt({ theta: 3 }, 0.01)] }));
    expect(flags.beforeLastTenth?.pauroc).toBe(0.01);
    expect(flags.worstByValue?.pauroc).toBeGreaterThan(0.01);
  });

  it("that wins is kept first, what lies apart from it in the box behind it", async () => {
    const given = settings({ known: [knownAt({ theta: -90 }, 0.01)] });
    const { best, trace } = await strategyNamed("surrogate-simplex")(OBJECTIVE, given);
    const [first, ...others] = keptOf(trace, best, { box: given.box, order: orderOf(OBJECTIVE) });
    expect(first).toBe(best);
    expect(others).toHaveLength(5);
    for (const { point } of others) {
      const { theta = 0, hue = 0, saturation = 0 } = point;
      const shares = [Math.abs(theta + 90) / 180, Math.abs(hue) / (2 * Math.PI), Math.abs(saturation)];
      expect(Math.max(...shares)).toBeGreaterThan(0.08);
    }
  });

  it("beyond the box is refused", () => {
    for (const point of [{ theta: 91 }, { theta: 0, blur: 1 }])
      expect(() => openLedger(OBJECTIVE, settings({ known: [knownAt(point, 0.5)] }))).toThrow(InvariantError);
  });
});
