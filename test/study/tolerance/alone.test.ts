import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { BoxedShift, ShiftPoint } from "../../../src/core/shift.ts";
import { boxOf } from "../../../src/shift/registry.ts";
import { type Alone, type AloneAsk, aloneOf, plannedAlone } from "../../../src/study/tolerance/alone.ts";
import { judgedScan } from "../../../src/study/tolerance/judged-scan.ts";
import { allowed } from "../../../src/study/tolerance/known-amounts.ts";
import { plannedScan } from "../../../src/study/tolerance/scan.ts";
import type { ScanAsk } from "../../../src/study/tolerance/scan-ask.ts";
import {
  bruteForce,
  failuresOf,
  type JudgedRun,
  type KnownPart,
  runKnown,
} from "../../support/breaking-parts.ts";
import { sharedFolder } from "../../support/scratch.ts";

const folder = await sharedFolder();
let runs = 0;

function newFolder(): string {
  runs += 1;
  return join(folder, `${runs}`);
}

/** One of four defective pictures may escape, and one of two good ones be rejected. */
const LIMITS = {
  escapes: { worst: 0.25, relative: false },
  falseRejects: { worst: 0.5, relative: false },
};

function shiftOf(name: string, range: readonly [number, number]): BoxedShift {
  const [shift] = boxOf({ [name]: range });
  if (shift === undefined) throw new Error(name);
  return shift;
}

async function alone(
  parts: readonly KnownPart[],
  shift: BoxedShift,
  changes: Partial<AloneAsk> = {},
): Promise<Alone & JudgedRun> {
  const ask: AloneAsk = {
    ...{ shift, steps: 90, limits: LIMITS, parts: {}, whole: false, strategy: "simplex", budget: 30 },
    ...changes,
  };
  const { view, points } = await runKnown(newFolder(), parts, (plan) => plannedAlone(ask, plan));
  return { ...aloneOf(ask, "part", view), view, points };
}

/** A picture that is wrong from an amount on, to either side. */
function wrongBeyond(shift: string, anomalous: boolean, low: number, high: number): KnownPart {
  return { anomalous, wrongAt: ({ [shift]: amount = 0 }) => amount <= low || amount >= high };
}

/** Wrong between two amounts alone. */
function wrongWithin(shift: string, anomalous: boolean, from: number, to: number): KnownPart {
  return { anomalous, wrongAt: ({ [shift]: amount = 0 }) => amount >= from && amount <= to };
}

const NEVER = 99;

/** Four defective and two good pictures, turned. */
const TURNED = [
  wrongBeyond("theta", true, -3.3, 7.7),
  wrongBeyond("theta", true, -NEVER, 4.13),
  wrongBeyond("theta", true, -8.05, NEVER),
  wrongBeyond("theta", true, -NEVER, NEVER),
  wrongBeyond("theta", false, -5.5, 2.2),
  wrongBeyond("theta", false, -NEVER, 9.99),
];

/** The same of a lamp: where all are wrong together is not where each is. */
const LIT = [
  wrongWithin("exposure", true, 0.1, 0.2),
  wrongWithin("exposure", true, 0.15, 0.3),
  wrongWithin("exposure", true, 0.31, 0.4),
  wrongBeyond("exposure", true, -0.3, NEVER),
  wrongWithin("exposure", false, -0.2, -0.1),
  wrongWithin("exposure", false, 0.3, 0.5),
];

const TURN = shiftOf("theta", [-9, 10]);
const LIGHT = shiftOf("exposure", [-0.5, 0.5]);

