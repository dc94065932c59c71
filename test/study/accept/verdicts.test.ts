// Verdicts on a detector of known answers, through whole studies: all five occur, each for its reason.

import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { InputError, present } from "../../../src/core/errors.ts";
import type { ShiftRanges } from "../../../src/core/shift.ts";
import type { Dataset } from "../../../src/data/dataset.ts";
import { DETECTORS } from "../../../src/detector/registry.ts";
import { exp, scale } from "../../../src/graph/ops/index.ts";
import type { Chain } from "../../../src/objective/chain.ts";
import { type AcceptanceData, acceptanceOf, type ObjectAcceptance } from "../../../src/results/acceptance.ts";
import { defineShift } from "../../../src/shift/define.ts";
import { inLinearLight } from "../../../src/shift/light/linear.ts";
import { SHIFTS } from "../../../src/shift/registry.ts";
import { inProcessRunner } from "../../../src/study/in-process.ts";
import { openDetectorChain } from "../../../src/study/open-chain.ts";
import type { WorkItem } from "../../../src/study/plan.ts";
import { type Remote, runStudy, type StudyResult } from "../../../src/study/study.ts";
import {
  KNOWN_RULE,
  type KnownLimits,
  knownDataset,
  knownSample,
  knownSettings,
  knownSource,
} from "../../support/known-answers.ts";
import { sharedFolder } from "../../support/scratch.ts";

const folder = await sharedFolder();

/** Without a failure 14 parts hold a limit of 20%. */
const LIMITS = "escapes=20%";
const ENOUGH = 14;

const RANGES: ShiftRanges = { theta: [-10, 10], exposure: [-1, 1] };

/** So many defective parts, the first of them with limits of their own. */
function defective(count: number, ...limits: readonly Omit<KnownLimits, "anomalous">[]): KnownLimits[] {
  return Array.from({ length: count }, (_, index) => ({ anomalous: true, ...limits[index] }));
}

const BRIGHT = { exposure: [null, 0.33] } as const;
const DARK = { exposure: [-0.33, null] } as const;

const PARTS: Readonly<Record<string, readonly KnownLimits[]>> = {
  sound: defective(ENOUGH),
  // One escapes beyond half of the light, another beyond half of the turn.
  narrow: defective(ENOUGH, { exposure: [null, 0.57] }, { theta: 5.6 }),
  // Seven escape in the same bright light, five in the same darkness.
  weak: defective(ENOUGH, ...Array(7).fill(BRIGHT), ...Array(5).fill(DARK)),
  few: defective(5, DARK, DARK),
};

DETECTORS.register(knownSource("known", PARTS));

SHIFTS.register(
  defineShift({
    ...{ name: "lamp-steps", symbol: "λ", title: "lamp steps", effect: "lamp stepped", unit: "", sign: "" },
    ...{ decimals: 0, writtenUnits: {}, range: [-2, 2], cause: "The lamp has steps.", values: "integers" },
    severities: { mild: [-1, 1], moderate: [-1, 1], severe: [-2, 2] },
    ...{ periodic: false, stage: "light", scope: "station", needsColour: false },
    act: inLinearLight((amount) => exp(scale(amount, Math.LN2))),
    search: { length: 1, edge: 1 },
  }),
);

interface Asked {
  readonly name: string;
  readonly dataset: Dataset;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly remote?: Remote;
}

async function study({ name, dataset, settings = {}, ...surroundings }: Asked): Promise<StudyResult> {
  const asked = { ranges: RANGES, limits: LIMITS, operatingPoint: KNOWN_RULE };
  const effort = { budget: 5, common: 4, draws: 59, steps: 10 };
  const config = {
    asks: [{ question: "accept", settings: { ...asked, ...effort, ...settings } }],
    ...{ seed: 3, samplesPerObject: null, preset: "paper" as const },
  };
  return await runStudy(config, dataset, {
    ...{ runFolder: join(folder, name), data: {}, detector: knownSettings("known") },
    ...{ workers: 1, clock: () => 0, ...surroundings },
  });
}

