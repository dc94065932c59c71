// A detector that gives image scores alone, its own decision with them, goes through every command; what compares maps is
// refused by name before anything is computed, and nothing is shown as 0 that is not there.

import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { DETECTORS } from "../../src/index.ts";
import type { ObjectDecisions } from "../../src/results/decisions.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";
import { spotFolder } from "../support/spots.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const folder = await sharedFolder();
const GLANCE = "It looks at the brightest pixel.";

let judged = 0;
DETECTORS.register({
  name: "glance",
  summary: "what is brightest counts",
  options: z.strictObject({}),
  needsClassName: false,
  open: async ({ device, threads }) => {
    const engine = await openNodeEngine({ device, threads });
    return {
      ...{ name: "glance", digest: "glance", engine, size: 32, close: () => engine.close() },
      facts: { notes: [GLANCE], givesMaps: false, decides: true, clip: [0, 0.8], unseenShare: 0.25 },
      prepare: async () => ({
        ...{ digest: "glance", range: { low: null, high: null } },
        can: { gradient: false, draft: null, batch: 3 },
        maps: async ({ shape: [pictures = 1], data }) => {
          judged += pictures;
          const length = data.length / pictures;
          return Array.from({ length: pictures }, (_, picture) => {
            const imageScore = Math.max(...data.subarray(picture * length, (picture + 1) * length));
            return { map: null, imageScore, label: imageScore > 0.55 };
          });
        },
      }),
    };
  },
});

const cliHere = cliIn(folder);
const cli = (...args: readonly string[]): Promise<Ran> => cliHere(args);

const GLANCED = ["--detector", "glance", "--threads", "1"];
const study = (name: string, out: string, ...more: string[]): Promise<Ran> =>
  cli(name, ...GLANCED, "--dataset", "folder", "--root", "gear", "--out", out, ...more);
const BOUND = ["--shift", "exposure=-1..1,theta=8", "--budget", "6", "--criterion", "image-score"];
const PICTURE = ["--image", "gear/anomalous/1.png", "--mask", "gear/masks/1.png"];

const results = async (run: string): Promise<RunSummary> =>
  JSON.parse(await readFile(join(folder, run, "results.json"), "utf8")) as RunSummary;

beforeAll(async () => {
  await mkdir(join(folder, "gear"));
  await spotFolder(join(folder, "gear"));
});

