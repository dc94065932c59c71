// Tests of paired results: Wilcoxon's signed ranks, McNemar's exact test, Holm's correction, against references and as
// published.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../../src/core/random.ts";
import { holm } from "../../../src/metrics/decisions/holm.ts";
import { mcnemar } from "../../../src/metrics/decisions/mcnemar.ts";
import { normalBelow } from "../../../src/metrics/decisions/normal.ts";
import {
  doubledMidRanks,
  EXACT_UP_TO,
  exactTails,
  normalTails,
  signedRank,
} from "../../../src/metrics/decisions/wilcoxon.ts";
import { DECISIONS, expectLimit, expectNear } from "./fixture.ts";

describe("Wilcoxon's signed-rank test", () => {
  it.each([...DECISIONS.wilcoxon.cases, ...DECISIONS.wilcoxon_holm.members])(
    "agrees with the reference: $name",
    ({ differences, ...expected }) => {
      const own = signedRank(differences);
      expect(own?.n ?? 0).toBe(expected.n);
      expect([own?.plus ?? null, own?.minus ?? null]).toEqual([expected.w_plus, expected.w_minus]);
      expectLimit(own?.pTwoSided ?? null, expected.p_two_sided, "two-sided");
      expectLimit(own?.pLess ?? null, expected.p_less, "less");
      expectLimit(own?.pGreater ?? null, expected.p_greater, "greater");
    },
  );

  it("gives V = 40 and p = 0.01953 for Hollander and Wolfe (1973), page 29: depression before and after a tranquilliser", () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const own = signedRank(before.map((value, index) => value - (after[index] ?? 0)));
    expect(own?.plus).toBe(40);
    expect(own?.pGreater.toFixed(5)).toBe("0.01953");
  });

  it("gives T = 24 and p = 0.0413 for Darwin's maize (1876), in eighths of an inch, as SciPy's manual has it", () => {
    const own = signedRank([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]);
    expect(own?.minus).toBe(24);
    expect(own?.pTwoSided).toBe(0.041259765625);
  });

  it("is the enumeration of all patterns of signs, with ties", () => {
    const difference = fc.integer({ min: -4, max: 4 });
    fc.assert(
      fc.property(fc.array(difference, { minLength: 1, maxLength: 9 }), (differences) => {
        const own = signedRank(differences);
        expect(own === null).toBe(differences.every((value) => value === 0));
        if (own === null) return;
        const sizes = differences.filter((value) => value !== 0).map(Math.abs);
        let [below, above] = [0, 0];
        for (let pattern = 0; pattern < 2 ** sizes.length; pattern++) {
          const plus = plusOf(sizes.map((size, index) => ((pattern >> index) & 1 ? size : -size)));
          if (plus <= own.plus) below++;
          if (plus >= own.plus) above++;
        }
        expect(own.pLess).toBeCloseTo(below / 2 ** sizes.length, 12);
        expect(own.pGreater).toBeCloseTo(above / 2 ** sizes.length, 12);
      }),
    );
  });

  it("stays exact up to 1000 differences, where the approximation beyond is near enough to take over", () => {
    const certain = signedRank(Array.from({ length: EXACT_UP_TO }, (_, index) => index + 1));
    expect([certain?.n, certain?.pGreater]).toEqual([1000, 2 ** -1000]);
    const source = random("signed ranks");
    const sizes = Array.from({ length: EXACT_UP_TO }, () => Math.ceil(Math.abs(20 * source.normal())) || 1);
    const ranks = doubledMidRanks(sizes);
    const middle = (EXACT_UP_TO * (EXACT_UP_TO + 1)) / 2;
    const spread = Math.sqrt(ranks.reduce((sum, rank) => sum + rank ** 2 / 4, 0));
    for (const z of [1, 3]) {
      const fewest = Math.round(middle - z * spread);
      const [exact, approximate] = [exactTails(ranks, fewest), normalTails(ranks, fewest)];
      expect(Math.abs(approximate.below / exact.below - 1), `z = -${z}`).toBeLessThan(0.01);
      expect(Math.abs(approximate.above - exact.above), `z = -${z}`).toBeLessThan(1e-4);
    }
  });

  it("refuses what is not a number", () => {
    expect(() => signedRank([1, Number.NaN])).toThrow("invalid difference NaN");
  });
});

describe("the normal distribution's tail", () => {
  it("has the published values from −20 to 2", () => {
    for (const [z, expected] of [
      [-20, 2.7536241186061556e-89],
      [-5, 2.866515718791933e-7],
      [-3, 0.0013498980316300933],
      [-2.999, 0.0013543365337271],
      [-1.959963984540054, 0.025],
      [-1, 0.15865525393145707],
      [0, 0.5],
      [2, 0.9772498680518208],
    ] as const)
      expect(Math.abs(normalBelow(z) / expected - 1), String(z)).toBeLessThan(1e-12);
  });
});

describe("McNemar's exact test", () => {
  it.each(DECISIONS.mcnemar.cases)("agrees with the reference for $b against $c", ({ b, c, p }) => {
    expectLimit(mcnemar(b, c), p);
    expect(mcnemar(c, b)).toBe(mcnemar(b, c));
  });

  it("gives p = 0.0129 for Armitage and Berry (1994), page 127: two media for tubercle bacilli, 12 against 2", () => {
    expect(mcnemar(12, 2).toFixed(4)).toBe("0.0129");
  });
});

describe("Holm's correction", () => {
  it.each(DECISIONS.holm.cases)("agrees with the reference for $p", ({ p, adjusted }) => {
    for (const [index, own] of holm(p).entries()) expectNear(own, adjusted[index] ?? null);
  });

  it("of a family of signed-rank tests agrees with the reference", () => {
    const { members, adjusted } = DECISIONS.wilcoxon_holm;
    const own = holm(members.map(({ differences }) => signedRank(differences)?.pTwoSided ?? null));
    for (const [index, value] of own.entries()) expectNear(value, adjusted[index] ?? null);
  });

  it("leaves out what was not tested", () => {
    expect(holm([0.02, null, 0.03])).toEqual([0.04, null, 0.04]);
    expect(holm([null])).toEqual([null]);
    expect(holm([])).toEqual([]);
  });
});

/** The rank sum of the positive differences, mid-ranks by counting. */
function plusOf(differences: readonly number[]): number {
  const sizes = differences.map(Math.abs);
  const rank = (size: number): number =>
    sizes.filter((other) => other < size).length + (sizes.filter((other) => other === size).length + 1) / 2;
  return differences.reduce((sum, value) => sum + (value > 0 ? rank(value) : 0), 0);
}
