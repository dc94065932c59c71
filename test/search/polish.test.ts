// The end of a search by values: which simplexes are set up, from where, with which edges, at what cost.

import { describe, expect, it } from "vitest";
import type { Objective } from "../../src/core/objective.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { type Ledger, openLedger } from "../../src/search/ledger.ts";
import { type PolishOptions, polish } from "../../src/search/polish.ts";
import { amount, boxOver, settings } from "../support/search.ts";

/** pAUROC falls to 0 at theta 20 and saturation 0.3; where drafts are asked for, they say so. */
const bowl: Objective = async (points, wanted) =>
  points.map((point) => {
    const pauroc = ((amount(point, "theta") - 20) / 180) ** 2 + (amount(point, "saturation") - 0.3) ** 2;
    const draft = wanted?.draft === true ? { draft: true as const } : {};
    return { point, loss: 0, pauroc, imageScore: 0, ...draft };
  });

interface Polished {
  readonly ledger: Ledger;
  /** Points that were asked for together: a simplex's first corners. */
  readonly corners: readonly (readonly ShiftPoint[])[];
  readonly units: number;
  readonly drafts: number;
}

async function polished(visited: readonly (readonly number[])[], options: PolishOptions): Promise<Polished> {
  const corners: ShiftPoint[][] = [];
  let drafts = 0;
  const objective: Objective = (points, wanted) => {
    if (points.length === 2) corners.push([...points]);
    drafts += wanted?.draft === true ? points.length : 0;
    return bowl(points, wanted);
  };
  const ledger = openLedger(objective, settings({ box: boxOver(["theta", "saturation"]), budget: 500 }));
  for (const position of visited) await ledger.visit([position]);
  corners.length = 0;
  const before = ledger.left();
  await polish(ledger, options);
  return { ledger, corners, units: before - ledger.left(), drafts };
}

const edgesOf = (corners: readonly ShiftPoint[], from: ShiftPoint): number[] =>
  corners.map((corner) => {
    const offset = (name: string): number => amount(corner, name) - amount(from, name);
    return Number(Math.hypot(offset("theta"), offset("saturation")).toFixed(9));
  });

describe("polishing", () => {
  it("goes down from the best place, then once more from where that ended, with edges half as long", async () => {
    const { ledger, corners, drafts } = await polished([[0.6, 0.6]], { basins: 1, units: 400 });
    expect(corners).toHaveLength(2);
    const [first = [], second = []] = corners;
    expect(edgesOf(first, { theta: 18, saturation: 0.1 })).toEqual([6, 0.12]);
    const [theta = 0, saturation = 0] = [second[1]?.["theta"], second[0]?.["saturation"]];
    expect(edgesOf(second, { theta, saturation })).toEqual([3, 0.06]);
    const before = ledger.visits.slice(0, ledger.visits.length - 1);
    expect(before.some(({ position }) => Math.abs((position[0] ?? 0) - (theta + 90) / 180) < 1e-9)).toBe(
      true,
    );
    const values = ledger.visits.map(({ value }) => value);
    expect(Math.min(...values)).toBeLessThan(1e-5);
    expect(drafts).toBe(0);
  });

  it("takes as many distinct basins as asked for before the finer descent", async () => {
    const visited = [
      [0.2, 0.9],
      [0.9, 0.2],
      [0.21, 0.9],
    ];
    // Besides these, the identity in the middle is known.
    expect((await polished(visited, { basins: 2, units: 400 })).corners).toHaveLength(3);
    expect((await polished(visited, { basins: 9, units: 400 })).corners).toHaveLength(4);
  });

  it("led by drafts goes down once", async () => {
    const { corners, drafts, units } = await polished([[0.6, 0.6]], { basins: 1, units: 400, draft: true });
    expect(corners).toHaveLength(1);
    expect(drafts).toBe(units);
  });

  it("begins at exact places alone, unless drafts lead the way", async () => {
    const ledger = openLedger(bowl, settings({ box: boxOver(["theta", "saturation"]), budget: 500 }));
    await ledger.visit([[0.9, 0.2]]);
    await ledger.visit([[0.6, 0.6]], { draft: true });
    const known = ledger.visits.length;
    await polish(ledger, { basins: 1, units: 2 });
    // The identity is the best exact place.
    expect(ledger.visits[known]?.position.map((value) => Number(value.toFixed(6)))).toEqual([
      Number((0.5 + 6 / 180).toFixed(6)),
      0.5,
    ]);
  });

  it.each([1, 7, 20])("spends no more than %i units", async (units) => {
    expect((await polished([[0.6, 0.6]], { basins: 3, units })).units).toBeLessThanOrEqual(units);
  });
});
