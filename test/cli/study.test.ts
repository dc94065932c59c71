// A study from the command line: interrupted, resumed, called again.

import { existsSync, statSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeMaskPng, encodePng } from "../../src/image/codec.ts";
import { type CliResult, faultline } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch.ts";

const STUDY = [
  ...["bound", "--dataset", "demo", "--model", "demo", "--objects", "nut,weave", "--samples", "2"],
  ...["--budget", "20", "--seed", "3", "--threads", "1"],
];

const run = (out: string, more: readonly string[] = []): Promise<CliResult> =>
  faultline([...STUDY, "--out", out, ...more]);

/** True once a run's journal has an item. */
const hasItem = (out: string): boolean => {
  const journal = join(out, "journal.jsonl");
  return existsSync(journal) && statSync(journal).size > 100;
};

describe("bound on the demo", () => {
  it("stops cleanly at Ctrl-C, resumes to the same numbers, and has nothing to do a second time", async () => {
    const folder = await scratchFolder();
    const [whole, parts] = [join(folder, "whole"), join(folder, "parts")];
    const uninterrupted = await run(whole, ["--json"]);
    expect(uninterrupted.code, uninterrupted.stderr).toBe(0);

    const stopped = await faultline([...STUDY, "--out", parts], { interruptWhen: () => hasItem(parts) });
    expect(stopped.code, stopped.stderr).toBe(130);
    expect(stopped.stdout).toBe("");
    await expect(stat(join(parts, "report.html"))).rejects.toThrow();

    const resumed = await run(parts, ["--json", "--workers", "2"]);
    expect(resumed.stdout).toBe(uninterrupted.stdout);

    const journal = await readFile(join(parts, "journal.jsonl"), "utf8");
    const again = await run(parts, ["--json"]);
    expect(again.stdout).toBe(uninterrupted.stdout);
    expect(await readFile(join(parts, "journal.jsonl"), "utf8")).toBe(journal);

    const passed = await run(parts, ["--limit", "pauroc=0"]);
    expect(passed.code).toBe(0);
    const failed = await run(parts, ["--limit", "pauroc=99.9%,aupro=0", "--fail-on", "reject"]);
    expect(failed.code).toBe(3);
    expect(failed.stderr).toMatch(/--limit: nut: pauroc 0\.\d+ at theta\+hue\+saturation is below 0\.999/);
    expect(failed.stderr).not.toMatch(/aupro/);

    const json = JSON.parse(uninterrupted.stdout) as {
      objects: { object: string; samples: number }[];
      mean: Record<"original" | "bound" | "common" | "objectBound", { pauroc: number }>;
    };
    expect(json.objects.map(({ object }) => object)).toEqual(["nut", "weave"]);
    const { original, bound, common, objectBound } = json.mean;
    expect(bound.pauroc).toBeLessThan(original.pauroc);
    expect(common.pauroc).toBeLessThan(original.pauroc);
    expect(common.pauroc).toBeGreaterThanOrEqual(objectBound.pauroc);

    const page = await readFile(join(parts, "report.html"), "utf8");
    expect(page).toMatch(/Mean pAUROC falls from/);
    expect(page).toMatch(/Most affected object/);
    expect(page).not.toMatch(/(?:src|href)="(?!data:|#)/);
    expect([...page.matchAll(/<img /g)].length).toBe([...page.matchAll(/<img [^>]*alt="[^"]+/g)].length);
  });
});

