// Uniform draws count in decisions: one lamp for all pictures is a common value, a draw that flips a verdict is a worst case.

import { describe, expect, it } from "vitest";
import { rangesOf, type ShiftPoint } from "../../src/core/shift.ts";
import type { Thresholds } from "../../src/core/thresholds.ts";
import { imageScore } from "../../src/objective/criteria/image-score.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import { boxOf } from "../../src/shift/registry.ts";
import { type MapReadings, mapReadings } from "../../src/study/decisions/maps.ts";
import { objectDecisions } from "../../src/study/decisions/object.ts";
import { type DecidedPicture, decidedPicture } from "../../src/study/decisions/pictures.ts";
import { boundRole, drawsRole, ORIGINAL } from "../../src/study/questions/roles.ts";
import type { SearchedCombination } from "../../src/study/searched.ts";
import { recordOf, searchOver } from "../support/records.ts";

const NAME = "theta+exposure";
const ranges = rangesOf(boxOf({ theta: [-10, 10], exposure: [-1, 1] }));
const BOTH: SearchedCombination = {
  ...{ name: NAME, role: boundRole(NAME), over: ["theta", "exposure"], ranges, criterion: imageScore },
};
const AT_HALF: Thresholds = {
  ...{ rule: { kind: "score", image: 0.5, pixel: null }, image: 0.5, pixel: null },
  ...{ from: "the command line", pictures: null, promised: null, notes: [] },
};

type Scored = readonly [theta: number, exposure: number, score: number];

const pointsOf = (scored: readonly Scored[]) =>
  scored.map(([theta, exposure, score]) => {
    const point: ShiftPoint = { theta, exposure };
    return { point, imageScore: score, loss: 0, pauroc: 0.9 };
  });

/** Draws, as numbers alone. */
function draws(...scored: readonly Scored[]): ItemRecord {
  const points = pointsOf(scored);
  const experiment = { kind: "points", points: points.map(({ point }) => point), keeps: "numbers" } as const;
  const { maps: _none, ...record } = recordOf("draws", { experiment, points });
  return record;
}

function picture(id: string, anomalous: boolean, drawn: ItemRecord): DecidedPicture {
  const atRest = anomalous ? 0.9 : 0.1;
  const found = pointsOf([[5, 1, anomalous ? 0.8 : 0.2]]);
  const records = new Map([
    [ORIGINAL, recordOf("rest", { points: [{ point: {}, imageScore: atRest, loss: 0, pauroc: 0.9 }] })],
    [boundRole(NAME), recordOf("search", { experiment: searchOver(ranges), points: found })],
    [drawsRole(NAME), drawn],
  ]);
  const sample = { id, object: "nut", defect: anomalous ? "crack" : "good", anomalous };
  return decidedPicture({ sample, part: id, records }, [BOTH], AT_HALF);
}

const PICTURES = [
  picture("one", true, draws([1, -0.5, 0.4], [2, 0.5, 0.9])),
  picture("two", true, draws([-3, -0.5, 0.45], [7, 0.5, 0.3])),
  picture("three", true, draws([4, -0.5, 0.7], [0, 0.5, 0.8])),
  picture("good", false, draws([4, -0.5, 0.2], [0, 0.5, 0.6])),
];

describe("draws beside the searches", () => {
  const { common, worst, limits, flips } = objectDecisions({
    ...{ object: "nut", pictures: PICTURES, combinations: [BOTH], thresholds: AT_HALF },
    readings: new Map<DecidedPicture, MapReadings>(),
  });

  it("flip verdicts, each picture at its own, and at the lamp that is worst for all", () => {
    expect([worst[NAME]?.escapes.k, worst[NAME]?.falseRejects.k]).toEqual([2, 1]);
    expect(flips.map(({ sample, point }) => [sample, point["exposure"]])).toContainEqual(["two", 0.5]);
    expect([common[NAME]?.escapes.k, common[NAME]?.falseRejects.k]).toEqual([2, 1]);
    expect(common[NAME]?.points).toEqual({ escapes: { exposure: -0.5 }, falseRejects: { exposure: 0.5 } });
  });

  it("say of the others how much of the box can flip them", () => {
    expect(limits).toContain(
      `${NAME}: of 4 pictures that are decided rightly at rest 2 uniform draws of each flip 3: of the others less than 77.7% of the box does so (95% confidence, each by itself).`,
    );
  });

  it("have no maps to be read at", async () => {
    const [flipped, , held] = PICTURES;
    if (flipped === undefined || held === undefined) throw new Error("no pictures");
    const mask = { width: 1, height: 1, data: Uint8Array.of(1) };
    const map = async ({ role }: { readonly role: string }) =>
      role === drawsRole(NAME) ? null : { map: Float32Array.of(role === ORIGINAL ? 0.75 : 0.5), mask };
    const worstOf = async (of: DecidedPicture) => (await mapReadings(of, null, { map }))?.worst.get(NAME);
    expect(await worstOf(flipped)).toBeUndefined();
    expect((await worstOf({ ...held, worst: new Map([[NAME, held.atRest]]) }))?.change).toBe(0);
  });
});
