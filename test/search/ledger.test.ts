// A search's account: what is asked, in which order, what it costs, and what a visit is worth.

import { describe, expect, it } from "vitest";
import { InvariantError, present } from "../../src/core/errors.ts";
import type { Objective, Wanted } from "../../src/core/objective.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { openLedger } from "../../src/search/ledger.ts";
import { drive, type Proposer } from "../../src/search/proposer.ts";
import { inRounds } from "../../src/search/rounds.ts";
import type { SearchSettings } from "../../src/search/search.ts";
import { amount, boxOver, settings } from "../support/search.ts";

const BOX = boxOver(["theta", "saturation"]);
const ZEROS = { theta: 0, saturation: 0 };

interface Call {
  readonly points: readonly ShiftPoint[];
  readonly wanted: Wanted | undefined;
}

/** A ledger over theta and saturation on an objective of plain values, and the calls that reach the objective. */
function opened(
  budget: number,
  values: (point: ShiftPoint) => { loss: number; pauroc: number | null } = (point) => ({
    loss: amount(point, "theta") / 10,
    pauroc: 0.5,
  }),
  changes: Partial<SearchSettings> = {},
) {
  const calls: Call[] = [];
  const objective: Objective = async (points, wanted) => {
    calls.push({ points, wanted });
    return points.map((point) => ({
      ...{ point, imageScore: 0.25, ...values(point) },
      ...(wanted?.gradient === true ? { gradient: { theta: 0.5, saturation: -2 } } : {}),
    }));
  };
  const ledger = openLedger(objective, settings({ box: BOX, budget, ...changes }));
  return { ledger, calls };
}

describe("visits", () => {
  it("begin with the unshifted picture, which is paid for and not returned", async () => {
    const { ledger, calls } = opened(10);
    const visits = await ledger.visit([[1, 0.5]]);
    expect(visits.map(({ position }) => position)).toEqual([[1, 0.5]]);
    expect(ledger.visits.map(({ position }) => position)).toEqual([
      [0.5, 0.5],
      [1, 0.5],
    ]);
    expect(calls.map(({ points }) => points)).toEqual([[ZEROS, { ...ZEROS, theta: 90 }]]);
    expect(ledger.left()).toBe(18);
    await ledger.visit([[0, 0.5]]);
    expect(ledger.left()).toBe(17);
  });

  it("leave the unshifted picture out where another search had seen it, whatever shifts that one named", async () => {
    const seen = { point: { theta: 0 }, loss: 0.5, pauroc: 0.75, imageScore: 0.25 };
    const { ledger, calls } = opened(10, undefined, { known: [seen] });
    expect(ledger.visits).toMatchObject([{ position: [0.5, 0.5], known: true }]);
    await ledger.visit([[1, 0.5]], { gradient: true });
    expect(calls.map(({ points }) => points)).toEqual([[{ ...ZEROS, theta: 90 }]]);
    expect(ledger.left()).toBe(18);
    expect(ledger.visits).toHaveLength(2);
  });

  it("look at the unshifted picture all the same where others know it to some digits, or turned", async () => {
    const told = { loss: 0.5, pauroc: 0.75, imageScore: 0.25 };
    const [hints, known] = [[{ point: ZEROS, ...told }], [{ point: { ...ZEROS, theta: 1 }, ...told }]];
    const { ledger, calls } = opened(10, undefined, { hints, known });
    await ledger.visit([]);
    expect(calls.map(({ points }) => points)).toEqual([[ZEROS]]);
  });

  it("cost two units with a gradient; the unshifted picture before them has none", async () => {
    const { ledger, calls } = opened(10);
    const [visit] = await ledger.visit([[0, 0]], { gradient: true });
    expect(ledger.left()).toBe(17);
    expect(calls.map(({ wanted }) => wanted?.gradient)).toEqual([false, true]);
    // d loss / d position: the gradient times the axis's width.
    expect(visit?.slope).toEqual([0.5 * 180, -2]);
    expect(ledger.visits[0]?.slope).toBeUndefined();
    expect(ledger.result()).toMatchObject({ evaluations: 2, steps: 1, units: 3 });
  });

  it("are as many as are paid for, in order, five in a call", async () => {
    const { ledger, calls } = opened(4);
    const places = Array.from({ length: 12 }, (_, index) => [index / 12, 0.5]);
    const visits = await ledger.visit(places);
    expect(visits.map(({ position }) => position[0]?.toFixed(9))).toEqual(
      places.slice(0, 7).map(([theta = 0]) => theta.toFixed(9)),
    );
    expect(calls.map(({ points }) => points.length)).toEqual([5, 3]);
    expect(ledger.left()).toBe(0);
    expect(await ledger.visit([[0, 0]])).toEqual([]);
    const odd = opened(2);
    await odd.ledger.visit([[0, 0]]);
    expect(
      await odd.ledger.visit(
        [
          [0, 0],
          [1, 1],
        ],
        { gradient: true },
      ),
    ).toHaveLength(1);
  });

  it("tell their progress in units, and note the round that asked", async () => {
    const told: [number, number][] = [];
    const { ledger } = opened(6, undefined, { onProgress: (...progress) => told.push(progress) });
    await ledger.visit([[0, 0]]);
    await ledger.visit([[0, 0]], { restart: 3, gradient: true });
    expect(told).toEqual([
      [2, 12],
      [4, 12],
    ]);
    expect(ledger.result().trace.map(({ restart, step }) => [restart, step])).toEqual([
      [0, 0],
      [0, 1],
      [3, 2],
    ]);
  });

  it("that might have been drafts but came exact are counted", async () => {
    const { ledger } = opened(10);
    await ledger.visit(
      [
        [0, 0],
        [1, 1],
      ],
      { draft: true },
    );
    await ledger.visit([[0.2, 0.2]]);
    expect(ledger.result().flags).toMatchObject({ drafts: 0, exactForDrafts: 2 });
  });
});