describe("acceptance of a detector of known answers", () => {
  let found: AcceptanceData;
  let result: StudyResult;
  const of = (object: string): ObjectAcceptance =>
    present(
      found.objects.find((each) => each.object === object),
      object,
    );
  beforeAll(async () => {
    result = await study({ name: "all", dataset: knownDataset(PARTS) });
    found = present(acceptanceOf(result.summary), "acceptance");
  }, 120_000);

  it("is a verdict for each object, and the least of them for all", () => {
    expect(found.objects.map(({ object, verdict }) => [object, verdict])).toEqual([
      ["sound", "accept"],
      ["narrow", "accept-within"],
      ["weak", "reject"],
      ["few", "too-few-pictures"],
    ]);
    expect(found).toMatchObject({ verdict: "reject", ranges: RANGES });
  });

  it("is accepted over the whole box where a second search flips nothing either", () => {
    const { within, alone, search, actions } = of("sound");
    expect(within).toEqual({ factor: 1, box: RANGES });
    expect(alone).toEqual(RANGES);
    expect(search).toMatchObject({ draws: 59, second: { strategy: "simplex", flips: 0 } });
    expect(search.units).toBeGreaterThanOrEqual(60);
    expect(actions).toEqual([]);
  });

  it("goes as far as the parts' own limits, all shifts together and each alone", () => {
    expect(of("narrow").within).toEqual({ factor: 0.5, box: { theta: [-5, 5], exposure: [-0.5, 0.5] } });
    expect(of("narrow").alone).toEqual({ theta: [-5, 5], exposure: [-1, 0.5] });
    expect(of("weak").within?.factor).toBe(0.3);
    expect(of("weak").alone).toEqual({ theta: [-10, 10], exposure: [-0.3, 0.3] });
  });

  it("searches no box in vain that what failed further out rules out", () => {
    const drawn = (object: string): string[] => [
      ...new Set(
        result.plan
          .filter(({ sample, role }) => sample.object === object && role.startsWith("draws within"))
          .map(({ role }) => role),
      ),
    ];
    expect(Object.keys(PARTS).map(drawn)).toEqual([
      [],
      ["draws within 0.5 for a verdict"],
      ["draws within 0.3 for a verdict"],
      [],
    ]);
  });

  it("judges by one lamp for all: who fails in bright light and who in darkness do not add up", () => {
    const { atRest, common, worst, binding } = of("weak");
    expect([atRest, common, worst].map(({ escapes }) => escapes.k)).toEqual([0, 7, 12]);
    expect(binding).toMatchObject({ side: "escapes", k: 7, n: ENOUGH, limit: 0.2 });
    expect(binding?.point?.["exposure"]).toBeGreaterThan(0.33);
  });

  it("says of few pictures what was seen, and how many more it takes", () => {
    const { aloneBy, alone, within, search } = of("few");
    expect({ aloneBy, alone, within }).toEqual({
      aloneBy: "seen",
      alone: { theta: [-10, 10], exposure: [-0.3, 1] },
      within: null,
    });
    expect(search.second).toBeNull();
    expect(of("few").actions.map(({ what }) => what)).toContain(
      "Evaluate more defective parts: 5 cannot show that the limit of 20% holds, 14 without a failure would.",
    );
  });

  it("tells how failures grow with the box, never falling", () => {
    const chart = result.summary.answers[0]?.charts.find(({ title }) => title.startsWith("narrow: escapes"));
    const [common] = chart?.kind === "curve" ? chart.series : [];
    const counts = common?.points.map(({ y }) => Math.round((y ?? 0) * ENOUGH)) ?? [];
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    expect([counts[5], counts.at(-1)]).toEqual([0, 2]);
  });

  it("is the same from what is there already", async () => {
    const again = await study({ name: "all", dataset: knownDataset(PARTS) });
    expect(acceptanceOf(again.summary)).toEqual(found);
    expect(again.plan.map(({ key }) => key)).toEqual(result.plan.map(({ key }) => key));
  }, 60_000);
});

