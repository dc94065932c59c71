// A reproduction in this process: two objects of each layout, a small model, planned, run, and planned again.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { verifyFolder } from "../../src/cli/verification.ts";
import { present } from "../../src/core/errors.ts";
import { decodeNpy } from "../../src/core/npy.ts";
import { writeSynthetic } from "../../src/data/synthetic/write.ts";
import { decodeImage, decodeMask } from "../../src/image/codec.ts";
import { picturelessReproduction, writeReproduction } from "../../src/report/reproduction/write.ts";
import { writeReport } from "../../src/report/write.ts";
import { placeNamed } from "../../src/results/questions.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import type { Reproduction } from "../../src/results/reproduction.ts";
import { stampedReproduction } from "../../src/results/stamping.ts";
import { KEPT } from "../../src/search/kept.ts";
import { PUBLISHED_SELECTIONS } from "../../src/study/published-selection.ts";
import { addCosts, NO_COST, timesCost } from "../../src/study/reproduce/cost.ts";
import { planReproduction, type ReproductionPlan, secondsFor } from "../../src/study/reproduce/plan.ts";
import { publishedPictures } from "../../src/study/reproduce/published-pictures.ts";
import { reproduce } from "../../src/study/reproduce/reproduce.ts";
import type { ReproduceSettings } from "../../src/study/reproduce/settings.ts";
import type { StudyResult } from "../../src/study/study.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", async () => {
  const { openNodeEngine } = await import("../../src/graph/session-node.ts");
  return { openWorkerEngine: openNodeEngine };
});

const folder = await sharedFolder();
const runFolder = join(folder, "out");
const root = join(folder, "mvtec");
const said: string[] = [];
let ticks = 0;

const SETTINGS: ReproduceSettings = {
  data: [{ kind: "mvtec", root, objects: ["nut"] }],
  models: [{ label: "ViT-B/16+", model: `${FIXTURES}tiny-gelu` }],
  ...{ runFolder, samplesPerObject: 3, budget: 1, seed: 4, bestStrategy: "worst-of-k" },
  ...{ preset: "paper", aspect: "squash", device: "cpu", threads: 1, workers: 1 },
  env: { XDG_CACHE_HOME: folder },
  cwd: folder,
  // A second a look: a step takes one, and four are enough.
  clock: () => 1000 * ticks++,
  onProgress: (what) => {
    said.push(what);
  },
};

/** What a study of one sample costs: unshifted and with all shifts at 0, 13 + 13 + 11 swept values, seven searches of one step. */
const PAPER = { items: 12, forwards: 2 + 37 + 7 * KEPT, gradientSteps: 7 };
const BEST = { items: 3, forwards: 2 + KEPT + 2, gradientSteps: 0 };

