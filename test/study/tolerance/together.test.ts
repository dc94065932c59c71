// Several shifts together on a detector of known answers, through a whole study: at which tenth of the box which parts fail
// can be told beforehand.

import { beforeAll, describe, expect, it } from "vitest";
import { present } from "../../../src/core/errors.ts";
import type { ShiftRanges } from "../../../src/core/shift.ts";
import { DETECTORS } from "../../../src/detector/registry.ts";
import { imageScore } from "../../../src/objective/criteria/image-score.ts";
import type { Provenance } from "../../../src/results/provenance.ts";
import { type ItemRecord, shiftsOf } from "../../../src/results/record.ts";
import { type ToleranceData, type ToleranceShift, toleranceOf } from "../../../src/results/tolerance.ts";
import { DEFAULT_STRATEGY } from "../../../src/search/registry.ts";
import { runStudy } from "../../../src/study/study.ts";
import {
  KNOWN_RULE,
  type KnownLimits,
  knownDataset,
  knownSettings,
  knownSource,
} from "../../support/known-answers.ts";
import { sharedFolder } from "../../support/scratch.ts";

const RANGES: ShiftRanges = { theta: [-30, 30], exposure: [-1, 1] };

const BRIGHT: KnownLimits = { anomalous: true, exposure: [null, 0.45] };
const DARK: KnownLimits = { anomalous: true, exposure: [-0.75, null] };
// As the detector reads a turn off eight pixels it fails between 15° and 18°.
const TURNED: KnownLimits = { anomalous: true, theta: 18.5 };
const GLARING: KnownLimits = { anomalous: false, exposure: [null, 0.25] };

function sound(anomalous: boolean, count: number): KnownLimits[] {
  return Array.from({ length: count }, () => ({ anomalous }));
}

const PARTS: Readonly<Record<string, readonly KnownLimits[]>> = {
  mixed: [BRIGHT, DARK, TURNED, ...sound(true, 2), GLARING, ...sound(false, 4)],
  sound: [...sound(true, 2), ...sound(false, 2)],
  // Wrong as it lies.
  lost: [{ anomalous: true, theta: -1 }, ...sound(true, 3), ...sound(false, 2)],
};

DETECTORS.register(knownSource("known-tolerance", PARTS));

const folder = await sharedFolder();

interface Found {
  readonly data: ToleranceData;
  readonly provenance: Provenance;
  readonly records: readonly ItemRecord[];
  together(object: string): ToleranceShift;
}

async function found(): Promise<Found> {
  const limit = "escapes=20%,false-rejects=20%";
  const settings = { ranges: RANGES, limit, operatingPoint: KNOWN_RULE, steps: 4, budget: 8, common: 6 };
  const config = {
    asks: [{ question: "tolerance", settings }],
    ...{ seed: 3, samplesPerObject: null, preset: "paper" as const },
  };
  const { summary, records } = await runStudy(config, knownDataset(PARTS), {
    ...{ runFolder: folder, data: {}, detector: knownSettings("known-tolerance") },
    ...{ workers: 1, clock: () => 0 },
  });
  const data = present(toleranceOf(summary), "tolerance");
  return {
    ...{ data, provenance: summary.provenance, records: [...records.values()] },
    together: (object) =>
      present(
        data.objects.find((own) => own.object === object)?.shifts.find(({ alone }) => !alone),
        object,
      ),
  };
}

describe("several shifts together", () => {
  let study: Found;
  beforeAll(async () => {
    study = await found();
  }, 60_000);
  const counts = (object: string, of: (point: ToleranceShift["curve"][number]) => number): number[] =>
    study.together(object).curve.map(of);

  it("count every part from the tenth on at which it fails, each picture by itself", () => {
    expect(counts("mixed", ({ factor }) => factor)).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ]);
    expect(counts("mixed", ({ perPicture }) => perPicture.escapes.k)).toEqual([
      0, 0, 0, 0, 0, 1, 2, 2, 3, 3, 3,
    ]);
    expect(counts("mixed", ({ perPicture }) => perPicture.falseRejects.k)).toEqual([
      0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1,
    ]);
  });

  it("are judged under one light for all parts: those that fail in the bright do not in the dark", () => {
    expect(counts("mixed", ({ escapes }) => escapes.k)).toEqual([0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2]);
  });

  it("hold up to the last tenth within the limits, and say a point of the next one that violates them", () => {
    const { symmetric, low, high, confirmed } = study.together("mixed");
    expect({ symmetric, low, high, inside: confirmed.inside }).toEqual({
      ...{ symmetric: 0.5, low: null, high: null, inside: true },
    });
    const { theta = 0, exposure = 0 } = present(confirmed.outside, "point");
    // In the light at which the bright part fails the turned one is one too many.
    expect(exposure).toBeGreaterThanOrEqual(0.44);
    expect(exposure).toBeLessThanOrEqual(0.6);
    expect(Math.abs(theta)).toBeGreaterThan(15);
    expect(Math.abs(theta)).toBeLessThanOrEqual(18);
  });

  it("hold over the whole of what was asked where nothing fails, with no point outside", () => {
    const { symmetric, confirmed } = study.together("sound");
    expect({ symmetric, confirmed }).toEqual({ symmetric: 1, confirmed: { inside: true, outside: null } });
  });

  it("hold nowhere where a limit is violated at rest", () => {
    const { symmetric, confirmed, reason } = study.together("lost");
    expect({ symmetric, confirmed }).toEqual({ symmetric: null, confirmed: { inside: null, outside: null } });
    expect(reason).toBe("violated at rest: escapes 1 of 4, above 20%");
  });

  it("are said to be searched by the strategy that was asked for, not by that of the searches that confirm", () => {
    expect(study.provenance).toMatchObject({ strategy: DEFAULT_STRATEGY, criterion: imageScore.name });
    const strategies = study.records.flatMap(({ experiment }) =>
      experiment.kind === "search" ? experiment.strategy : [],
    );
    expect(new Set(strategies)).toEqual(new Set([DEFAULT_STRATEGY, "simplex"]));
  });

  it("keep numbers alone", () => {
    const shifted = study.records.filter(({ experiment }) => shiftsOf(experiment).length > 0);
    expect(new Set(shifted.map(({ experiment: { keeps } }) => keeps))).toEqual(new Set(["numbers"]));
  });

  it("search no picture whose verdict is wrong already", () => {
    const searched = study.records
      .filter(({ sample, experiment }) => sample.endsWith("000.png") && experiment.kind === "search")
      .flatMap(({ object, experiment }) =>
        object === "mixed" && experiment.kind === "search" && "exposure" in experiment.box
          ? (experiment.box["theta"]?.[1] ?? 0)
          : [],
      );
    // The bright part fails alone from 0.5 of its range on; the alone scans tell.
    expect(Math.max(...searched)).toBeLessThan(30 * 0.6);
  });
});