describe("acceptance", () => {
  it("takes 59 draws a picture", async () => {
    const { summary } = await study({
      name: "short",
      dataset: knownDataset({ sound: PARTS["sound"] ?? [] }),
      settings: { draws: 20 },
    });
    const [sound] = acceptanceOf(summary)?.objects ?? [];
    expect(sound).toMatchObject({ verdict: "not-enough-search", search: { draws: 20, second: null } });
    expect(sound?.actions[0]?.what).toMatch(/^Give it more time/);
  }, 60_000);

  it("needs no draws and no second search where every listed amount is evaluated", async () => {
    const parts = { ...{ sound: PARTS["sound"] ?? [] }, weak: PARTS["weak"] ?? [] };
    const { summary } = await study({
      name: "listed",
      dataset: knownDataset(parts),
      settings: { ranges: { "lamp-steps": [-2, 2] } },
    });
    const [sound, weak] = acceptanceOf(summary)?.objects ?? [];
    expect(sound).toMatchObject({ verdict: "accept", search: { units: 11, draws: 0, second: null } });
    expect(sound?.notes.join("\n")).toContain("Every combination of the listed amounts was evaluated");
    expect(weak).toMatchObject({
      ...{ verdict: "reject", within: { factor: 0.4 }, alone: { "lamp-steps": [0, 0] } },
      ...{ common: { escapes: { k: 7 } }, worst: { escapes: { k: 12 } } },
    });
  }, 60_000);

  it("says nothing of single shifts where no part is of the side that is limited", async () => {
    const { summary } = await study({
      name: "good",
      dataset: { ...knownDataset({ sound: [] }), testSamples: async () => [knownSample("sound", false, 20)] },
      settings: { draws: 4, steps: 1 },
    });
    expect(acceptanceOf(summary)?.objects[0]).toMatchObject({ verdict: "not-enough-search", alone: {} });
  });

  it("accepts nothing at a threshold whose calibration pictures were lost: 4 of them promise 20%, 3 do not", async () => {
    const calibration = [20, 21, 22, 23].map((index) => knownSample("sound", false, index));
    const dataset: Dataset = {
      ...knownDataset({ sound: PARTS["sound"] ?? [] }),
      calibrationSamples: async () => calibration,
    };
    const losing = (lost: string | undefined): Remote => {
      const openChain = async (): Promise<Chain> =>
        (await openDetectorChain(knownSettings("known"), "paper")).chain;
      const runner = inProcessRunner({ datasetKind: "memory", workers: 1, clock: () => 0, openChain });
      return () => async (items, deliveries) => {
        const isLost = ({ sample }: WorkItem): boolean => sample.id === lost;
        for (const item of items.filter(isLost)) deliveries.giveUp(item, "torn");
        await runner(
          items.filter((item) => !isLost(item)),
          deliveries,
        );
      };
    };
    const judged = async (name: string, lost?: string): Promise<ObjectAcceptance | undefined> => {
      const settings = { operatingPoint: "false-rejects=20%" };
      const { summary } = await study({ name, dataset, settings, remote: losing(lost) });
      return acceptanceOf(summary)?.objects[0];
    };
    expect(await judged("kept")).toMatchObject({ verdict: "accept" });
    const found = await judged("torn", calibration[3]?.id);
    expect(found).toMatchObject({ verdict: "too-few-pictures", within: null, search: { second: null } });
    expect(found?.actions[0]?.what).toMatch(/^Choose the threshold from at least 4 calibration pictures/);
  }, 60_000);

  it("refuses a threshold from a picture that is evaluated", async () => {
    const [good, other] = [0, 1].map((index) => knownSample("sound", false, index));
    const dataset: Dataset = {
      ...knownDataset({ sound: [...defective(3), { anomalous: false }] }),
      calibrationSamples: async () => [present(good, "sample"), present(other, "sample")],
      testSamples: async () => [
        knownSample("sound", true, 2),
        { ...knownSample("sound", false, 1), id: "copy" },
      ],
    };
    const leaking = study({ name: "leak", dataset, settings: { operatingPoint: "false-rejects=5%" } });
    await expect(leaking).rejects.toThrow(InputError);
    await expect(leaking).rejects.toThrow(/invalid calibration: .* is the evaluated picture copy/);
  });
});