describe("a reproduction", () => {
  let planned: ReproductionPlan;
  let again: ReproductionPlan;
  let reproduction: Reproduction;
  const reported: string[] = [];
  const results: StudyResult[] = [];
  let another: ReproductionPlan;
  beforeAll(async () => {
    await writeSynthetic({
      layout: "mvtec",
      directory: root,
      samples: 3,
      seed: 0,
      objects: ["nut", "weave"],
      size: 64,
    });
    planned = await planReproduction(SETTINGS, { estimateOnly: false });
    const made = await reproduce(planned, SETTINGS, async (study, result) => {
      reported.push(study);
      results.push(result);
      return result.summary;
    });
    reproduction = made.reproduction;
    again = await planReproduction(SETTINGS, { estimateOnly: false });
    another = await planReproduction({ ...SETTINGS, bestStrategy: "grid" }, { estimateOnly: false });
  }, 180_000);

  it("plans the paper's study and the best search's, and what they cost", () => {
    expect(planned.studies.map(({ folder: own, objects, samples }) => [own, objects, samples])).toEqual([
      ["studies/mvtec-ViT-B-16-", ["nut"], 3],
      ["studies/mvtec-ViT-B-16--worst-of-k", ["nut"], 3],
    ]);
    expect(planned.studies.map(({ total }) => total)).toEqual([timesCost(PAPER, 3), timesCost(BEST, 3)]);
    expect(planned.studies.map(({ missing }) => missing)).toEqual(planned.studies.map(({ total }) => total));
    const step = present(planned.steps.get("ViT-B/16+"), "step");
    expect(step).toMatchObject({ device: "cpu", randomWeights: false });
    expect([step.forwardMilliseconds, step.gradientMilliseconds]).toEqual([1000 / 5, 1000 / 5]);
    expect(secondsFor(PAPER, { ...step, forwardMilliseconds: 10, gradientMilliseconds: 50 }, 2)).toBeCloseTo(
      (10 * PAPER.forwards + 50 * 7) / 2000,
      12,
    );
  });

  it("measures every object, uses those that are named, and keeps what it measured", async () => {
    const [selection] = planned.selections;
    expect(selection?.dataset).toBe("mvtec");
    expect(selection?.objects.map(({ object, used, because }) => [object, used, because])).toEqual([
      ["nut", true, "included"],
      ["weave", false, "excluded"],
    ]);
    const kept = JSON.parse(await readFile(join(runFolder, "selection-mvtec.json"), "utf8"));
    expect(kept.measured.map(({ object }: { object: string }) => object)).toEqual(["nut", "weave"]);
    expect(said.filter((what) => what.includes("corner error"))).toEqual([
      "mvtec: corner error of nut",
      "mvtec: corner error of weave",
    ]);
  });

  it("runs both, and tells of each when it is done", () => {
    expect(reported).toEqual(planned.studies.map((study) => join(runFolder, study.folder)));
    const { schema, studies, best, selections, shortcuts } = reproduction;
    expect([schema, shortcuts]).toEqual([3, { samplesPerObject: 3, budget: 1 }]);
    expect(studies.map(({ dataset, model, folder: own }) => [dataset, model, own])).toEqual([
      ["mvtec", "ViT-B/16+", "studies/mvtec-ViT-B-16-"],
    ]);
    expect(studies[0]?.summary.combinations).toHaveLength(7);
    expect(best.map(({ folder: own }) => own)).toEqual(["studies/mvtec-ViT-B-16--worst-of-k"]);
    expect(best[0]?.summary.combinations).toEqual(["theta+hue+saturation"]);
    expect(selections).toEqual(planned.selections);
    expect(said).toContain("study 1 of 2, mvtec with ViT-B/16+ by adam-restarts");
    expect(said).toContain("study 2 of 2, mvtec with ViT-B/16+ by worst-of-k");
  });

  it("shows the defect at no shift and a sixth from either end of every sweep", async () => {
    const { panels, mask, object, sample, dataset, model } = present(reproduction.strip, "strip");
    expect([dataset, model, object]).toEqual(["mvtec", "ViT-B/16+", "nut"]);
    expect(sample).not.toContain("/good/");
    expect(panels.map(({ shift, value }) => [shift, Number(value.toFixed(4))])).toEqual([
      ...[
        [null, 0],
        ["theta", -60],
        ["theta", 60],
      ],
      ...[
        ["hue", -2.0944],
        ["hue", 2.0944],
        ["saturation", -0.3],
        ["saturation", 0.3],
      ],
    ]);
    const [first, turned] = panels;
    const { summary } = present(reproduction.studies[0], "study");
    const original = summary.samples.find((each) => each.sample === sample)?.original;
    expect(first?.pauroc).toBe(original?.pauroc);
    const pictures = await Promise.all(panels.map(({ picture }) => decodeImage(join(runFolder, picture))));
    expect(new Set(pictures.map(({ data }) => data.join())).size).toBe(panels.length);
    expect((await decodeMask(join(runFolder, mask))).data.includes(1)).toBe(true);
    const file = join(runFolder, present(turned, "panel").map);
    expect(decodeNpy(await readFile(file), file).shape).toEqual([64, 64]);
  });

  it("shows the defect that falls furthest within those shifts", () => {
    const { records, plan } = present(results[0], "result");
    const fallOf = (id: string): number => {
      const own = plan.filter(({ sample }) => sample.id === id);
      const recordsOf = (role: RegExp): ItemRecord[] =>
        own.filter((item) => role.test(item.role)).map(({ key }) => present(records.get(key), key));
      const at = ({ points }: ItemRecord, index: number): number => points.at(index)?.pauroc ?? 1;
      const sixths = recordsOf(/^sweep /).flatMap((record) => [at(record, 2), at(record, -3)]);
      const original = present(recordsOf(/^original$/)[0], "original");
      expect(sixths).toHaveLength(6);
      return at(original, 0) - Math.min(at(original, 0), ...sixths);
    };
    const defects = new Set(plan.filter(({ sample }) => sample.anomalous).map(({ sample }) => sample.id));
    const falls = [...defects].map((id) => ({ id, fall: fallOf(id) }));
    expect(falls.length).toBe(2);
    const furthest = falls.reduce((most, each) => (each.fall > most.fall ? each : most));
    expect(reproduction.strip?.sample).toBe(furthest.id);
  });

  it("is stamped, held against its folder together with its studies, and shown without pictures", async () => {
    for (const { summary, folder: own } of results) await writeReport(own, summary);
    const made = { machine: "a machine", command: "faultline reproduce --mvtec mvtec" };
    const whole = await stampedReproduction(reproduction, runFolder, made);
    const { reportHtml } = await writeReproduction(runFolder, whole);
    const verified = async (): Promise<string[]> => {
      const around = { signal: new AbortController().signal, progress: () => {} };
      const folders = await verifyFolder(await placeNamed(runFolder), around);
      expect(folders).toHaveLength(3);
      const checks = folders.flatMap(({ checks }) => checks);
      return checks.filter(({ state }) => state === "differs").map(({ what }) => what);
    };
    expect(await verified()).toEqual([]);
    const bare = await picturelessReproduction(runFolder, whole);
    const page = await readFile(reportHtml, "utf8");
    expect(page).toContain("data:image/png");
    expect(bare).not.toMatch(/data:image|base64|<image/);
    expect(bare.split("<footer>")[1]).toBe(page.split("<footer>")[1]);
    expect(page).toContain("<dd>a machine</dd>");
    // Said again with nothing new, it keeps its stamp; what a study says otherwise is found.
    const again = await stampedReproduction(reproduction, runFolder, { ...made, machine: "another" });
    expect(again.stamp).toEqual(whole.stamp);
    const [study] = whole.studies;
    const path = join(runFolder, study?.folder ?? "", "results.json");
    await writeFile(path, (await readFile(path, "utf8")).replace('"preset": "paper"', '"preset": "paper "'));
    expect(await verified()).toContain("studies");
  });

  it("has nothing left to do when it is planned again, and measures nothing", () => {
    expect(again.studies.map(({ missing }) => missing)).toEqual([NO_COST, NO_COST]);
    expect(again.studies.map(({ total }) => total)).toEqual(planned.studies.map(({ total }) => total));
    expect(again.steps.size).toBe(0);
    // Of another best search, that alone is missing.
    expect(another.studies.map(({ missing }) => missing.items)).toEqual([0, BEST.items * 3]);
    expect([...another.steps.keys()]).toEqual(["ViT-B/16+"]);
    expect(again.selections).toEqual(planned.selections);
  });
});

