// Parts of a test set: seeded, mixed like the whole, each a part of the next larger one.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/data/dataset.ts";
import { subsetGaps, takeSamples } from "../../src/data/subset.ts";
import { memorySample } from "../support/study.ts";

/** Samples with so many of each defect. */
const samplesOf = (counts: Readonly<Record<string, number>>): ReturnType<typeof memorySample>[] =>
  Object.entries(counts).flatMap(([defect, count]) =>
    Array.from({ length: count }, (_, index) => memorySample("nut", defect, index)),
  );

const ids = (samples: readonly { id: string }[]): string[] => samples.map(({ id }) => id);

const mixtures = fc.record({
  good: fc.integer({ min: 0, max: 12 }),
  crack: fc.integer({ min: 0, max: 12 }),
  stain: fc.integer({ min: 0, max: 12 }),
});

describe("a subset", () => {
  it("is a prefix of the next larger one, up to all samples, sorted by id", () => {
    fc.assert(
      fc.property(mixtures, fc.integer(), (counts, seed) => {
        const samples = samplesOf(counts);
        let previous: string[] = [];
        for (let count = 0; count <= samples.length + 1; count++) {
          const taken = ids(takeSamples(samples, count, seed));
          expect(taken).toHaveLength(Math.min(count, samples.length));
          expect(taken).toEqual([...taken].sort());
          expect(taken).toEqual(expect.arrayContaining(previous));
          previous = taken;
        }
      }),
      { numRuns: 40 },
    );
  });

  it("depends on the seed and the samples, not on their order", () => {
    fc.assert(
      fc.property(mixtures, fc.integer(), fc.nat(40), (counts, seed, count) => {
        const samples = samplesOf(counts);
        expect(ids(takeSamples([...samples].reverse(), count, seed))).toEqual(
          ids(takeSamples(samples, count, seed)),
        );
      }),
    );
    const many = samplesOf({ good: 50 });
    expect(ids(takeSamples(many, 10, 1))).not.toEqual(ids(takeSamples(many, 10, 2)));
  });

  it("spreads evenly over defects of equal number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.integer(), fc.nat(30), (each, seed, count) => {
        const taken = takeSamples(samplesOf({ good: each, crack: each, stain: each }), count, seed);
        const share = ["good", "crack", "stain"].map(
          (name) => taken.filter(({ defect }) => defect === name).length,
        );
        expect(Math.max(...share) - Math.min(...share)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("keeps the mixture of unequal numbers", () => {
    const taken = takeSamples(samplesOf({ good: 60, crack: 30, stain: 10 }), 10, 0);
    const share = (name: string): number => taken.filter(({ defect }) => defect === name).length;
    expect([share("good"), share("crack"), share("stain")]).toEqual([6, 3, 1]);
  });

  it("keeps the mixture of normal and defective samples, however many defects these are of", () => {
    const taken = takeSamples(samplesOf({ good: 60, crack: 10, stain: 10, dent: 10, hole: 10 }), 5, 0);
    expect(taken.filter(({ anomalous }) => anomalous)).toHaveLength(2);
  });

  it("begins with a sample that has a defect, then one that has none, whatever the mixture", () => {
    fc.assert(
      fc.property(mixtures, fc.integer(), fc.integer({ min: 1, max: 12 }), (counts, seed, count) => {
        const samples = samplesOf(counts);
        const has = (some: readonly Sample[], anomalous: boolean): boolean =>
          some.some((sample) => sample.anomalous === anomalous);
        const taken = takeSamples(samples, count, seed);
        if (count === 1 && has(samples, true)) expect(has(taken, false)).toBe(false);
        if (count < 2) return;
        for (const anomalous of [true, false]) expect(has(taken, anomalous)).toBe(has(samples, anomalous));
      }),
    );
  });

  it("favours no defect: which one comes first is the seed's choice", () => {
    const samples = samplesOf({ good: 3, crack: 3, dent: 3, stain: 3 });
    const first = Array.from({ length: 20 }, (_, seed) => takeSamples(samples, 1, seed)[0]?.defect);
    expect(new Set(first).size).toBe(3);
  });

  it("is the same one as ever", () => {
    const samples = samplesOf({ good: 6, crack: 3, stain: 3 });
    const grown = [1, 2, 3, 4, 5, 6].map((count) => ids(takeSamples(samples, count, 7)));
    const added = grown.map((taken, index) => taken.filter((id) => !grown[index - 1]?.includes(id)));
    expect(added.flat()).toEqual([
      "nut/test/crack/001.png",
      "nut/test/good/000.png",
      "nut/test/stain/000.png",
      "nut/test/good/004.png",
      "nut/test/crack/000.png",
      "nut/test/good/005.png",
    ]);
  });

  it("of 150,000 samples is taken in no time that grows with their square", () => {
    const one = memorySample("nut", "good", 0);
    const samples = Array.from({ length: 150_000 }, (_, index) => ({
      ...one,
      ...{ id: String(index), defect: `defect ${index % 8}`, anomalous: index % 2 === 0 },
    }));
    expect(takeSamples(samples, 1000, 0).filter(({ anomalous }) => anomalous)).toHaveLength(500);
  });
});

describe("what a subset cannot show", () => {
  const gaps = (counts: Readonly<Record<string, number>>, count: number): string[] => {
    const samples = samplesOf(counts);
    return subsetGaps(samples, takeSamples(samples, count, 0));
  };

  it("is nothing where every kind is in it", () => {
    expect(gaps({ good: 60, crack: 40 }, 2)).toEqual([]);
    expect(gaps({ good: 1, crack: 1, stain: 1 }, 3)).toEqual([]);
  });

  it("is said of the metrics and the defects", () => {
    expect(gaps({ good: 60, crack: 40 }, 1)).toEqual([
      "no picture without a defect among 1 of 100 test pictures: image AUROC is undefined",
    ]);
    expect(gaps({ good: 3 }, 5)).toEqual([
      "no picture with a defect among 3 test pictures: pixel metrics and image AUROC are undefined",
    ]);
    expect(gaps({ good: 10, crack: 10, stain: 1, dent: 1 }, 3)).toEqual([
      "no pictures of dent, stain among 3 of 22 test pictures",
    ]);
  });
});
