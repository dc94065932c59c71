// `reproduce` as a user runs it: data sets of both layouts, two small backbones, every figure and table.

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { modelSources } from "../../src/cli/commands/reproduce.ts";
import { durationText } from "../../src/cli/duration.ts";
import { decodeImage } from "../../src/image/codec.ts";
import type { Reproduction } from "../../src/results/reproduction.ts";
import { type CliResult, faultline } from "../support/cli.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";

const FIGURES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `figures/figure-${number}`);
const TABLES = [1, 2, 3].map((number) => `tables/table-${number}`);
const MODELS = ["tiny-gelu", "tiny-quickgelu"].map((name) => join(FIXTURES, name)).join();

describe("reproduce", () => {
  it("makes all ten figures and three tables of both layouts and two backbones, and resumes", async () => {
    const folder = await scratchFolder();
    const [mvtec, visa, out] = [join(folder, "mvtec"), join(folder, "visa"), join(folder, "out")];
    for (const [layout, root] of [
      ["mvtec", mvtec],
      ["visa", visa],
    ] as const) {
      const made = await faultline(["synth", "--layout", layout, "--out", root, "--samples", "3"]);
      expect(made.code, made.stderr).toBe(0);
    }
    const args = [
      ...["reproduce", "--mvtec", mvtec, "--visa", visa, "--models", MODELS, "--out", out],
      ...["--samples", "2", "--budget", "5", "--threads", "1"],
    ];
    const planned = await faultline([...args, "--plan", "--json"]);
    expect(planned.code, planned.stderr).toBe(0);
    const plan = JSON.parse(planned.stdout) as Plan;
    // The paper's study of each, and beside it the default search.
    expect(plan.studies).toHaveLength(8);
    expect(plan.studies[0]?.missing).toEqual(plan.studies[0]?.total);
    expect(plan.seconds).toBeGreaterThan(0);

    const first = await faultline([...args, "--workers", "2"]);
    expect(first.code, first.stderr).toBe(0);
    for (const figure of FIGURES) {
      for (const suffix of ["svg", "csv", "json"])
        expect((await stat(join(out, `${figure}.${suffix}`))).size).toBeGreaterThan(100);
      const picture = await decodeImage(join(out, `${figure}.png`));
      expect(new Set(picture.data).size, figure).toBeGreaterThan(10);
    }
    for (const table of TABLES) {
      for (const suffix of ["txt", "csv", "md", "tex"])
        expect(await readFile(join(out, `${table}.${suffix}`), "utf8")).not.toBe("");
    }
    expect(await readFile(join(out, "tables/table-1.txt"), "utf8")).toContain("2 pictures per object");
    expect(first.stdout).toContain("report.html");
    expect(await readFile(join(out, "study.yaml"), "utf8")).toContain("command: reproduce\nmvtec: ");

    const journals = await journalsOf(out);
    const again = await faultline([...args, "--json"]);
    expect(again.code, again.stderr).toBe(0);
    expect(await journalsOf(out)).toEqual(journals);
    const { studies, selections } = JSON.parse(again.stdout) as Reproduction;
    expect(studies.map(({ dataset, model }) => `${dataset} ${model}`)).toEqual([
      "mvtec tiny-gelu",
      "mvtec tiny-quickgelu",
      "visa tiny-gelu",
      "visa tiny-quickgelu",
    ]);
    expect(studies[0]?.summary.combinations).toHaveLength(7);
    expect(selections.map(({ dataset }) => dataset)).toEqual(["mvtec", "visa"]);

    const rebuilt = await faultline(["report", out]);
    expect(rebuilt.code, rebuilt.stderr).toBe(0);
    expect(rebuilt.stdout).toBe(first.stdout);
  }, 240_000);

  it("plans the complete paper without data or weights at hand", async () => {
    const folder = await scratchFolder();
    const { code, stdout, stderr } = await faultline(
      ["reproduce", "--plan", "--json", "--out", join(folder, "out"), "--models", "demo"],
      { cwd: folder },
    );
    expect(code, stderr).toBe(0);
    const { studies } = JSON.parse(stdout) as Plan;
    expect(studies.map(({ dataset, objects }) => [dataset, objects.length])).toEqual([
      ["mvtec", 6],
      ["mvtec", 6],
      ["visa", 10],
      ["visa", 10],
    ]);
    expect(studies[0]?.samples).toBe(767);
  });

  describe("refuses", () => {
    const refusals: readonly (readonly [string, readonly string[], string])[] = [
      ["no data set", [], "missing --mvtec or --visa"],
      ["objects of a data set that is not given", ["--mvtec", ".", "--visa-objects", "a"], "missing --visa"],
      [
        "two models of one label",
        ["--mvtec", ".", "--models", "a=demo,a=x/y"],
        'invalid --models: two are called "a"',
      ],
      ["a model without a name", ["--mvtec", ".", "--models", "a="], 'invalid --models "a="'],
    ];
    const results: CliResult[] = [];
    beforeAll(async () => {
      for (const [, args] of refusals) results.push(await faultline(["reproduce", ...args]));
    });
    it.each(refusals.map(([name, , message], index) => ({ name, message, index })))(
      "$name",
      ({ message, index }) => {
        expect(results[index]?.code).toBe(2);
        expect(results[index]?.stderr).toContain(message);
      },
    );
  });
});

describe("--models", () => {
  it("takes labels, folders and vision towers", () => {
    expect(modelSources(["ViT-B/16+", "FARE=ViT-L/14@fare_eps_2.pt", "./own/clip"])).toEqual([
      { label: "ViT-B/16+", model: "ViT-B/16+", visual: undefined },
      { label: "FARE", model: "ViT-L/14", visual: "fare_eps_2.pt" },
      { label: "clip", model: "./own/clip", visual: undefined },
    ]);
  });
});

describe("durations", () => {
  it.each([
    [0.2, "1 s"],
    [200, "3 min 20 s"],
    [18_600, "5 h 10 min"],
    [1_051_200, "12 days 4 h"],
    [129_000_000, "4.1 years"],
  ])("%d seconds read %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});

interface Plan {
  readonly studies: readonly {
    readonly dataset: string;
    readonly objects: readonly string[];
    readonly samples: number;
    readonly total: object;
    readonly missing: object;
  }[];
  readonly seconds: number;
}

function journalsOf(out: string): Promise<string[]> {
  return Promise.all(
    ["mvtec-tiny-gelu", "visa-tiny-quickgelu"].map((study) =>
      readFile(join(out, "studies", study, "journal.jsonl"), "utf8"),
    ),
  );
}
