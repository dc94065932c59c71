// The optimisers in the unit cube, on functions whose lowest place is known.

import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { bfgs } from "../../src/search/bfgs.ts";
import { axesOf, distance, type Position, pointAt, positionOf } from "../../src/search/cube.ts";
import type { Visit } from "../../src/search/ledger.ts";
import { nelderMead } from "../../src/search/nelder-mead.ts";
import { evenStarts } from "../../src/search/starts.ts";
import { surrogateProposals } from "../../src/search/surrogate-proposals.ts";
import { answered, lowest } from "../support/proposer.ts";
import { boxOver } from "../support/search.ts";

const CUBE = axesOf(boxOver());
const THETA_SATURATION = axesOf(boxOver(["theta", "saturation"]));

const at = (position: Position, axis: number): number => position[axis] ?? Number.NaN;

describe("the cube", () => {
  it("maps a point there and back, faces to faces", () => {
    const point = { theta: -90, hue: 1, saturation: 0.5 };
    const position = positionOf(point, CUBE);
    expect([position[0], position[2]]).toEqual([0, 1]);
    const back = pointAt(position, CUBE, boxOver());
    expect(back).toEqual({ ...point, hue: expect.closeTo(1, 12) });
  });

  it("measures hue the short way round, unless the circle is cut", () => {
    const [left, right] = [
      [0.5, 0.02, 0.5],
      [0.5, 0.98, 0.5],
    ] as const;
    expect(distance(left, right, CUBE)).toBeCloseTo(0.04, 12);
    expect(distance(left, right, axesOf(boxOver(), "clipped"))).toBeCloseTo(0.96, 12);
  });

  it("has no axis for a range without width, whose only value every point takes", () => {
    const box = boxOver(["theta", "hue"], { theta: [7, 7] });
    const axes = axesOf(box);
    expect(axes.map(({ facts }) => facts.name)).toEqual(["hue"]);
    expect(pointAt([0.5], axes, box)).toEqual({ theta: 7, hue: 0 });
  });
});

describe("nelderMead", () => {
  const edges = [0.1, 0.1];

  it("goes down a bent valley", () => {
    const valley = (position: Position): number => {
      const [x, y] = [4 * at(position, 0) - 2, 4 * at(position, 1) - 2];
      return (1 - x) ** 2 + 10 * (y - x * x) ** 2;
    };
    const start = { position: [0.2, 0.7], value: valley([0.2, 0.7]) };
    const { position } = lowest(
      answered(nelderMead({ axes: THETA_SATURATION, start, edges, tolerance: 1e-4 }), valley),
    );
    expect(at(position, 0)).toBeCloseTo(0.75, 2);
    expect(at(position, 1)).toBeCloseTo(0.75, 2);
  });

  it("lies down on the face where the lowest place is, and ends there", () => {
    const slope = (position: Position): number => (at(position, 0) - 0.3) ** 2 - at(position, 1);
    const start = { position: [0.5, 0.8], value: slope([0.5, 0.8]) };
    const visits = answered(nelderMead({ axes: THETA_SATURATION, start, edges, tolerance: 0.01 }), slope);
    expect(visits.length).toBeLessThan(120);
    expect(lowest(visits).position[1]).toBe(1);
    expect(lowest(visits).position[0]).toBeCloseTo(0.3, 2);
  });

  it("crosses the seam of the hue's circle", () => {
    const axes = axesOf(boxOver(["hue"]));
    const away = (position: Position): number => distance(position, [0.05], axes);
    const start = { position: [0.9], value: away([0.9]) };
    const { value } = lowest(answered(nelderMead({ axes, start, edges: [0.06], tolerance: 0.01 }), away));
    expect(value).toBeLessThan(1e-3);
  });
});

