// Parts of a test set: seeded, mixed like the whole, each a part of the next larger one.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { takeSamples } from "../../src/data/subset.ts";
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
});