describe("one shift alone", async () => {
  const turned = { parts: TURNED, asked: TURN, ...(await alone(TURNED, TURN)) };
  const lit = { parts: LIT, asked: LIGHT, ...(await alone(LIT, LIGHT)) };

  it.each([
    ["a part's shift, each picture by itself", turned],
    ["a station's shift, all pictures together", lit],
  ])("finds as many at every value of the grid of 181 as brute force: %s", (_, { parts, asked, shift }) => {
    const { curve } = shift;
    expect(curve.map(({ factor }) => factor)).toEqual(
      Array.from({ length: 91 }, (_each, step) => expect.closeTo(step / 90, 9)),
    );
    expect(curve.map(({ range }) => range)).toEqual(
      curve.map(({ factor }) => asked.range.map((end) => expect.closeTo(end * factor, 9))),
    );
    expect(curve.map(failuresOf)).toEqual(curve.map(({ factor }) => bruteForce(parts, asked, factor)));
  });

  it("tells where each picture breaks, nearest to 0 on either side, within a 1440th of that side", () => {
    const { breaking } = turned;
    expect(breaking.map(({ value }) => value)).toEqual(
      [-3.3, 4.13, -8.05, null, 2.2, 9.99].map((known) => known && expect.closeTo(known, 1)),
    );
    for (const { sample, value } of breaking) {
      const { wrongAt } = TURNED[Number(sample.slice(-7, -4))] ?? wrongBeyond("theta", true, 0, 0);
      if (value === null) continue;
      expect(wrongAt({ theta: value })).toBe(true);
      expect(wrongAt({ theta: value - (Math.sign(value) * 10) / 1440 })).toBe(false);
    }
  });

  it("holds limits to each side and to both alike as long as no more pictures than may have broken", () => {
    const { shift, points } = turned;
    for (const kind of ["low", "high", "symmetric"])
      expect(points.has(`confirm theta ${kind} 1`), kind).toBe(true);
    // The second escape is at -8.05 to the one side, at 7.7 to the other, at 4.13 of both; a second false reject at 9.99.
    expect(shift.low).toBeGreaterThan(-8.05);
    expect(shift.low).toBeCloseTo(-8.05, 1);
    expect(shift.high).toBeLessThan(7.7);
    expect(shift.high).toBeCloseTo(7.7, 1);
    expect(shift.symmetric).toBeLessThan(4.13);
    expect(shift.symmetric).toBeCloseTo(4.13, 1);
    expect(shift.confirmed.inside).toBe(true);
    expect(shift.confirmed.outside?.["theta"]).toBeGreaterThanOrEqual(4.13);
  });

  it("holds a lamp to the value at which too many fail together", () => {
    const { shift } = lit;
    expect(shift.low).toBe(-0.5);
    expect(shift.high).toBeLessThan(0.15);
    expect(shift.high).toBeCloseTo(0.15, 3);
    expect(shift.symmetric).toBe(shift.high);
    expect(shift.confirmed).toEqual({
      inside: true,
      outside: { exposure: expect.closeTo(0.15, 3) },
    });
  });

  it("searches afresh within each side, a lamp's at amounts that all pictures share", () => {
    const { view, shift } = lit;
    const drawn = (side: string): readonly (readonly number[])[] =>
      view.samples.map(({ id }) =>
        (view.record(id, `confirm exposure ${side} 1`)?.points ?? []).map(
          ({ point }) => point["exposure"] ?? 0,
        ),
      );
    for (const side of ["low", "high"] as const) {
      const [first = [], ...others] = drawn(side);
      expect(new Set(first).size).toBe(59);
      for (const other of others) expect(other).toEqual(first);
      const [low, high] = side === "low" ? [shift.low ?? 0, 0] : [0, shift.high ?? 0];
      expect(first.every((amount) => amount >= low && amount <= high)).toBe(true);
    }
  });

  it("means the lowest pAUROC as far as all pictures were followed: beyond a flip where that is asked for", async () => {
    const part = { ...wrongBeyond("theta", true, -NEVER, 4), paurocAt: ({ theta = 0 }) => 1 - theta / 10 };
    const paurocs = async (whole: boolean): Promise<readonly (number | null)[]> => {
      const { shift } = await alone([part], shiftOf("theta", [0, 10]), { steps: 20, whole });
      return shift.curve.map(({ pauroc }) => pauroc);
    };
    const known = Array.from({ length: 21 }, (_, step) => expect.closeTo(1 - step / 20, 9));
    expect(await paurocs(true)).toEqual(known);
    expect(await paurocs(false)).toEqual(known.map((value, step) => (step <= 15 ? value : null)));
  });

  it("goes to the end of what was asked where no limit is violated", async () => {
    const { shift, breaking } = await alone(
      [NEVER, NEVER].map((amount) => wrongBeyond("theta", true, -amount, amount)),
      shiftOf("theta", [-5, 10]),
    );
    expect(shift).toMatchObject({ low: -5, high: 10, symmetric: 5 });
    expect(shift.confirmed).toEqual({ inside: true, outside: null });
    expect(breaking.map(({ value }) => value)).toEqual([null, null]);
  });

  it("has no point outside where one more breaks on a side beyond the other's end alone", async () => {
    const parts = [
      wrongBeyond("theta", true, -3, NEVER),
      wrongBeyond("theta", true, -NEVER, 8),
      ...[1, 2].map(() => wrongBeyond("theta", true, -NEVER, NEVER)),
    ];
    const { shift } = await alone(parts, shiftOf("theta", [-5, 10]), { steps: 10 });
    expect(shift).toMatchObject({ low: -5, high: 10, symmetric: 5 });
    expect(shift.confirmed).toEqual({ inside: true, outside: null });
  });

  it("counts a picture that is wrong at rest at every amount, and evaluates it at none", async () => {
    const parts = [-NEVER, 5, NEVER, NEVER].map((amount) =>
      wrongBeyond("theta", true, -Math.abs(amount), amount),
    );
    const { shift, breaking, points } = await alone(parts, shiftOf("theta", [0, 10]), { steps: 10 });
    expect(shift.curve.map(({ escapes }) => escapes.k)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    expect(shift.high).toBeLessThan(5);
    expect(shift.high).toBeCloseTo(5, 0);
    expect(breaking.map(({ value }) => value)).toEqual([0, 5, null, null]);
    expect(points.get("scan theta high 1-10 of 10")).toBe(30);
  });

  it("breaks nowhere where the defect is out of view", async () => {
    const lost = ({ theta = 0 }: ShiftPoint): boolean => theta >= 4;
    const parts = [1, 2].map(() => ({ ...wrongBeyond("theta", true, -NEVER, 4), isLostAt: lost }));
    const { shift, breaking } = await alone(parts, shiftOf("theta", [0, 10]), { steps: 10 });
    expect(shift).toMatchObject({ high: 10, confirmed: { inside: true, outside: null } });
    expect(breaking.map(({ value }) => value)).toEqual([null, null]);
  });

  it("shrinks below a violation that the scan stepped over and the fresh search finds", async () => {
    const parts = [
      wrongWithin("theta", true, 3.1, 3.9),
      wrongWithin("theta", true, 3.2, 3.8),
      wrongBeyond("theta", true, -NEVER, 6.5),
    ];
    const { shift } = await alone(parts, shiftOf("theta", [0, 10]), { steps: 10 });
    expect(shift.curve.map(({ escapes }) => escapes.k)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
    expect(shift.high).toBeLessThan(3.1);
    expect(shift.confirmed.inside).toBe(true);
    expect(shift.confirmed.outside?.["theta"]).toBeLessThanOrEqual(3.9);
  });

  it("has no range where a limit is violated at rest, and says so", async () => {
    const broken = [NEVER, -NEVER, -NEVER, NEVER].map((amount) =>
      wrongBeyond("theta", true, -amount, amount),
    );
    const { shift, breaking } = await alone(broken, TURN, { steps: 2 });
    expect(shift).toMatchObject({ symmetric: null, low: null, high: null });
    expect(shift.confirmed).toEqual({ inside: null, outside: null });
    expect(shift.reason).toBe("violated at rest: escapes 2 of 4, above 25%");
    expect(breaking.map(({ value }) => value)).toEqual([null, 0, 0, null]);
  });

  it("takes a shift's listed amounts in place of steps", async () => {
    const parts = [50, 50].map((from) => wrongBeyond("jpeg", true, -NEVER, from - 0.5));
    const { shift, breaking } = await alone(parts, shiftOf("jpeg", [0, 70]), { steps: 10 });
    expect(shift.curve).toHaveLength(71);
    expect(breaking.map(({ value }) => value)).toEqual([50, 50]);
    expect(shift).toMatchObject({ low: 0, high: 49, symmetric: 49 });
    expect(shift.confirmed).toEqual({ inside: true, outside: { jpeg: 50 } });
  });

  it("counts the photographs of one part once", async () => {
    const parts = Object.fromEntries([0, 1].map((index) => [`part/test/crack/00${index}.png`, "first"]));
    const { shift } = await alone(TURNED, TURN, { parts, steps: 10 });
    expect(shift.curve.at(-1)?.escapes).toMatchObject({ k: 2, n: 3 });
    expect(shift.symmetric).toBeCloseTo(3.3, 0);
  });
});

it("as many may fail as the limit's share of them, also where floating point has a hair less; all without a limit", () => {
  expect([allowed(100, 0.29), allowed(20, 0.05), allowed(49, 0.02)]).toEqual([29, 1, 0]);
  expect(allowed(7, null)).toBe(7);
});

describe("a scan", () => {
  it("does not follow a picture beyond its flip, and ends on a side once it is told", async () => {
    const ask: ScanAsk = {
      ...{ shift: TURN, steps: 10, chunk: 2, parts: {} },
      ends: ({ escapes }) => escapes.k > 1,
    };
    const { view, points } = await runKnown(newFolder(), TURNED, (plan) => plannedScan(ask, plan));
    expect(Object.fromEntries(points)).toMatchObject({
      "scan theta high 1-2 of 10": 12,
      "scan theta high 3-4 of 10": 12,
      // The good picture of 2.2 is left, then the defective one of 4.13; the second escape, at 7.7, ends it.
      "scan theta high 5-6 of 10": 10,
      "scan theta high 7-8 of 10": 8,
    });
    expect(points.has("scan theta high 9-10 of 10")).toBe(false);
    const scan = judgedScan(ask, "part", view);
    expect(scan.reached).toEqual({ low: 10, high: 8 });
    expect(scan.within({ low: 0, high: 7 }).escapes.k).toBe(1);
    expect(scan.within({ low: 0, high: 8 }).escapes.k).toBe(2);
  });
});
