// Kappa and the AIAG figures: the fixture, and worked examples as they were published.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreementOf, attributeAgreement } from "../../../src/metrics/decisions/attribute-agreement.ts";
import { countOf } from "../../../src/metrics/decisions/clopper-pearson.ts";
import { cohensKappa } from "../../../src/metrics/decisions/kappa.ts";
import { DECISIONS, expectLimit, expectNear } from "./fixture.ts";

const rounded = (value: number | null, digits: number): number | null =>
  value === null ? null : Number(value.toFixed(digits));

describe("Cohen's kappa", () => {
  const cases = [
    ...DECISIONS.kappa.cases,
    ...DECISIONS.frozen_threshold.cases.map(({ table, against_truth }) => ({ table, ...against_truth })),
  ];
  it.each(cases)("agrees with the reference for $table", ({ table, kappa, standard_error, interval_95 }) => {
    const own = cohensKappa(table);
    expectNear(own.kappa, kappa, "kappa");
    expectNear(own.standardError, standard_error, "standard error");
    expectNear(own.interval?.[0] ?? null, interval_95?.[0] ?? null, "low");
    expectNear(own.interval?.[1] ?? null, interval_95?.[1] ?? null, "high");
  });

  it("is 0.492 for two clinicians on 200 patients: Cohen (1960), table 1", () => {
    const { kappa } = cohensKappa([
      [88, 14, 18],
      [10, 40, 10],
      [2, 6, 12],
    ]);
    expect(rounded(kappa, 3)).toBe(0.492);
  });

  it("is 0.906 with standard error 0.092 for two pathologists: Kavanagh et al. (BMC Cancer 9:1, 2009), table 2", () => {
    const { kappa, standardError } = cohensKappa([
      [7, 1, 0],
      [0, 8, 0],
      [0, 0, 2],
    ]);
    expect([rounded(kappa, 3), rounded(standardError, 3)]).toEqual([0.906, 0.092]);
  });

  it("is 0.86, 0.78 and 0.79 between the three appraisers of the AIAG manual, Measurement Systems Analysis (2010)", () => {
    const pairs = [
      [
        [44, 6],
        [3, 97],
      ],
      [
        [43, 7],
        [8, 92],
      ],
      [
        [42, 5],
        [9, 94],
      ],
    ];
    expect(pairs.map((table) => rounded(cohensKappa(table).kappa, 2))).toEqual([0.86, 0.78, 0.79]);
  });

  it("does not change when the judges swap or the categories are renamed", () => {
    const cell = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(cell, cell, cell, cell, (a, b, c, d) => {
        const own = cohensKappa([
          [a, b],
          [c, d],
        ]);
        const others = [
          [
            [a, c],
            [b, d],
          ],
          [
            [d, c],
            [b, a],
          ],
        ].map(cohensKappa);
        for (const other of others) {
          expectNear(other.kappa, own.kappa);
          expectNear(other.standardError, own.standardError);
        }
      }),
    );
  });
});

describe("attribute agreement", () => {
  it.each(DECISIONS.aiag.cases)("agrees with the reference, $opportunities.all decisions", (expected) => {
    const own = attributeAgreement(
      expected.reference.map((part) => part === 1),
      expected.decisions.map((row) => row.map((trial) => trial === 1)),
    );
    const { opportunities, interval_95: intervals, verdict } = expected;
    for (const [rate, value, n, interval, judged] of [
      [
        own.effectiveness,
        expected.effectiveness,
        opportunities.all,
        intervals.effectiveness,
        verdict.effectiveness,
      ],
      [own.miss, expected.miss_rate, opportunities.bad, intervals.miss_rate, verdict.miss_rate],
      [
        own.falseAlarm,
        expected.false_alarm_rate,
        opportunities.good,
        intervals.false_alarm_rate,
        verdict.false_alarm_rate,
      ],
    ] as const) {
      if (value === null) {
        expect(rate).toBeNull();
        continue;
      }
      expectNear((rate?.k ?? Number.NaN) / (rate?.n ?? 0), value);
      expect([rate?.n, rate?.verdict]).toEqual([n, judged]);
      expectLimit(rate?.low, interval?.[0] ?? null);
      expectLimit(rate?.high, interval?.[1] ?? null);
    }
    for (const [count, k, interval] of [
      [own.partsAlwaysRight, expected.parts_always_right, expected.parts_always_right_interval_95],
      [own.partsAlwaysAlike, expected.parts_always_alike, expected.parts_always_alike_interval_95],
    ] as const) {
      expect(count.k).toBe(k);
      expectLimit(count.low, interval[0]);
      expectLimit(count.high, interval[1]);
    }
  });

  it("judges by the manual's limits, which belong to the better verdict", () => {
    const verdicts = (right: number, of: number): (string | undefined)[] => {
      const decisions = Array.from({ length: of }, (_, index) => [index < right]);
      const { effectiveness, miss } = attributeAgreement(Array(of).fill(true), decisions);
      const good = decisions.map(([rejected]) => [rejected !== true]);
      const { falseAlarm } = attributeAgreement(Array(of).fill(false), good);
      return [effectiveness.verdict, miss?.verdict, falseAlarm?.verdict];
    };
    expect(verdicts(98, 100)).toEqual(["acceptable", "acceptable", "acceptable"]);
    expect(verdicts(95, 100)).toEqual(["acceptable", "marginal", "acceptable"]);
    expect(verdicts(90, 100)).toEqual(["acceptable", "unacceptable", "marginal"]);
    expect(verdicts(80, 100)).toEqual(["marginal", "unacceptable", "unacceptable"]);
    expect(verdicts(79, 100)).toEqual(["unacceptable", "unacceptable", "unacceptable"]);
  });

  it("has the exact intervals of the AIAG manual's effectiveness table: 42, 45 and 40 of 50 parts", () => {
    const percent = (k: number): number[] => {
      const { low, high } = countOf(k, 50);
      return [low, high].map((limit) => Math.round(100 * (limit ?? Number.NaN)));
    };
    expect([percent(42), percent(45), percent(40)]).toEqual([
      [71, 93],
      [78, 97],
      [66, 90],
    ]);
  });

  it("under a draw takes the decisions at rest as reference", () => {
    const atRest = [true, true, true, false, false, false, false, false];
    const drawn = [true, false, true, false, false, false, true, false];
    const own = agreementOf(atRest, drawn);
    expect(own.table).toEqual([
      [4, 1],
      [1, 2],
    ]);
    expect([own.effectiveness.k, own.miss?.k, own.miss?.n, own.falseAlarm?.k, own.falseAlarm?.n]).toEqual([
      6, 1, 3, 1, 5,
    ]);
    expectNear(own.kappa, cohensKappa(own.table).kappa);
    expect(own.kappaInterval).not.toBeNull();
  });

  it("has no miss rate where nothing was rejected, and no kappa where everything was judged alike", () => {
    const own = agreementOf([false, false], [false, false]);
    expect([own.kappa, own.kappaInterval, own.miss]).toEqual([null, null, null]);
    expect(own.effectiveness).toMatchObject({ k: 2, n: 2, verdict: "acceptable" });
    expect(() => agreementOf([], [])).toThrow("invalid decisions on 0 of 0 parts");
  });
});
