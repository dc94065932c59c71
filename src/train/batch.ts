// One training batch: pictures, and for each of them windows of patches, half of them sought on the defect.

import type { ClipConfig } from "../clip/config.ts";
import { gridSize } from "../clip/vision.ts";
import { present } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { type Tensor, tensor } from "../core/tensor.ts";
import { windowPatches } from "../detector/winclip/windows.ts";
import type { PoolSample } from "./pool.ts";
import type { BatchShape } from "./vision-graph.ts";

/** Share of a window's pixels from which on it counts as anomalous; fewer than that, but some, is left out. */
const ANOMALOUS_SHARE = 0.04;

/** Feeds of vision-graph's trainingLoss for pictures drawn from the pool. */
export function drawBatch(
  pool: readonly PoolSample[],
  classes: number,
  config: ClipConfig,
  shape: BatchShape,
  random: Random,
): Record<string, Tensor> {
  const samples = Array.from({ length: shape.pictures }, () =>
    present(pool[random.integer(pool.length)], "sample"),
  );
  const pixels = 3 * config.imageSize ** 2;
  const images = new Float32Array(shape.pictures * pixels);
  const oneHot = new Float32Array(shape.pictures * classes);
  for (const [index, { image, classIndex }] of samples.entries()) {
    images.set(image.data, index * pixels);
    oneHot[index * classes + classIndex] = 1;
  }
  const feeds: Record<string, Tensor> = {
    images: tensor([shape.pictures, 3, config.imageSize, config.imageSize], images),
    classes: tensor([shape.pictures, classes], oneHot),
    ...labelFeeds(
      samples.map(({ anomalous }) => (anomalous ? 1 : -1)),
      shape.pictures,
      1,
      "",
    ),
  };
  for (const [side, count] of shape.windows) {
    Object.assign(feeds, windowFeeds(samples, config, side, count, random));
  }
  return feeds;
}

function windowFeeds(
  samples: readonly PoolSample[],
  config: ClipConfig,
  side: number,
  count: number,
  random: Random,
): Record<string, Tensor> {
  const grid = gridSize(config);
  const windows = windowPatches(grid, side);
  const columns = 1 + grid * grid;
  const rows = count * (side * side + 1);
  const select = new Float32Array(samples.length * rows * columns);
  const labels: number[] = [];
  for (const [index, sample] of samples.entries()) {
    const chosen = chooseWindows(sample, windows, config, count, random);
    for (const [position, { patches, label }] of chosen.entries()) {
      labels.push(label);
      for (const [slot, token] of [0, ...patches.map((patch) => patch + 1)].entries()) {
        select[(index * rows + position * (side * side + 1) + slot) * columns + token] = 1;
      }
    }
  }
  return {
    [`select_${side}`]: tensor([samples.length, rows, columns], select),
    ...labelFeeds(labels, samples.length, count, `_${side}`),
  };
}

interface Window {
  readonly patches: readonly number[];
  /** +1 anomalous, −1 normal, 0 left out. */
  readonly label: number;
}

function chooseWindows(
  { mask, anomalous }: PoolSample,
  windows: readonly (readonly number[])[],
  { patchSize, imageSize }: ClipConfig,
  count: number,
  random: Random,
): Window[] {
  const grid = imageSize / patchSize;
  const perPatch = new Float32Array(grid * grid);
  for (let at = 0; at < mask.data.length; at++) {
    if (mask.data[at] === 0) continue;
    const [row, column] = [Math.floor(at / imageSize / patchSize), Math.floor((at % imageSize) / patchSize)];
    perPatch[row * grid + column] = (perPatch[row * grid + column] ?? 0) + 1;
  }
  const labelled = windows.map((patches): Window => {
    const share =
      patches.reduce((sum, patch) => sum + (perPatch[patch] ?? 0), 0) / (patches.length * patchSize ** 2);
    return { patches, label: share === 0 ? -1 : share >= ANOMALOUS_SHARE ? 1 : 0 };
  });
  const hit = labelled.filter(({ label }) => label === 1);
  return Array.from({ length: count }, (_, position) => {
    const from = anomalous && hit.length > 0 && position % 2 === 0 ? hit : labelled;
    return present(from[random.integer(from.length)], "window");
  });
}

/** Labels with weights that give the anomalous and the normal half of a group's total each. */
function labelFeeds(
  labels: readonly number[],
  rows: number,
  columns: number,
  suffix: string,
): Record<string, Tensor> {
  const share = (sign: number): number => 0.5 / Math.max(1, labels.filter((label) => label === sign).length);
  const [positive, negative] = [share(1), share(-1)];
  const weights = labels.map((label) => (label === 1 ? positive : label === -1 ? negative : 0));
  return {
    [`label${suffix}`]: tensor([rows, columns], labels),
    [`labelWeight${suffix}`]: tensor([rows, columns], weights),
  };
}