describe("--shift", () => {
  const command = (name: string, out: string, more: readonly string[]): Promise<CliResult> =>
    faultline([
      ...[name, "--dataset", "demo", "--model", "demo", "--objects", "nut", "--samples", "1"],
      ...["--shift", "theta=10", "--threads", "1", "--out", out, "--json", ...more],
    ]);

  it("is all that bound searches, as far as it says", async () => {
    const out = join(await scratchFolder(), "out");
    const { code, stdout, stderr } = await command("bound", out, ["--budget", "10"]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ combinations: ["theta"], ranges: { theta: [-10, 10] } });
    const { samples } = JSON.parse(await readFile(join(out, "results.json"), "utf8")) as {
      samples: { bounds: Record<string, { point: Record<string, number> }> }[];
    };
    for (const { bounds } of samples) {
      expect(Object.keys(bounds)).toEqual(["theta"]);
      const point = bounds["theta"]?.point ?? {};
      expect(Object.keys(point)).toEqual(["theta"]);
      expect(Math.abs(point["theta"] ?? Number.NaN)).toBeLessThanOrEqual(10);
    }
  });

  it("is what sweep runs over, each value held to --limit", async () => {
    const out = join(await scratchFolder(), "out");
    const { code, stdout, stderr } = await command("sweep", out, ["--values", "3", "--limit", "loss=-1"]);
    expect(code, stderr).toBe(3);
    expect(stderr).toMatch(/--limit: nut: loss -?0\.\d+ at theta=-?\d+ is above -1/);
    const { combinations, ranges, objects } = JSON.parse(stdout) as {
      combinations: string[];
      ranges: object;
      objects: { sweeps: { shift: string; points: { value: number }[] }[] }[];
    };
    expect([combinations, ranges]).toEqual([["theta"], { theta: [-10, 10] }]);
    expect(objects[0]?.sweeps.map(({ points }) => points.map(({ value }) => value))).toEqual([[-10, 0, 10]]);
  });
});

describe("--aspect", () => {
  it.each(["squash", "tile", "pad"])(
    "%s takes pictures that are not square from end to end",
    async (aspect) => {
      const folder = await scratchFolder();
      const parts = join(folder, "strips");
      await mkdir(join(parts, "anomalous"), { recursive: true });
      await mkdir(join(parts, "masks"));
      const [width, height] = [150, 96];
      const data = Float32Array.from({ length: 3 * width * height }, (_, at) => ((at * 13) % 97) / 97);
      await writeFile(join(parts, "anomalous", "0.png"), await encodePng({ width, height, data }));
      const mask = Uint8Array.from({ length: width * height }, (_, at) => (at % width < 40 ? 1 : 0));
      await writeFile(join(parts, "masks", "0.png"), await encodeMaskPng({ width, height, data: mask }));
      const { code, stdout, stderr } = await faultline([
        ...["bound", "--dataset", "folder", "--root", parts, "--class", "weave", "--model", "demo"],
        ...["--out", join(folder, "out"), "--budget", "5", "--aspect", aspect, "--threads", "1"],
      ]);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain("report.html");
      const results = JSON.parse(await readFile(join(folder, "out", "results.json"), "utf8")) as {
        provenance: { detector: { aspect: string } };
      };
      expect(results.provenance.detector.aspect).toBe(aspect);
    },
  );
});

describe("--preset released-code", () => {
  it("is named in every table, keeps the published search and half its steps, and shows the mask as it was turned", async () => {
    const out = join(await scratchFolder(), "released");
    const { code, stderr } = await faultline([
      ...["bound", "--dataset", "demo", "--model", "demo", "--objects", "nut", "--samples", "1"],
      ...["--preset", "released-code", "--shift", "theta", "--threads", "1", "--out", out],
    ]);
    expect(code, stderr).toBe(0);
    const results = JSON.parse(await readFile(join(out, "results.json"), "utf8")) as {
      provenance: { preset: string; strategy: string; budget: number };
      gallery: { files: { worstMask?: string } }[];
    };
    expect(results.provenance).toMatchObject({
      preset: "released-code",
      strategy: "adam-restarts",
      budget: 100,
    });
    for (const { files } of results.gallery) await stat(join(out, files.worstMask ?? "no mask"));
    for (const table of await readdir(join(out, "tables"))) {
      if (!/\.(txt|md|tex)$/.test(table)) continue;
      const text = await readFile(join(out, "tables", table), "utf8");
      expect(text, table).toContain("preset released-code, aspect squash");
    }
  });
});