it("is not written among the pictures that it is made of", async () => {
  const runFolder = join(root, "nut", "test", "out");
  const among = planReproduction({ ...SETTINGS, runFolder }, { estimateOnly: true });
  await expect(among).rejects.toThrow("the data set is read from");
});

describe("an estimate without the pictures", () => {
  it("counts the published ones, of each object as many as are taken", async () => {
    const settings = { ...SETTINGS, data: [{ kind: "visa", root: null }] as const, samplesPerObject: 150 };
    const { studies, selections } = await planReproduction(settings, { estimateOnly: true });
    const counts = Object.values(publishedPictures("visa"));
    const taken = counts.reduce((sum, count) => sum + Math.min(count, 150), 0);
    expect(studies.map(({ dataset, samples, pictures }) => [dataset, samples, pictures])).toEqual([
      ["visa", taken, null],
      ["visa", taken, null],
    ]);
    expect(studies[0]?.missing).toEqual(timesCost(PAPER, taken));
    expect(selections).toEqual([]);
  });
});

describe("costs", () => {
  it("add up and multiply", () => {
    expect(addCosts([PAPER, BEST])).toEqual({
      items: 15,
      forwards: PAPER.forwards + BEST.forwards,
      gradientSteps: 7,
    });
    expect(addCosts([])).toEqual(NO_COST);
    expect(timesCost(PAPER, 3)).toEqual(addCosts([PAPER, PAPER, PAPER]));
  });
});

describe("published pictures", () => {
  it("are those of the objects that the paper uses: good and defective ones of the test split", () => {
    const counts = publishedPictures("mvtec");
    expect(Object.keys(counts)).toEqual([...["metal_nut", "pill", "hazelnut", "bottle", "screw", "capsule"]]);
    // MVTec AD's own counts: 22 and 93 of metal_nut, 20 and 63 of bottle.
    expect([counts["metal_nut"], counts["bottle"], counts["screw"]]).toEqual([115, 83, 160]);
    expect(publishedPictures("folder")).toEqual({});
  });
});

describe("published corner errors", () => {
  it("stand in the paper's order, the smallest first, and leave its selections below the thresholds", () => {
    for (const { cornerMse, threshold, excluded } of Object.values(PUBLISHED_SELECTIONS)) {
      const errors = Object.values(cornerMse);
      expect(errors).toEqual(errors.toSorted((left, right) => left - right));
      expect(errors.every((error) => error > 0 && error < 1)).toBe(true);
      expect(excluded.every((object) => (cornerMse[object] ?? 1) < threshold)).toBe(true);
    }
    const below = Object.values(PUBLISHED_SELECTIONS).map(
      ({ cornerMse, threshold }) => Object.values(cornerMse).filter((error) => error < threshold).length,
    );
    expect(below).toEqual([8, 10]);
  });
});
