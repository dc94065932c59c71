// Pictures without masks, or good ones alone, go through every command that image scores suffice for; what they cannot
// tell is undefined, with its reason, and what needs masks is refused before anything is computed.

import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { encodePng } from "../../src/image/codec.ts";
import { DETECTORS } from "../../src/index.ts";
import type { RunSummary } from "../../src/results/schema.ts";
import { BRIGHTNESS } from "../support/brightness.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";
import { spotFolder } from "../support/spots.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const folder = await sharedFolder();
const cli = cliIn(folder);
const REASON = "no masks of the defective pictures";

DETECTORS.register(BRIGHTNESS);

const study = (name: string, root: string, out: string, ...more: readonly string[]): Promise<Ran> =>
  cli([
    ...[name, "--dataset", "folder", "--root", root, "--class", "screw", "--out", out],
    ...["--detector", "brightness", "--threads", "1", ...more],
  ]);

const results = async (run: string): Promise<RunSummary> =>
  JSON.parse(await readFile(join(folder, run, "results.json"), "utf8")) as RunSummary;

const imageAuroc = ({ values }: { values: Readonly<Record<string, number | null>> }): number =>
  values["imageAuroc"] ?? Number.NaN;

beforeAll(async () => {
  await mkdir(join(folder, "gear"));
  await spotFolder(join(folder, "gear"));
  await rm(join(folder, "gear/masks"), { recursive: true });
  await spotFolder(join(folder, "screws"));
  for (const file of await readdir(join(folder, "screws/normal")))
    await rename(join(folder, "screws/normal", file), join(folder, "screws", file));
  for (const name of ["normal", "anomalous", "masks"])
    await rm(join(folder, "screws", name), { recursive: true });
});

describe("defective pictures without masks", () => {
  it("are swept by image AUROC; what compares maps with masks has its reason", async () => {
    const swept = await study("sweep", "gear", "swept", "--shift", "exposure=-1..1", "--values", "3");
    expect(swept.code, swept.stderr).toBe(0);
    expect(swept.stderr).toContain("no masks, so what needs them is left undefined");
    expect(swept.stdout).toMatch(/no masks.*: what compares maps with masks is undefined/);
    expect(swept.stdout).not.toMatch(/NaN|pAUROC/);
    const { mean, samples, metrics, provenance } = await results("swept");
    const { values, reasons } = mean.original;
    expect([metrics[0]?.name, values["imageAuroc"], values["pauroc"], values["loss"]]).toEqual([
      ...["imageAuroc", 1],
      ...[null, null],
    ]);
    expect([reasons?.["pauroc"], reasons?.["loss"]]).toEqual([REASON, REASON]);
    expect([provenance.dataset.unmasked, mean.controls]).toEqual([true, {}]);
    expect(samples).toHaveLength(6);
    for (const { anomalous, original, maskVanished } of samples)
      expect([original.loss === null, original.pauroc, maskVanished]).toEqual([anomalous, null, undefined]);
    // Their maps are kept all the same.
    expect(await readdir(join(folder, "swept"))).toContain("maps");
  });

  it("are searched by image score or map change, and not against masks", async () => {
    const words = ["--shift", "exposure=-1..1,theta=8", "--budget", "2"];
    const refused = await study("bound", "gear", "refused", ...words);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(
        /missing masks of anomalous\/0\.png and 2 more: criterion pauroc compares maps with masks; expected --criterion image-score or map-change$/,
      ),
    ]);
    for (const criterion of ["image-score", "map-change"]) {
      const bounded = await study("bound", "gear", criterion, ...words, "--criterion", criterion);
      expect(bounded.code, bounded.stderr).toBe(0);
      expect(bounded.stdout).not.toMatch(/NaN|pAUROC/);
      const { mean, samples } = await results(criterion);
      const [worst, common] = [mean.objectBounds["theta+exposure"], mean.common?.["theta+exposure"]?.metrics];
      if (worst === undefined || common === undefined) throw new Error("no bound");
      expect(imageAuroc(worst)).toBeLessThanOrEqual(imageAuroc(common));
      expect(imageAuroc(common)).toBeLessThanOrEqual(imageAuroc(mean.original));
      expect(await readFile(join(folder, criterion, "report.html"), "utf8")).not.toContain("NaN");
      const changes = samples.map(({ bounds }) => bounds["theta+exposure"]?.mapChange ?? 0);
      expect(changes).toHaveLength(6);
      if (criterion === "map-change") expect(Math.min(...changes)).toBeGreaterThan(0);
    }
  });
});

describe("a folder of good pictures and nothing else", () => {
  it("is a data set: its maps move, its scores rise, and nothing is said of defects", async () => {
    const words = ["--shift", "exposure=-1..1", "--budget", "2", "--criterion", "map-change"];
    const bounded = await study("bound", "screws", "good", ...words);
    expect(bounded.code, bounded.stderr).toBe(0);
    expect(bounded.stderr).toContain(`3 pictures of ${join(folder, "screws")} itself are taken as good`);
    expect(bounded.stdout).not.toContain("NaN");
    const { samples, mean } = await results("good");
    expect(mean.original.values["imageAuroc"]).toBeNull();
    expect(samples).toHaveLength(3);
    for (const { bounds } of samples) expect(bounds["exposure"]?.mapChange).toBeGreaterThan(0);
  });

  it("of twelve, one command makes a page of what can be said and what that would need", async () => {
    await mkdir(join(folder, "twelve"));
    for (const number of Array(12).keys())
      await writeFile(join(folder, "twelve", `${number}.png`), await groundPicture(number));
    const decided = await study(
      ...["operating-point", "twelve", "decided", "--shift", "exposure=-1..1,theta=8"],
      ...["--budget", "2", "--values", "3"],
    );
    expect(decided.code, decided.stderr).toBe(0);
    const said = decided.stdout.replaceAll(/\n {2}/g, " ");
    expect(said).toMatch(/^0 of 6 good parts are rejected at rest and [1-6] at their own worst/m);
    expect(said).toContain("6 promise a false-reject rate of 14.3% at best, 2% needs 49");
    expect(said).toMatch(/A pixel of the map changes by 0\.\d+ under one random draw/);
    const { gallery } = await results("decided");
    expect(gallery.length).toBeGreaterThan(0);
    const page = await readFile(join(folder, "decided/report.html"), "utf8");
    expect(page).toContain("image AUROC tells good parts from defective ones and is undefined");
    // Words that are only of defects, and columns of what is undefined.
    expect(page).not.toMatch(/NaN|undefined<|pAUROC (falls|stays)|F1-max|green outline|escapes at rest/);
    expect(page).toContain("<h2>Worst cases</h2>");
  });
});

/** A ground of its own brightness, a stripe across it. */
async function groundPicture(number: number): Promise<Buffer> {
  const plane = Float32Array.from({ length: 64 * 64 }, (_, at) =>
    at % 64 === 5 * number ? 0.5 : 0.2 + 0.01 * ((7 * number) % 12),
  );
  const data = Float32Array.from({ length: 3 * plane.length }, (_, at) => plane[at % plane.length] ?? 0);
  return await encodePng({ width: 64, height: 64, data });
}
