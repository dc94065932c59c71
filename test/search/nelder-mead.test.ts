// Nelder and Mead's moves one by one, on a simplex in the plane whose corners' values are given: theta runs over the
// first axis, saturation over the second.

import { describe, expect, it } from "vitest";
import { axesOf, type Position } from "../../src/search/cube.ts";
import { nelderMead } from "../../src/search/nelder-mead.ts";
import { boxOver } from "../support/search.ts";

const AXES = axesOf(boxOver(["theta", "saturation"]));
const START = { position: [0.5, 0.5], value: 0 };

/** What a simplex asks for when it is answered with these values, one list of positions per answer. */
function asked(
  answers: readonly (readonly number[])[],
  { start = START, axes = AXES, edges = [0.1, 0.2], tolerance = 0.01 } = {},
): Position[][] {
  const proposer = nelderMead({ axes, start, edges, tolerance });
  const all: Position[][] = [];
  let asks = proposer.next();
  for (const values of answers) {
    if (asks.done === true) break;
    all.push(asks.value.map((position) => position.map((value) => Number(value.toFixed(9)))));
    asks = proposer.next(
      values.map((value, index) => ({
        position: asks.value?.[index] ?? [],
        value,
        loss: -value,
        imageScore: 0,
      })),
    );
  }
  if (asks.done !== true)
    all.push(asks.value.map((position) => position.map((value) => Number(value.toFixed(9)))));
  return all;
}

const last = (asks: readonly Position[][]): Position[] | undefined => asks.at(-1);

describe("a simplex", () => {
  // Corners: [0.5, 0.5] with value 0, [0.6, 0.5] with 1, [0.5, 0.7] with 2, the worst; the others' centre [0.55, 0.5].
  const corners = [1, 2];

  it("begins with one edge along each axis", () => {
    expect(asked([])).toEqual([
      [
        [0.6, 0.5],
        [0.5, 0.7],
      ],
    ]);
  });

  it("begins backwards where the wall is nearer than an edge, unless the axis goes round a circle", () => {
    const start = { position: [0.9, 0.85], value: 0 };
    expect(asked([], { start })).toEqual([
      [
        [1, 0.85],
        [0.9, 0.65],
      ],
    ]);
    const axes = axesOf(boxOver(["hue"]));
    expect(asked([], { start: { position: [0.95], value: 0 }, axes, edges: [0.1] })).toEqual([[[1.05]]]);
  });

  it("reflects its worst corner through the others' centre", () => {
    expect(last(asked([corners]))).toEqual([[0.6, 0.3]]);
  });

  it("expands past a reflection that beats the best corner", () => {
    expect(last(asked([corners, [-1]]))).toEqual([[0.65, 0.1]]);
  });

  it("keeps the better of reflection and expansion", () => {
    // The next reflection tells which was kept: the worst is now [0.6, 0.5].
    expect(last(asked([corners, [-1], [-2]]))).toEqual([[0.55, 0.1]]);
    expect(last(asked([corners, [-1], [-0.5]]))).toEqual([[0.5, 0.3]]);
    expect(last(asked([corners, [-1], [-1]]))).toEqual([[0.5, 0.3]]);
  });

  it("keeps a reflection that beats the second worst corner", () => {
    expect(last(asked([corners, [0.5]]))).toEqual([[0.5, 0.3]]);
    // One as good as the best corner is kept too, without an expansion.
    expect(last(asked([corners, [0]]))).toEqual([[0.5, 0.3]]);
  });

  it("contracts outside where the reflection beats the worst corner alone, inside where it does not", () => {
    expect(last(asked([corners, [1.5]]))).toEqual([[0.575, 0.4]]);
    expect(last(asked([corners, [1]]))).toEqual([[0.575, 0.4]]);
    expect(last(asked([corners, [2.5]]))).toEqual([[0.525, 0.6]]);
    expect(last(asked([corners, [2]]))).toEqual([[0.525, 0.6]]);
  });

  it("keeps a contraction that beats both, and shrinks towards its best corner where none does", () => {
    // [0.525, 0.6] takes the worst corner's place, and is the next one to be reflected, or not.
    expect(last(asked([corners, [2.5], [1.5]]))).toEqual([[0.575, 0.4]]);
    expect(last(asked([corners, [2.5], [0.5]]))).toEqual([[0.425, 0.6]]);
    const halfway = [
      [0.55, 0.5],
      [0.5, 0.6],
    ];
    expect(last(asked([corners, [2.5], [2]]))).toEqual(halfway);
    expect(last(asked([corners, [1.5], [1.5]]))).toEqual(halfway);
    // After a shrink the corners have the values that they were answered with.
    expect(last(asked([corners, [2.5], [2], [3, 1]]))).toEqual([[0.45, 0.6]]);
  });

  it("stays in the box", () => {
    const start = { position: [0.5, 0.05], value: 0 };
    // The reflection would lie at [0.6, −0.15].
    expect(last(asked([corners], { start }))).toEqual([[0.6, 0]]);
  });

  it("ends once all corners are as near to the best as the tolerance allows, along every axis", () => {
    const ends = (tolerance: number): boolean => asked([corners, [0]], { tolerance }).length === 1;
    expect([ends(1.0001), ends(0.9)]).toEqual([true, false]);
  });
});
