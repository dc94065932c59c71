// A whole study in this process: the demo's pictures, a small model, every step from plan to gallery.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { InputError, present } from "../../src/core/errors.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { openDemoDataset } from "../../src/data/synthetic/dataset.ts";
import type { DetectorSettings } from "../../src/detector/source.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { decodeImage, decodeMask } from "../../src/image/codec.ts";
import { metricFacts } from "../../src/metrics/registry.ts";
import { CRITERIA } from "../../src/objective/criteria/registry.ts";
import { knownWithin } from "../../src/study/candidates.ts";
import type { StudyConfig } from "../../src/study/config.ts";
import { type RobustnessAsk, robustnessAsks } from "../../src/study/questions/asks.ts";
import type { RunProgress } from "../../src/study/run.ts";
import { chosenSamples, contentDigests } from "../../src/study/samples.ts";
import { samplesOf, searchedCombinations } from "../../src/study/searched.ts";
import {
  runStudy,
  type StudyFacts,
  type StudyResult,
  type StudySurroundings,
} from "../../src/study/study.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { recordOf } from "../support/records.ts";
import { scratchFolder, sharedFolder } from "../support/scratch.ts";

const shared = await sharedFolder();

const ASK: RobustnessAsk = {
  combinations: [["theta"], ["theta", "hue"]],
  sweeps: [{ shift: "theta", values: [-30, 0, 30] }],
  ...{ strategy: "worst-of-k", criterion: "pauroc", budget: 2, common: 0, ranges: { theta: [-60, 60] } },
};

const configOf = (ask: Partial<RobustnessAsk> = {}): StudyConfig => ({
  asks: robustnessAsks({ ...ASK, ...ask }),
  ...{ seed: 3, samplesPerObject: 3, preset: "paper" },
});

const CONFIG = configOf();

const dataset = openDemoDataset({ objects: ["gear", "nut"], testGood: 2, testPerDefect: 1, size: 64 });

/** The tiny model, and how often it was opened and its engine closed. */
function tiny(): { settings: DetectorSettings; opened: () => number; closed: () => number } {
  let [opened, closed] = [0, 0];
  return {
    settings: {
      ...{ source: "winclip", options: { model: `${FIXTURES}tiny-gelu` }, aspect: "squash" },
      ...{ device: "cpu", threads: 1, env: { XDG_CACHE_HOME: shared }, cwd: "/" },
      openEngine: async (settings) => {
        opened++;
        const engine = await openNodeEngine(settings);
        return {
          ...engine,
          close: async () => {
            closed++;
            await engine.close();
          },
        };
      },
    },
    opened: () => opened,
    closed: () => closed,
  };
}

const study = async (
  changes: Partial<StudySurroundings> = {},
  { config = CONFIG, data = dataset }: { config?: StudyConfig; data?: Dataset } = {},
): Promise<StudyResult> =>
  await runStudy(config, data, {
    ...{
      runFolder: changes.runFolder ?? join(await scratchFolder(), "run"),
      data: {},
      detector: tiny().settings,
    },
    ...{ workers: 1, clock: () => 0 },
    ...changes,
  });

