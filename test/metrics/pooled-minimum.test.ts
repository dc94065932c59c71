// The object-level choice against every choice there is, on pools small enough to try them all.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import { type PoolMap, type PoolSample, pooledMinimum } from "../../src/metrics/pooled-minimum.ts";
import { slotMarks } from "../../src/metrics/score-slots.ts";

/** Share of (anomalous, normal) pairs of a pool in the right order, ties a half; null without a pair. */
function pairwise(maps: readonly PoolMap[]): number | null {
  const pixels = maps.flatMap(({ map, mask }) =>
    [...map].map((score, at) => ({ score, label: mask[at] ?? 0 })),
  );
  const [anomalous, normal] = [1, 0].map((label) => pixels.filter((pixel) => pixel.label === label));
  let right = 0;
  for (const { score } of anomalous ?? []) {
    for (const other of normal ?? []) right += score > other.score ? 1 : score === other.score ? 0.5 : 0;
  }
  const pairs = (anomalous?.length ?? 0) * (normal?.length ?? 0);
  return pairs === 0 ? null : right / pairs;
}

/** Every way to take one candidate of each sample. */
function choices(samples: readonly (readonly PoolMap[])[]): number[][] {
  return samples.reduce<number[][]>(
    (all, maps) => all.flatMap((choice) => maps.map((_, candidate) => [...choice, candidate])),
    [[]],
  );
}

const poolAt = (samples: readonly (readonly PoolMap[])[], choice: readonly number[]): PoolMap[] =>
  samples.map((maps, index) => present(maps[choice[index] ?? 0], "map"));

const asPool = (samples: readonly (readonly PoolMap[])[]): PoolSample[] =>
  samples.map((maps) => ({
    candidates: maps.length,
    read: (candidate) => present(maps[candidate], "map"),
  }));

const score = fc.integer({ min: -3, max: 5 }).map((value) => value / 8);
const label = fc.integer({ min: 0, max: 1 });

/** Samples of one mask each (or, `turning`, a mask per candidate) with up to three candidates of few pixels. */
const pools = (turning: boolean): fc.Arbitrary<PoolMap[][]> => {
  const sample = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }))
    .chain(([size, count]) => {
      const exactly = { minLength: size, maxLength: size };
      const masks = turning
        ? fc.array(fc.array(label, exactly), { minLength: count, maxLength: count })
        : fc.array(label, exactly).map((mask) => new Array<number[]>(count).fill(mask));
      const maps = fc.array(fc.array(score, exactly), { minLength: count, maxLength: count });
      return fc.tuple(maps, masks).map(([scores, labels]) =>
        scores.map((map, index) => ({
          map: Float32Array.from(map),
          mask: Uint8Array.from(labels[index] ?? []),
        })),
      );
    });
  return fc.array(sample, { minLength: 1, maxLength: 4 });
};