describe("bfgs", () => {
  const bowl = (centre: readonly number[]) => {
    const stretch = [1, 30];
    return {
      value: (position: Position) =>
        centre.reduce(
          (sum, middle, axis) => sum + (stretch[axis] ?? 1) * (at(position, axis) - middle) ** 2,
          0,
        ),
      slope: (position: Position) =>
        centre.map((middle, axis) => -2 * (stretch[axis] ?? 1) * (at(position, axis) - middle)),
    };
  };

  it("finds the top of a stretched hill in a few steps", () => {
    const { value, slope } = bowl([0.7, 0.4]);
    const climb = bfgs({ axes: THETA_SATURATION, start: [0.2, 0.5], firstStep: 0.05, tolerance: 1e-9 });
    const visits = answered(climb, value, { slope, most: 40 });
    expect(lowest(visits).value).toBeLessThan(1e-8);
  });

  it("stays at a wall and finds the best place along it", () => {
    const { value, slope } = bowl([0.7, 1.5]);
    const climb = bfgs({ axes: THETA_SATURATION, start: [0.2, 0.5], firstStep: 0.05, tolerance: 1e-9 });
    const { position } = lowest(answered(climb, value, { slope, most: 60 }));
    expect(position[0]).toBeCloseTo(0.7, 5);
    expect(position[1]).toBe(1);
  });

  const round = (value: number): number => Number(value.toFixed(9));
  /** The positions that a climb asks for, from a start on the plane. */
  const path = (
    loss: (position: Position) => number,
    slope: (position: Position) => readonly number[],
    { start = [0.2, 0.3], axes = THETA_SATURATION, tolerance = 1e-6 } = {},
  ): Position[] =>
    answered(bfgs({ axes, start, firstStep: 0.05, tolerance }), (position) => -loss(position), {
      slope,
      most: 12,
    }).map(({ position }) => position.map(round));

  it("steps along the slope first; one update then tells the curvature of a round hill, and its top is next", () => {
    const loss = (position: Position): number =>
      -((at(position, 0) - 0.7) ** 2) - (at(position, 1) - 0.5) ** 2;
    const slope = (position: Position): readonly number[] => [
      -2 * (at(position, 0) - 0.7),
      -2 * (at(position, 1) - 0.5),
    ];
    const length = Math.hypot(0.5, 0.2);
    expect(path(loss, slope)).toEqual([
      [0.2, 0.3],
      [round(0.2 + (0.05 * 0.5) / length), round(0.3 + (0.05 * 0.2) / length)],
      [0.7, 0.5],
    ]);
  });

  it("halves a step five times at most, until it brings a ten-thousandth of what the slope promises", () => {
    const promising = (): readonly number[] => [1, 0];
    const lengths = (share: number, tolerance = 1e-6): number[] =>
      path((position) => share * at(position, 0), promising, { tolerance }).map(([theta = 0]) =>
        round(theta - 0.2),
      );
    expect(lengths(-1)).toEqual([0, 0.05, 0.025, 0.0125, 0.00625, 0.003125, 0.0015625]);
    expect(lengths(0.5e-4)).toEqual([0, 0.05, 0.025, 0.0125, 0.00625, 0.003125, 0.0015625]);
    expect(lengths(2e-4).slice(0, 3)).toEqual([0, 0.05, 0.1]);
    // Steps below the tolerance are not asked for.
    expect(lengths(-1, 0.01)).toEqual([0, 0.05, 0.025, 0.0125]);
  });

  it("leaves a wall out of its direction, but goes round a circle", () => {
    const rising = (): readonly number[] => [1, 5];
    const loss = (position: Position): number => at(position, 0) + 5 * at(position, 1);
    expect(path(loss, rising, { start: [0.2, 1] })[1]).toEqual([0.25, 1]);
    expect(
      path(
        (position) => -loss(position),
        () => [-1, -5],
        { start: [0.2, 0] },
      )[1],
    ).toEqual([0.15, 0]);
    const around = path(
      (position) => at(position, 0),
      () => [1],
      { start: [1], axes: CUBE.slice(1, 2) },
    );
    expect(around[1]).toEqual([1.05]);
  });

  it("stays where the start is not finite", () => {
    expect(
      path(
        () => Number.NaN,
        () => [1, 1],
      ),
    ).toEqual([[0.2, 0.3]]);
  });

  it("ends at once where the slope is zero", () => {
    const flat = answered(
      bfgs({ axes: CUBE, start: [0.5, 0.5, 0.5], firstStep: 0.05, tolerance: 1e-9 }),
      () => 1,
      {
        slope: () => [0, 0, 0],
      },
    );
    expect(flat).toHaveLength(1);
  });
});

describe("surrogateProposals", () => {
  it("finds the lowest of several kinked valleys in 150 evaluations, 5 at a time", () => {
    const valleys: [Position, number][] = [
      [[0.2, 0.98, 1], 1],
      [[0.7, 0.4, 0.3], 0.8],
      [[0.5, 0.5, 0.5], 0.5],
    ];
    const value = (position: Position): number =>
      Math.min(
        ...valleys.map(([centre, depth]) => Math.min(0, 2 * distance(position, centre, CUBE) - depth)),
      );
    const source = random("surrogate");
    const visits: Visit[] = evenStarts(25, CUBE, source).map((position) => ({
      position,
      value: value(position),
      loss: 0,
      imageScore: 0,
    }));
    const proposer = surrogateProposals({ axes: CUBE, visits: () => visits, source });
    let asks = proposer.next();
    while (asks.done !== true && visits.length < 150) {
      expect(asks.value.length).toBeLessThanOrEqual(5);
      const told = asks.value.map((position) => ({
        position,
        value: value(position),
        loss: 0,
        imageScore: 0,
      }));
      visits.push(...told);
      asks = proposer.next(told);
    }
    expect(lowest(visits).value).toBeLessThan(-0.9);
  });
});