describe("what a visit is worth", () => {
  const worth = async (
    identity: { loss: number; pauroc: number | null },
    turned: { loss: number; pauroc: number | null },
  ): Promise<number> => {
    const { ledger } = opened(9, (point) => (point["theta"] === 0 ? identity : turned));
    return present((await ledger.visit([[1, 0.5]]))[0], "visit").value;
  };

  it("is its pAUROC less a ten-thousandth of its loss", async () => {
    expect(await worth({ loss: 0, pauroc: 0.9 }, { loss: 2, pauroc: 0.5 })).toBeCloseTo(0.4998, 12);
  });

  it("is its negative loss in a sample without a pAUROC, and nothing where another place has one", async () => {
    expect(await worth({ loss: 0, pauroc: null }, { loss: 2, pauroc: null })).toBe(-2);
    expect(await worth({ loss: 0, pauroc: 0.9 }, { loss: 2, pauroc: null })).toBe(Number.POSITIVE_INFINITY);
  });

  it("is nothing where the evaluation was not finite", async () => {
    expect(await worth({ loss: 0, pauroc: 0.9 }, { loss: Number.NaN, pauroc: 0.5 })).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});

describe("hints", () => {
  const HINT = { point: { theta: 45, saturation: 0.1 }, loss: 9, pauroc: 0.01, imageScore: 0.5 };

  it("stand behind the known points among the visits, cost nothing and win nothing", async () => {
    const known = { ...HINT, point: { theta: -45 }, pauroc: 0.3 };
    const { ledger, calls } = opened(10, undefined, { known: [known], hints: [HINT] });
    await ledger.visit([[1, 0.5]]);
    expect(ledger.visits.map(({ position }) => position[0])).toEqual([0.5, 0.25, 0.75, 1]);
    expect(ledger.left()).toBe(18);
    expect(calls.flatMap(({ points }) => points)).toHaveLength(2);
    expect(ledger.result().best).toMatchObject({ point: known.point, pauroc: 0.3, known: true });
  });

  it("beyond the box are refused", () => {
    expect(() => opened(10, undefined, { hints: [{ ...HINT, point: { theta: 91 } }] })).toThrow(
      InvariantError,
    );
  });
});

describe("driving a proposer", () => {
  function* asking(sizes: readonly number[], heard: number[]): Proposer {
    for (const size of sizes) {
      const visits = yield Array.from({ length: size }, (_, index) => [index / size, 0.5]);
      heard.push(visits.length);
    }
  }

  it("answers it until it ends, or its units are spent: what it cannot be told in full it is not told", async () => {
    const spent = async (sizes: number[], units: number | undefined, gradient = false): Promise<unknown> => {
      const { ledger } = opened(20);
      await ledger.visit([[0, 0]]);
      const [before, heard] = [ledger.left(), [] as number[]];
      await drive(ledger, asking(sizes, heard), { gradient, ...(units === undefined ? {} : { units }) });
      return [before - ledger.left(), heard];
    };
    expect(await spent([2, 3], 10)).toEqual([5, [2, 3]]);
    expect(await spent([2, 3], 5)).toEqual([5, [2, 3]]);
    expect(await spent([2, 3], 4)).toEqual([4, [2]]);
    expect(await spent([2, 3], 2)).toEqual([2, [2]]);
    expect(await spent([2, 3], undefined)).toEqual([5, [2, 3]]);
    expect(await spent([2, 40], undefined)).toEqual([38, [2]]);
    expect(await spent([2, 3], 9, true)).toEqual([8, [2]]);
  });
});

describe("rounds", () => {
  it("divide what is left evenly into as few as it takes", async () => {
    const roundsOf = async (budget: number, longest: number): Promise<unknown[]> => {
      let left = 2 * budget;
      const rounds: unknown[] = [];
      const { ledger } = opened(budget);
      await inRounds({ ...ledger, left: () => left }, { longest, seedParts: ["a"] }, async (round) => {
        rounds.push([round.number, round.units, round.floor, round.source.next()]);
        left = round.floor;
      });
      return rounds;
    };
    const rounds = await roundsOf(700, 600);
    expect(rounds.map((round) => (round as number[]).slice(0, 3))).toEqual([
      [0, 467, 933],
      [1, 467, 466],
      [2, 466, 0],
    ]);
    expect(new Set(rounds.map((round) => (round as number[])[3])).size).toBe(3);
    expect(await roundsOf(300, 600)).toHaveLength(1);
    expect(await roundsOf(301, 600)).toHaveLength(2);
  });
});

describe("a cancelled search", () => {
  it("asks for nothing more", async () => {
    const cancel = new AbortController();
    const { ledger, calls } = opened(10, undefined, { signal: cancel.signal });
    await ledger.visit([[0, 0]]);
    cancel.abort();
    await expect(ledger.visit([[1, 1]])).rejects.toThrow();
    expect(calls).toHaveLength(1);
  });
});
