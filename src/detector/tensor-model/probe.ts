// Pictures that a model is asked about before anything else, and what its answers say about a wrong description.

import type { PictureSize } from "../../core/image.ts";
import type { Tensor } from "../../core/tensor.ts";
import type { Answer } from "./answers.ts";

/** How many pictures the probe has. */
export const PROBES = 2;

/** Of a map's pixels at one end: so many are not what a picture does, but what values out of a model's range do. */
const NEARLY_ALL = 0.99;

/**
 * Two fixed pictures [2, 3, H, W] that differ clearly: a plain surface, and one with edges, texture and a spot. They are
 * pictures of 8 bits, made by whole numbers alone: the same on every machine.
 */
export function probePictures({ width, height }: PictureSize): Tensor {
  const plane = width * height;
  const data = new Float32Array(PROBES * 3 * plane);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [down, across] = [Math.floor((y * 256) / height), Math.floor((x * 256) / width)];
      for (let channel = 0; channel < 3; channel++) {
        const at = channel * plane + y * width + x;
        const noise = noiseAt(x, y, channel);
        data[at] = plainValue(across, down, channel, noise) / 255;
        data[3 * plane + at] = markedValue(across, down, channel, noise) / 255;
      }
    }
  }
  return { shape: [PROBES, 3, height, width], data };
}

/** A surface that grows brighter to the right and bluer downwards, with hardly any texture; in 0–255, as `across` is. */
function plainValue(across: number, down: number, channel: number, noise: number): number {
  const slope = channel === 2 ? down : across;
  return 70 + 20 * channel + (slope >> 2) + (noise >> 5);
}

/** A darker one: a rough half, a bright bar with sharp edges, and a red spot. */
function markedValue(across: number, down: number, channel: number, noise: number): number {
  if ((across - 176) ** 2 + (down - 96) ** 2 < 24 ** 2) return channel === 0 ? 235 : 20;
  if (across >= 32 && across < 56) return 215 - 15 * channel;
  return 40 + 10 * channel + (down < 128 ? noise >> 4 : noise >> 2);
}

/** 0–255, by a hash of the place. */
function noiseAt(x: number, y: number, channel: number): number {
  let hash = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca77) ^ Math.imul(channel + 1, 0xc2b2ae3d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) & 255;
}

/**
 * Sentences for people, none where nothing looks wrong: what a model's answers to the probe pictures are like where its
 * description is probably wrong. `clip`: the interval that it clips its map to itself, where the answers come before that.
 */
export function plausibility(answers: readonly Answer[], clip?: readonly [number, number]): string[] {
  const maps = answers.flatMap(({ map }) => (map === null ? [] : [map]));
  const scores = answers.map(({ imageScore }) => imageScore);
  return [...mapsInWords(maps, clip), ...scoresInWords(scores)];
}

const UNFIT = "it is probably not fed what it expects (channels, range, mean, std).";
/** A model may rightly judge pictures so that are like none that it was made for. */
const NEW_OR_UNFIT =
  "such pictures are new to it, or it is not fed what it expects (channels, range, mean, std).";

/** Maps of clearly different pictures differ by more than this, in their own range. */
const HARDLY = 0.03;

function mapsInWords(maps: readonly Float32Array[], clip: readonly [number, number] | undefined): string[] {
  const extents = maps.map(extentOf);
  const flat = extents.find(({ low, high }) => isSame(low, high));
  if (flat !== undefined) return [`Its map is ${shown(flat.low)} everywhere: ${reasonAt(flat.low)}`];
  const [first, second] = maps;
  if (first !== undefined && second !== undefined && hardlyDiffer(first, second))
    return [`Its maps of two clearly different pictures hardly differ: ${UNFIT}`];
  for (const [at, map] of maps.entries()) {
    const { low = 0, high = 0 } = extents[at] ?? {};
    const [least, most] = clip ?? [low, high];
    const ends = [
      { end: least, share: shareOf(map, (value) => value <= least || isSame(value, least)) },
      { end: most, share: shareOf(map, (value) => value >= most || isSame(value, most)) },
    ];
    const full = ends.find(({ share }) => share >= NEARLY_ALL);
    if (full === undefined) continue;
    const where = clip === undefined ? "at one end" : "at one end of its clip or beyond";
    return [`${Math.floor(100 * full.share)}% of its map is ${where}, ${shown(full.end)}: ${NEW_OR_UNFIT}`];
  }
  return [];
}

function scoresInWords([first, second]: readonly number[]): string[] {
  if (first === undefined || second === undefined || !isSame(first, second)) return [];
  return [
    `Its image score of two clearly different pictures is the same, ${shown(first)}: ${reasonAt(first)}`,
  ];
}

/** Where values are clipped to [0, 1], as those of anomalib's exports are, all that is far beyond ends there. */
function reasonAt(value: number): string {
  return value === 0 || value === 1 ? NEW_OR_UNFIT : UNFIT;
}

function extentOf(map: Float32Array): { readonly low: number; readonly high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of map) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function shareOf(map: Float32Array, isMeant: (value: number) => boolean): number {
  return map.reduce((count, value) => count + (isMeant(value) ? 1 : 0), 0) / map.length;
}

function hardlyDiffer(left: Float32Array, right: Float32Array): boolean {
  const { low, high } = extentOf(left);
  return (
    left.length === right.length &&
    left.every((value, at) => Math.abs(value - (right[at] ?? Number.NaN)) <= HARDLY * (high - low))
  );
}

/** To what a float32 tells apart. */
function isSame(left: number, right: number): boolean {
  return Math.abs(left - right) <= 1e-6 * Math.max(1e-6, Math.abs(left), Math.abs(right));
}

function shown(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
