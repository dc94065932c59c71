// What of a picture a model never looks at: found with few questions, and told apart from what strides skip.

import { expect, it } from "vitest";
import { cropOf, unseenBorder } from "../../../src/detector/tensor-model/unseen-border.ts";

const NONE = { top: 0, bottom: 0, left: 0, right: 0 };

it.each([
  { size: { width: 64, height: 64 }, border: NONE, guess: null, asked: 4 },
  { size: { width: 80, height: 80 }, border: { top: 8, bottom: 8, left: 8, right: 8 }, guess: 8, asked: 8 },
  {
    size: { width: 80, height: 80 },
    border: { top: 8, bottom: 8, left: 8, right: 8 },
    guess: null,
    asked: 14,
  },
  // (449 − 392) / 2 is rounded to the even number.
  {
    size: { width: 449, height: 448 },
    border: { top: 28, bottom: 28, left: 28, right: 29 },
    guess: 28,
    asked: 14,
  },
  {
    size: { width: 200, height: 100 },
    border: { top: 0, bottom: 40, left: 99, right: 0 },
    guess: null,
    asked: 28,
  },
  { size: { width: 9, height: 5 }, border: { top: 4, bottom: 0, left: 8, right: 0 }, guess: 8, asked: 10 },
  { size: { width: 64, height: 64 }, border: NONE, guess: 8, asked: 8 },
])("$border of $size, guessed $guess, takes $asked answers", async ({ size, border, guess, asked }) => {
  let questions = 0;
  const found = await unseenBorder(size, guess, async (side, width) => {
    questions++;
    return width > border[side];
  });
  expect(found).toEqual(border);
  expect(questions).toBeLessThanOrEqual(asked);
});

const EIGHT = { top: 8, bottom: 8, left: 8, right: 8 };

it.each([
  ["a crop, its map at full size", EIGHT, 80, 64, EIGHT],
  ["a crop, its map an eighth", EIGHT, 80, 8, EIGHT],
  [
    "a crop of one pixel a side",
    { top: 1, bottom: 1, left: 1, right: 1 },
    66,
    64,
    { top: 1, bottom: 1, left: 1, right: 1 },
  ],
  ["a stride that skips the last row and column", { ...NONE, bottom: 1, right: 1 }, 65, 32, NONE],
  ["a map of the size of what goes in", { ...NONE, bottom: 31, right: 31 }, 255, 255, NONE],
] as const)("%s", (_what, border, size, map, crop) => {
  const square = (side: number) => ({ width: side, height: side });
  expect(cropOf(border, { size: square(size), crop: null, map: square(map) })).toEqual(crop);
});

it("what was cut off in front of the model is a crop whatever the map's size", () => {
  const border = { top: 12, bottom: 12, left: 16, right: 16 };
  const given = { size: { width: 96, height: 72 }, crop: { width: 64, height: 48 } };
  expect(cropOf(border, { ...given, map: { width: 64, height: 48 } })).toEqual(border);
});