describe("a study", () => {
  const runFolder = join(shared, "run");
  let result: StudyResult;
  const heard: RunProgress[] = [];
  const model = tiny();
  beforeAll(async () => {
    const onProgress = (progress: RunProgress): void => {
      heard.push(progress);
    };
    result = await study({ runFolder, onProgress, detector: model.settings });
  }, 180_000);

  it("does every experiment with the samples that it takes of each object, and keeps a record of each", () => {
    const { plan, records, fresh, folder } = result;
    expect([fresh, folder]).toEqual([true, runFolder]);
    const roles = ["original", "identity", "sweep theta", "bound theta", "bound theta+hue"];
    expect(plan.map(({ role }) => role)).toEqual(Array.from({ length: 6 }, () => roles).flat());
    expect(plan.every(({ key }) => records.has(key))).toBe(true);
    expect(heard.map(({ done, total, failed }) => [done, total, failed])).toEqual(
      Array.from({ length: 31 }, (_, done) => [done, 30, 0]),
    );
    expect([model.opened(), model.closed()]).toEqual([1, 1]);
  });

  it("says what it was made of", async () => {
    const { provenance, shifts, metrics, combinations, bootstrap, failed, answers } = result.summary;
    expect(provenance).toMatchObject({
      dataset: { kind: "demo", objects: ["gear", "nut"], options: {} },
      detector: {
        ...{ name: expect.stringContaining("tiny-gelu"), source: "winclip", size: 64, aspect: "squash" },
        options: { model: expect.stringContaining("tiny-gelu") },
      },
      ...{ device: "cpu", threads: 1, seed: 3, strategy: "worst-of-k", budget: 2, samplesPerObject: 3 },
      ...{ criterion: "pauroc", preset: "paper", ignores: false },
    });
    expect(provenance.ranges).toEqual({ theta: [-60, 60], hue: [-Math.PI, Math.PI] });
    expect(shifts.map(({ name }) => name)).toEqual(["theta", "hue"]);
    expect(metrics).toEqual(metricFacts());
    expect([provenance.plan, provenance.dataset.digest].every((hex) => /^[0-9a-f]{64}$/.test(hex))).toBe(
      true,
    );
    expect(combinations).toEqual(["theta", "theta+hue"]);
    expect(bootstrap).toEqual({ resamples: 1000, level: 0.95, seed: 3 });
    expect(failed).toBeUndefined();
    expect(answers).toEqual([]);
  });

  it("summarises each object and sample, within the ranges that were searched", () => {
    const { objects, samples } = result.summary;
    expect(objects.map(({ object, className, samples: count }) => [object, className, count])).toEqual([
      ["gear", "gear", 3],
      ["nut", "nut", 3],
    ]);
    expect(samples).toHaveLength(6);
    for (const { original, bounds, nested, anomalous } of samples) {
      const { isWorse } = CRITERIA.named("pauroc").order(anomalous);
      for (const [name, bound] of Object.entries(bounds)) {
        expect(Object.keys(bound.point)).toEqual(name.split("+"));
        expect(Math.abs(bound.point["theta"] ?? 90)).toBeLessThanOrEqual(60);
        expect(isWorse(original, present(nested[name], name))).toBe(false);
        expect([bound.evaluations, bound.steps, bound.units]).toEqual([4, 0, 4]);
      }
    }
  });

  it("chooses each object's worst among all candidates of its samples", () => {
    const { plan, records, summary } = result;
    for (const { object, objectSearches } of summary.objects) {
      const own = samplesOf(
        plan.filter(({ sample }) => sample.object === object),
        records,
      );
      const chosen = summary.samples.filter((sample) => sample.object === object);
      for (const combination of searchedCombinations(plan)) {
        const known = own.map((sample) => knownWithin(sample, combination));
        const moved = chosen.filter(({ objectLevel }, index) => {
          const first = present(known[index]?.[0], "candidate");
          const choice = present(objectLevel[combination.name], "choice");
          return choice.from !== first.from || JSON.stringify(choice.point) !== JSON.stringify(first.point);
        });
        expect(objectSearches[combination.name]).toMatchObject({
          candidates: known.flat().length,
          moved: moved.length,
        });
      }
    }
  });

  it("holds what the transform costs by itself, and what turning does to detectors that know all and nothing", () => {
    const { objects, mean } = result.summary;
    for (const { original, identity, controls, sweeps } of [...objects, mean]) {
      expect(identity?.values["pauroc"]).toBeCloseTo(original.values["pauroc"] ?? 0, 4);
      expect(Object.keys(controls)).toEqual(["theta", "theta+hue"]);
      for (const { ideal, constant } of Object.values(controls)) {
        expect(ideal.values["pauroc"]).toBeGreaterThan(0.9);
        expect(constant.values["pauroc"]).toBeLessThan(0.7);
      }
      const [turned, still] = present(sweeps[0], "sweep").points.map((point) => point.controls?.ideal.values);
      expect(still?.["pauroc"]).toBe(1);
      expect(turned?.["loss"]).toBeGreaterThan(still?.["loss"] ?? 0);
    }
  });

  it("keeps text vectors in the user's cache", async () => {
    expect((await readdir(join(shared, "faultline"))).length).toBeGreaterThan(0);
  });

  it("writes the pictures of the last combination's drops", async () => {
    const { gallery, samples } = result.summary;
    const anomalous = samples.filter((sample) => sample.anomalous);
    expect(gallery.map(({ sample }) => sample).toSorted()).toEqual(
      anomalous.map(({ sample }) => sample).toSorted(),
    );
    for (const { files, combination } of gallery) {
      expect(combination).toBe("theta+hue");
      for (const name of [files.originalPicture, files.worstPicture]) {
        expect(await decodeImage(join(runFolder, name))).toMatchObject({ width: 64, height: 64 });
      }
      expect((await decodeMask(join(runFolder, files.mask))).data.includes(1)).toBe(true);
    }
    expect((await readdir(runFolder)).toSorted()).toEqual(
      ["gallery", "journal.jsonl", "maps", "question.json", "run.json"].toSorted(),
    );
  });

  it("that is asked again computes nothing, and takes the results that stand there", async () => {
    await writeFile(join(runFolder, "results.json"), JSON.stringify(result.summary));
    const never = (): never => {
      throw new Error("there was nothing to do");
    };
    const again = await study({ runFolder, remote: () => never });
    expect([again.fresh, again.folder]).toEqual([false, runFolder]);
    expect(again.summary).toEqual(JSON.parse(JSON.stringify(result.summary)));
    // Another number of threads is no other study; another version's results are made anew from the records.
    const threads = await study({
      runFolder,
      detector: { ...tiny().settings, threads: 2 },
      remote: () => never,
    });
    expect(threads.fresh).toBe(false);
    const older = { ...result.summary, provenance: { ...result.summary.provenance, version: "0.0.1" } };
    await writeFile(join(runFolder, "results.json"), JSON.stringify(older));
    const anew = await study({ runFolder, remote: () => never });
    expect(anew.fresh).toBe(true);
    expect(anew.summary.objects).toEqual(result.summary.objects);
  });

  it("answers another question in a folder of its own, and its own in the run folder", async () => {
    const other = configOf({ sweeps: [], combinations: [] });
    const earlier = JSON.stringify(result.summary);
    await writeFile(join(runFolder, "results.json"), earlier);
    for (const [config, own] of [
      [CONFIG, true],
      [other, false],
    ] as const) {
      const { folder } = await study({ runFolder }, { config });
      expect(folder === runFolder).toBe(own);
      if (!own) expect(folder).toMatch(/questions\/[0-9a-f]{8}$/);
    }
    expect(await readFile(join(runFolder, "results.json"), "utf8")).toBe(earlier);
  });

  it("takes a detector of its own for each worker, ends alike, and closes them all", async () => {
    const two = tiny();
    const { summary } = await study({ workers: 2, detector: two.settings });
    expect(summary).toEqual(result.summary);
    expect([two.opened(), two.closed()]).toEqual([2, 2]);
  });
});

