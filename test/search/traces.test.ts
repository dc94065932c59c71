// Every strategy on one landscape, held to the traces of the search that the published records were made with: a record
// is repeated from its seed, so a strategy that goes elsewhere is another strategy.

import { describe, expect, it } from "vitest";
import type { Objective } from "../../src/core/objective.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { STRATEGIES, strategyNamed } from "../../src/search/registry.ts";
import type { SearchSettings } from "../../src/search/search.ts";
import { amount, boxOver, settings } from "../support/search.ts";

interface Hill {
  readonly value: number;
  readonly slope: ShiftPoint;
}

/** A hill of the loss around a place, the same after a turn of hue. */
function hill(
  point: ShiftPoint,
  [theta, hue, saturation]: readonly [number, number, number],
  height: number,
): Hill {
  const away = [
    (amount(point, "theta") - theta) / 40,
    Math.sin((amount(point, "hue") - hue) / 2) * 2,
    (amount(point, "saturation") - saturation) / 0.3,
  ] as const;
  const far = 1 + away[0] * away[0] + away[1] * away[1] + away[2] * away[2];
  const steep = (-2 * height) / (far * far);
  return {
    value: height / far,
    slope: {
      theta: (steep * away[0]) / 40,
      hue: steep * away[1] * Math.cos((amount(point, "hue") - hue) / 2),
      saturation: (steep * away[2]) / 0.3,
    },
  };
}

interface Landscape {
  /** True where there are drafts, a little beside the exact values. */
  readonly drafts?: boolean;
  readonly normal?: boolean;
}

/** Two hills of the loss; pAUROC has kinks along theta besides. */
function landscape({ drafts = false, normal = false }: Landscape): Objective {
  return async (points, wanted = {}) =>
    points.map((point) => {
      const [near, far] = [hill(point, [0, 0, 0], 0.2), hill(point, [-70, 2, 0.4], 1)];
      const loss = near.value + far.value;
      const theta = amount(point, "theta");
      const isDraft = drafts && wanted.draft === true;
      const kinked = 1 - loss / 2 + 0.02 * Math.abs(Math.sin(theta / 3));
      const pauroc = normal ? null : kinked - (isDraft ? 0.01 * Math.cos(theta) : 0);
      const imageScore = 0.5 + amount(point, "hue") / 10 - amount(point, "saturation") / 7;
      const slopes = Object.keys(point).map((name) => [
        name,
        amount(near.slope, name) + amount(far.slope, name),
      ]);
      return {
        ...{ point, loss, pauroc, imageScore },
        ...(isDraft ? { draft: true as const } : {}),
        ...(wanted.gradient === true ? { gradient: Object.fromEntries(slopes) } : {}),
      };
    });
}

const CASES: Readonly<Record<string, Landscape & { readonly given: SearchSettings }>> = {
  all: { given: settings({ budget: 200 }) },
  "all-draft": { drafts: true, given: settings({ budget: 120, seedParts: [8, "x"] }) },
  hs: {
    given: settings({ box: boxOver(["hue", "saturation"]), circle: "clipped", budget: 60, seedParts: [2] }),
  },
  ts: {
    given: settings({
      box: boxOver(["theta", "saturation"], { theta: [-30, 60], saturation: [0, 0.2] }),
      ...{ budget: 43, seedParts: [3] },
    }),
  },
  normal: { normal: true, given: settings({ budget: 80, seedParts: [4] }) },
};