describe("a detector of image scores alone", () => {
  it("is swept without further flags, by image AUROC", async () => {
    const swept = await study("sweep", "swept", "--shift", "exposure=-1..1", "--values", "3", "--json");
    expect(swept.code, swept.stderr).toBe(0);
    const { mean } = JSON.parse(swept.stdout) as {
      mean: { original: object; sweeps: { points: object[] }[] };
    };
    const why = "the detector gives image scores alone";
    expect(mean.original).toMatchObject({
      imageAuroc: 1,
      pauroc: null,
      loss: null,
      reasons: { pauroc: why },
    });
    expect(mean.sweeps[0]?.points).toHaveLength(3);
    expect(await readdir(join(folder, "swept"))).not.toContain("maps");
    const told = await study("sweep", "swept", "--shift", "exposure=-1..1", "--values", "3");
    expect(told.stdout).toContain("Mean image AUROC ");
    expect(told.stdout).toContain(`glance: ${GLANCE}`);
    expect(told.stdout).toContain(
      "16.7% of the unshifted pictures' image scores lie beyond its final clip [0, 0.8]",
    );
    expect(told.stdout).toContain(
      "A defect in the 25.0% of the picture that it never looks at is missed by construction.",
    );
    expect(told.stdout).not.toMatch(/NaN|pAUROC/);
  });

  it("is searched by its score: every picture at its own worst, with what was decided there", async () => {
    const bounded = await study("bound", "bounded", ...BOUND, "--subsets", "--limit", "imageAuroc=99%");
    expect(bounded.code, bounded.stderr).toBe(3);
    expect(bounded.stderr).toMatch(/--limit: gear: imageAuroc .* is below 0\.99/);
    expect(bounded.stdout).toMatch(/^Mean image AUROC falls from 100\.0% to /m);
    expect(bounded.stdout).toMatch(/^Hardest hit sample: .*, image score 0\.8\d\d → 0\.\d+\.$/m);
    expect(bounded.stdout).not.toMatch(/NaN|pAUROC|F1-max/);
    const { samples, mean, gallery, clipped, provenance } = await results("bounded");
    expect([mean.controls, clipped, provenance.detector.facts?.notes]).toEqual([
      {},
      { pixels: null, imageScores: 1 / 6 },
      [GLANCE],
    ]);
    for (const { anomalous, original, nested } of samples) {
      const worst = nested["theta+exposure"];
      expect([original.loss, original.pauroc, original.label]).toEqual([null, null, anomalous]);
      const fell = original.imageScore - (worst?.imageScore ?? Number.NaN);
      expect(anomalous ? fell : -fell).toBeGreaterThanOrEqual(0);
    }
    expect(samples.some(({ nested, anomalous }) => anomalous && nested["exposure"]?.label === false)).toBe(
      true,
    );
    expect(Object.keys(gallery[0]?.files ?? {})).toEqual(["originalPicture", "worstPicture", "mask"]);
    const page = await readFile(join(folder, "bounded", "report.html"), "utf8");
    expect(page).toContain(`<li>${GLANCE}</li>`);
    expect(page).not.toMatch(/NaN|pAUROC|anomaly map of/);
    expect(await readFile(join(folder, "bounded", "results.csv"), "utf8")).toMatch(
      /,label,.*[\s\S]*,accepted,/,
    );
  });

  it("decides by itself: its labels are counted, with nothing said of maps", async () => {
    const words = ["--shift", "exposure=-1..1", "--budget", "6", "--values", "3"];
    const decided = await study("operating-point", "decided", ...words, "--json");
    expect(decided.code, decided.stderr).toBe(0);
    const { objects } = JSON.parse(decided.stdout) as { readonly objects: readonly ObjectDecisions[] };
    const [object] = objects;
    expect(object?.thresholds).toMatchObject({ rule: { kind: "detector" }, image: null, pixel: null });
    expect([object?.missedRegions, object?.mapChange]).toEqual([null, null]);
    expect([object?.atRest.escapes.k, object?.atRest.falseRejects.k]).toEqual([0, 0]);
    expect(object?.worst["exposure"]?.escapes.k).toBeGreaterThan(0);
    const read = await study("operating-point", "decided", ...words);
    expect(read.stdout).not.toMatch(/NaN|pAUROC|map/);
  });

  it("is held to limits of maps in vain, with the reason", async () => {
    const held = await study("bound", "bounded", ...BOUND, "--subsets", "--limit", "pauroc=70%");
    expect(held.code).toBe(3);
    expect(held.stderr).toMatch(
      /--limit: gear: pauroc is undefined at .* \(the detector gives image scores alone\), limit 0\.7/,
    );
  });

  it("is taken up with nothing to do, reported again and asked in SQL", async () => {
    const before = judged;
    const again = await study("bound", "bounded", ...BOUND, "--subsets", "--json");
    expect([again.code, judged]).toEqual([0, before]);
    const page = await readFile(join(folder, "bounded", "report.html"), "utf8");
    const reported = await cli("report", "bounded");
    expect(reported.code, reported.stderr).toBe(0);
    expect(await readFile(join(folder, "bounded", "report.html"), "utf8")).toBe(page);
    const { stdout } = await cli(
      ...["query", "bounded", "--json"],
      "SELECT DISTINCT map_file, loss, pauroc, label FROM records JOIN points USING (key) WHERE shifts = '' ORDER BY ALL",
    );
    const none = { map_file: null, loss: null, pauroc: null };
    expect(JSON.parse(stdout)).toEqual([false, true].map((label) => ({ ...none, label })));
  });

  it("is refused by name, with the flag to add, before a picture is looked at", async () => {
    const before = judged;
    const refusal = (criterion: string): string =>
      `faultline: glance gives image scores alone: criterion ${criterion} compares maps; expected --criterion image-score`;
    const refused = await study("bound", "refused", "--shift", "theta=8");
    expect([refused.code, refused.stderr]).toEqual([1, refusal("pauroc")]);
    const single = await cli("worst", ...GLANCED, ...PICTURE, "--shift", "theta=8", "--criterion", "loss");
    expect([single.code, single.stderr]).toEqual([1, refusal("loss")]);
    expect(judged).toBe(before);
  });

  it("goes through worst, posed and lit", async () => {
    const words = [...PICTURE, "--shift", "exposure=-1..1,theta=8", "--budget", "4"];
    const found = await cli("worst", ...GLANCED, ...words, "--criterion", "image-score", "--json");
    expect(found.code, found.stderr).toBe(0);
    const { criterion, pauroc } = JSON.parse(found.stdout) as {
      criterion: { value: number; original: number };
      pauroc: null;
    };
    expect(criterion.value).toBeLessThan(criterion.original);
    expect(pauroc).toBeNull();
    const read = await cli("worst", ...GLANCED, ...words, "--criterion", "image-score");
    expect(read.stdout).not.toMatch(/NaN/);
  });
});