describe("a study whose items are computed by other processes", () => {
  it("tells the runner what it takes, and leaves samples out of which an item was given up", async () => {
    const facts: StudyFacts[] = [];
    const config = configOf({ combinations: [], sweeps: [] });
    const digests = await contentDigests(await chosenSamples(config, dataset));
    const [lost] = [...digests.keys()];
    const result = await study(
      {
        remote: (told) => {
          facts.push(told);
          return async (items, { deliver, giveUp }) => {
            for (const item of items) {
              expect(item).toMatchObject({ ...digests.get(item.sample.id), preset: "paper" });
              if (item.sample.id === lost) giveUp(item, "broken");
              else {
                const { object, id: sample, defect, anomalous } = item.sample;
                const record = recordOf(item.key, { object, sample, defect, anomalous });
                const maps = [new Float32Array(64 * 64)];
                await deliver({ record, maps, milliseconds: 1, worker: "far" });
              }
            }
          };
        },
      },
      { config },
    );
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({ datasetKind: "demo", provider: "cpu", detector: { source: "winclip" } });
    expect(result.summary.failed).toEqual([
      expect.objectContaining({ sample: lost, experiment: "original", error: "broken" }),
    ]);
    expect(result.summary.samples.map(({ sample: id }) => id)).not.toContain(lost);
    expect(result.plan).toHaveLength(5);
    expect(result.summary.gallery).toEqual([]);
  });

  it("of which every sample failed is refused with the first error", async () => {
    const failing = study({
      remote: () => async (items, deliveries) => {
        for (const item of items) deliveries.giveUp(item, "no weights");
      },
    });
    await expect(failing).rejects.toThrow(new InputError("every sample failed, the first with: no weights"));
  });
});

describe("what a study refuses", () => {
  it("an object without test pictures", async () => {
    const empty = { ...dataset, root: "/pictures", testSamples: async () => [] };
    await expect(study({}, { data: empty })).rejects.toThrow(
      new InputError("missing test pictures of gear in /pictures"),
    );
  });
});

it("digests are those of the samples, in their order, however many there are", async () => {
  const many = openDemoDataset({ objects: ["nut"], testGood: 6, testPerDefect: 1 });
  const samples = await many.testSamples("nut");
  const digests = await contentDigests(samples);
  expect([...digests.keys()]).toEqual(samples.map(({ id }) => id));
  expect([...digests.values()]).toEqual(
    await Promise.all(samples.map(async (sample) => ({ content: await sample.digest(), region: null }))),
  );
});