/** Case, strategy, evaluations, the winner's loss, and a sum over the raw points of the trace. */
const TRACES: readonly (readonly [name: string, strategy: string, number, number, number])[] = [
  ["all", "adam-restarts", 200, 1.014538445, -61.910027],
  ["all", "draft-simplex", 400, 1.013771184, -0.092311],
  ["all", "ensemble", 288, 1.014374411, 31.43476],
  ["all", "grid", 344, 0.945295514, 14.244186],
  ["all", "quasi-newton", 252, 1.013513986, 3.367118],
  ["all", "simplex", 400, 1.013984619, 6.01993],
  ["all", "surrogate", 400, 1.013900624, -7.901582],
  ["all", "surrogate-simplex", 400, 1.01387793, -11.764636],
  ["all", "worst-of-k", 400, 0.795379317, -20.555501],
  ["all-draft", "adam-restarts", 120, 1.004836407, 10.671396],
  ["all-draft", "draft-simplex", 180, 1.013783814, 17.369096],
  ["all-draft", "ensemble", 172, 1.014712232, 39.585328],
  ["all-draft", "grid", 217, 0.856936062, 2.918927],
  ["all-draft", "quasi-newton", 156, 1.015356474, 26.414589],
  ["all-draft", "simplex", 240, 1.013868902, -21.163865],
  ["all-draft", "surrogate", 240, 1.013970452, -2.005992],
  ["all-draft", "surrogate-simplex", 240, 1.014149592, -12.436443],
  ["all-draft", "worst-of-k", 240, 0.778671411, -0.445429],
  ["hs", "adam-restarts", 60, 0.317595157, 8.480224],
  ["hs", "draft-simplex", 120, 0.317747583, 108.555604],
  ["hs", "ensemble", 86, 0.317724506, 44.110683],
  ["hs", "grid", 101, 0.315306055, 1.2293],
  ["hs", "quasi-newton", 78, 0.317750811, 77.792393],
  ["hs", "simplex", 120, 0.317742292, 88.595396],
  ["hs", "surrogate", 120, 0.317745566, 35.455564],
  ["hs", "surrogate-simplex", 120, 0.317750554, 30.50556],
  ["hs", "worst-of-k", 120, 0.315306055, 14.363834],
  ["ts", "adam-restarts", 43, 0.317077151, 17.874781],
  ["ts", "draft-simplex", 86, 0.316866775, 8.89436],
  ["ts", "ensemble", 63, 0.316857695, 64.695237],
  ["ts", "grid", 82, 0.315306055, 98.062331],
  ["ts", "quasi-newton", 56, 0.315306055, 101.544841],
  ["ts", "simplex", 86, 0.315720023, 54.941718],
  ["ts", "surrogate", 86, 0.318483157, 41.22104],
  ["ts", "surrogate-simplex", 86, 0.318424529, 31.295318],
  ["ts", "worst-of-k", 86, 0.315624064, 103.281138],
  ["normal", "adam-restarts", 80, 0.823676121, -35.629139],
  ["normal", "draft-simplex", 160, 1.023013754, -9.114909],
  ["normal", "ensemble", 116, 1.023021526, 14.728638],
  ["normal", "grid", 126, 0.814270014, 4.208737],
  ["normal", "quasi-newton", 104, 1.02309976, 24.94355],
  ["normal", "simplex", 160, 1.02305855, -12.418187],
  ["normal", "surrogate", 160, 1.023068896, -11.484564],
  ["normal", "surrogate-simplex", 160, 1.023084455, 2.504752],
  ["normal", "worst-of-k", 160, 0.725598361, 22.185691],
];

describe("the traces", () => {
  it("are of every strategy", () => {
    expect(new Set(TRACES.map(([, strategy]) => strategy))).toEqual(new Set(Object.keys(STRATEGIES)));
  });

  it.each(TRACES)("in %s of %s are the published ones", async (name, strategy, evaluations, loss, sum) => {
    const { given, ...kind } = CASES[name] ?? { given: settings() };
    const { best, trace } = await strategyNamed(strategy)(landscape(kind), given);
    const places = trace.map(
      ({ raw }, index) =>
        ((index % 7) + 1) *
        (amount(raw, "theta") + 10 * amount(raw, "hue") + 100 * amount(raw, "saturation")),
    );
    expect(trace).toHaveLength(evaluations);
    expect(best.loss).toBeCloseTo(loss, 8);
    expect(places.reduce((total, place) => total + place, 0) / trace.length).toBeCloseTo(sum, 5);
  });
});
