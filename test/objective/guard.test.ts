// Approximate values are taken while they rank points as exact ones do, and never without saying so.

import { describe, expect, it } from "vitest";
import type { Objective } from "../../src/core/objective.ts";
import { publishedOrder } from "../../src/core/order.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { agreement, guardedObjective } from "../../src/objective/guard.ts";

const points = Array.from({ length: 20 }, (_, theta) => ({ theta }));
const ORDER = publishedOrder("pauroc");
const angleOf = ({ theta = 0 }: ShiftPoint): number => theta;

function objectiveOf(pauroc: (theta: number) => number): { objective: Objective; evaluated: number[] } {
  const evaluated: number[] = [];
  const objective: Objective = async (asked) =>
    asked.map((point) => {
      evaluated.push(angleOf(point));
      return { point, loss: 0, pauroc: pauroc(angleOf(point)), imageScore: 0 };
    });
  return { objective, evaluated };
}

const falling = (theta: number): number => 1 - theta / 20;

describe("a guarded objective", () => {
  it("is exact unless asked otherwise", async () => {
    const exact = objectiveOf(falling);
    const approximate = objectiveOf(falling);
    const evaluations = await guardedObjective(exact.objective, approximate.objective, ORDER)(points);
    expect(approximate.evaluated).toEqual([]);
    expect(evaluations.every(({ draft }) => draft === undefined)).toBe(true);
  });

  it("checks the first points, and marks what it then takes without", async () => {
    const exact = objectiveOf(falling);
    const approximate = objectiveOf((theta) => falling(theta) + 0.001);
    const guarded = guardedObjective(exact.objective, approximate.objective, ORDER);
    const first = await guarded(points.slice(0, 5), { draft: true });
    const second = await guarded(points.slice(5), { draft: true });
    expect(first.every(({ draft }) => draft === undefined)).toBe(true);
    expect(second.filter(({ draft }) => draft === undefined)).toHaveLength(3);
    expect(exact.evaluated).toEqual(points.slice(0, 8).map(({ theta }) => theta));
    expect(second.map(({ point }) => point.theta)).toEqual(points.slice(5).map(({ theta }) => theta));
  });

  it("goes on exactly once the two rank points differently", async () => {
    const exact = objectiveOf(falling);
    const approximate = objectiveOf((theta) => -falling(theta));
    const guarded = guardedObjective(exact.objective, approximate.objective, ORDER);
    const evaluations = [
      ...(await guarded(points.slice(0, 10), { draft: true })),
      ...(await guarded(points.slice(10), { draft: true })),
    ];
    expect(evaluations.map(({ pauroc }) => pauroc)).toEqual(points.map(({ theta }) => falling(theta)));
    expect(evaluations.every(({ draft }) => draft === undefined)).toBe(true);
    expect(approximate.evaluated).toHaveLength(10);
  });
});

describe("the guard", () => {
  /** Drafts that turn the order of the last `count` checked points round, and so count·(count − 1)/2 of 28 pairs. */
  const turned = (count: number) => (theta: number) =>
    theta < 8 - count || theta > 7 ? falling(theta) : falling(8 - count + (7 - theta));

  it.each([
    ["27 of 28", 2, true],
    ["25 of 28", 3, false],
    ["18 of 28", 5, false],
  ])("lets drafts lead where %s pairs of the checked points are ranked alike: %s turned", async (...row) => {
    const [, count, trusted] = row;
    const guarded = guardedObjective(
      objectiveOf(falling).objective,
      objectiveOf(turned(count)).objective,
      ORDER,
    );
    const evaluations = await guarded(points, { draft: true });
    expect(evaluations.map(({ draft }) => draft === true)).toEqual(points.map((_, at) => at >= 8 && trusted));
  });

  it("leaves pairs of nearly equal exact values out of the count, and takes the loss where there is no pAUROC", async () => {
    const losses: Objective = async (asked) =>
      asked.map((point) => ({ point, loss: angleOf(point), pauroc: null, imageScore: 0 }));
    const negated: Objective = async (asked) =>
      asked.map((point) => ({ point, loss: -angleOf(point), pauroc: null, imageScore: 0 }));
    const close: Objective = async (asked) =>
      asked.map((point) => ({ point, loss: 0, pauroc: angleOf(point) / 1000, imageScore: 0 }));
    const draftsAfter = async (exact: Objective, approximate: Objective): Promise<number> => {
      const evaluations = await guardedObjective(exact, approximate, ORDER)(points, { draft: true });
      return evaluations.filter(({ draft }) => draft === true).length;
    };
    expect(await draftsAfter(losses, losses)).toBe(12);
    expect(await draftsAfter(losses, negated)).toBe(0);
    expect(await draftsAfter(close, objectiveOf(falling).objective)).toBe(12);
  });
});

describe("agreement", () => {
  it("is the share of distinct pairs in the same order", () => {
    const pair = (exact: number, approximate: number): { exact: number; approximate: number } => ({
      exact,
      approximate,
    });
    expect(agreement([pair(0, 0), pair(0.5, 0.4), pair(1, 0.3)])).toBeCloseTo(2 / 3);
    expect(agreement([pair(0.5, 1), pair(0.501, 0)])).toBe(1);
    // From two points apart on, a pair has an order.
    expect(agreement([pair(0, 1), pair(0.02, 0)])).toBe(0);
  });
});
