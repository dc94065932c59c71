// The golden metric cases as samples, and a slow, plain judge of the same metrics.

import type { MapSample } from "../../src/metrics/types.ts";
import { fixtureBytes, fixtureFloats, fixtureJson, fixtureTensors } from "./fixtures.ts";

export interface GoldenCase {
  readonly pauroc: number | null;
  readonly aupro: number | null;
  readonly regions: number;
  readonly f1max: number | null;
  readonly f1max_threshold: number | null;
  readonly ap: number | null;
  readonly per_sample_pauroc: readonly (number | null)[];
  readonly per_sample_loss: readonly number[];
  readonly image_auroc: number | null;
  readonly image_ap: number | null;
  readonly image_auroc_of_map_max: number | null;
}

export const GOLDEN: Readonly<Record<string, GoldenCase>> = fixtureJson<{
  cases: Record<string, GoldenCase>;
}>("metrics").cases;

const tensors = fixtureTensors("metrics");

/** The samples of a golden case with their scores and labels. */
export function goldenSamples(name: string): MapSample[] {
  const shape = tensors.get(`${name}.maps`)?.shape ?? [];
  const [count = 0, height = 0, width = 0] = shape;
  const pixels = height * width;
  const maps = fixtureFloats(tensors, `${name}.maps`);
  const masks = fixtureBytes(tensors, `${name}.masks`);
  const scores = fixtureFloats(tensors, `${name}.image_scores`);
  const labels = fixtureBytes(tensors, `${name}.image_labels`);
  return Array.from({ length: count }, (_, index) => ({
    map: maps.slice(index * pixels, (index + 1) * pixels),
    mask: masks.slice(index * pixels, (index + 1) * pixels),
    width,
    height,
    imageScore: scores[index] ?? Number.NaN,
    anomalous: labels[index] === 1,
  }));
}

/** Gradient of the loss with respect to the maps: as many as the fixture holds. */
export function goldenLossGradients(name: string): { readonly count: number; readonly data: Float32Array } {
  const count = tensors.get(`${name}.loss_grad_maps`)?.shape[0] ?? 0;
  return { count, data: fixtureFloats(tensors, `${name}.loss_grad_maps`) };
}

/** The probability that an anomalous pixel scores higher than a normal one, by comparing every pair. */
export function aurocByPairs(map: ArrayLike<number>, mask: ArrayLike<number>): number | null {
  let wins = 0;
  let pairs = 0;
  for (let one = 0; one < map.length; one++) {
    if (mask[one] === 0) continue;
    for (let other = 0; other < map.length; other++) {
      if (mask[other] !== 0) continue;
      const [high, low] = [map[one] ?? 0, map[other] ?? 0];
      wins += high > low ? 1 : high === low ? 0.5 : 0;
      pairs++;
    }
  }
  return pairs === 0 ? null : wins / pairs;
}

/** The best F1 over thresholds, by trying every score as threshold. */
export function bestF1ByTrying(map: ArrayLike<number>, mask: ArrayLike<number>): number {
  const indices = Array.from({ length: map.length }, (_, index) => index);
  const f1At = (threshold: number): number => {
    const predicted = indices.filter((index) => (map[index] ?? 0) >= threshold);
    const hits = predicted.filter((index) => mask[index] !== 0).length;
    const positives = indices.filter((index) => mask[index] !== 0).length;
    return (2 * hits) / (predicted.length + positives);
  };
  return Math.max(...indices.map((index) => f1At(map[index] ?? 0)));
}