describe.each([
  ["masks that stay", false],
  ["masks that turn with the picture", true],
])("the lowest pooled pAUROC, %s", (_, turning) => {
  it("is that of its choice, never above its starts, and lowered by no other candidate of one sample", () => {
    fc.assert(
      fc.property(pools(turning), fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), (samples, drawn) => {
        const zeros = samples.map(() => 0);
        const other = samples.map((maps, index) => (drawn[index] ?? 0) % maps.length);
        const { choice, pauroc } = pooledMinimum(asPool(samples), [zeros, other]);
        const value = (at: readonly number[]): number =>
          pairwise(poolAt(samples, at)) ?? Number.POSITIVE_INFINITY;
        expect(pauroc ?? Number.POSITIVE_INFINITY).toBe(value(choice));
        for (const start of [zeros, other]) expect(value(choice)).toBeLessThanOrEqual(value(start));
        for (const [index, maps] of samples.entries()) {
          for (const candidate of maps.keys()) {
            expect(value(choice.with(index, candidate))).toBeGreaterThanOrEqual(value(choice));
          }
        }
        const lowest = Math.min(...choices(samples).map(value));
        expect(value(choice)).toBeGreaterThanOrEqual(lowest);
      }),
      { numRuns: 300 },
    );
  });

  it("is the lowest of all choices for one sample, and for two in most draws", () => {
    let [reached, drawn] = [0, 0];
    fc.assert(
      fc.property(pools(turning), (samples) => {
        const few = samples.slice(0, 2);
        const { pauroc } = pooledMinimum(asPool(few), [few.map(() => 0)]);
        const values = choices(few).map(
          (choice) => pairwise(poolAt(few, choice)) ?? Number.POSITIVE_INFINITY,
        );
        const lowest = Math.min(...values);
        if (few.length === 1) expect(pauroc ?? Number.POSITIVE_INFINITY).toBe(lowest);
        drawn++;
        reached += Number((pauroc ?? Number.POSITIVE_INFINITY) === lowest);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(reached / drawn).toBeGreaterThan(0.9);
  });
});

describe("choosing", () => {
  const mapOf = (scores: readonly number[], mask: readonly number[]): PoolMap => ({
    map: Float32Array.from(scores),
    mask: Uint8Array.from(mask),
  });

  it("prefers what hurts the pool to what hurts the sample", () => {
    // By itself the first candidate of the first sample is the worst (0); but all its scores are high.
    const first = [mapOf([0.9, 0.95], [1, 0]), mapOf([0.2, 0.1], [1, 0])];
    const second = [mapOf([0.5, 0.5, 0.5], [0, 0, 0])];
    const { choice, pauroc } = pooledMinimum(asPool([first, second]), [[0, 0]]);
    expect([choice, pauroc]).toEqual([[1, 0], 0.25]);
  });

  it("stays where nothing is lowered, and says so of a pool without a pair", () => {
    const same = mapOf([0.5, 0.4], [1, 0]);
    expect(pooledMinimum(asPool([[same, same]]), [[1]])).toEqual({ choice: [1], pauroc: 1, sweeps: 1 });
    expect(pooledMinimum(asPool([[mapOf([0.5], [0]), mapOf([0.1], [0])]]), [[0]]).pauroc).toBeNull();
  });
});

describe("places of scores", () => {
  it("are those among the sorted distinct anomalous scores, however many maps were marked", () => {
    const float = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), score);
    fc.assert(
      fc.property(fc.array(fc.tuple(float, label), { maxLength: 60 }), (pixels) => {
        const map = Float32Array.from(pixels.map(([value]) => value));
        const mask = Uint8Array.from(pixels.map(([, anomalous]) => anomalous));
        const marks = slotMarks();
        marks.mark(map, mask);
        marks.mark(map, mask);
        const sorted = [
          ...new Set([...map].filter((_, at) => mask[at] === 1).map((value) => value + 0)),
        ].sort((left, right) => left - right);
        const { distinct, of } = marks.slots();
        expect(distinct).toBe(sorted.length);
        const expected = [...map].map((value) => {
          const below = sorted.filter((other) => other < value).length;
          return 2 * below + Number(sorted[below] === value);
        });
        expect([...of(map)]).toEqual(expected);
      }),
    );
  });

  it("are right for more distinct scores than the first room for them, too", () => {
    const count = 70_000;
    const map = Float32Array.from({ length: count }, (_, pixel) => ((pixel * 7919) % count) / count - 0.3);
    const marks = slotMarks();
    for (const half of [0, 1])
      marks.mark(
        map,
        Uint8Array.from(map, (_, pixel) => Number(pixel % 2 === half)),
      );
    const { distinct, of } = marks.slots();
    expect(distinct).toBe(count);
    const places = of(map);
    expect(places.every((place, pixel) => place === 2 * ((pixel * 7919) % count) + 1)).toBe(true);
    expect([...of(Float32Array.of(-1, 1))]).toEqual([0, 2 * count]);
  });
});
