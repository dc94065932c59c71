// Tolerance from the command line: the printed screen, the JSON contract, and the same again from its study file.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { present } from "../../src/core/errors.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import type { ObjectTolerance, ToleranceData } from "../../src/results/tolerance.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const folder = await sharedFolder();
const cli = cliIn(folder);
const DEMO = [
  "--dataset",
  "demo",
  "--model",
  "demo",
  "--objects",
  "gear",
  "--samples",
  "2",
  "--threads",
  "1",
];
const ASKED = ["--shift", "theta=30,exposure=severe", "--steps", "2", "--budget", "2", "--common", "2"];
const LIMITED = ["--limit", "escapes=50%", "--operating-point", "score=0.64"];

let ran: Ran;
let gear: ObjectTolerance;

beforeAll(async () => {
  ran = await cli(["tolerance", ...DEMO, ...ASKED, ...LIMITED, "--out", "run", "--json"]);
  expect(ran.code, ran.stderr).toBe(0);
  gear = present((JSON.parse(ran.stdout) as ToleranceData).objects[0], "object");
}, 120_000);

describe("tolerance on the demo", () => {
  it("is each shift alone, then all together, as JSON", () => {
    expect(gear.shifts.map(({ shift, alone }) => [shift, alone])).toEqual([
      ["theta", true],
      ["exposure", true],
      ["theta+exposure", false],
    ]);
    for (const { curve } of gear.shifts) {
      const failing = curve.map(({ escapes }) => escapes.k);
      expect(failing).toEqual(failing.toSorted((left, right) => left - right));
    }
    expect(new Set(gear.breaking.map(({ shift }) => shift))).toEqual(new Set(["theta", "exposure"]));
  });

  it("finds together what a shift alone found within the same share of its range", () => {
    const [theta, exposure, together] = gear.shifts;
    for (const { factor, perPicture } of present(together, "together").curve) {
      for (const alone of [theta, exposure]) {
        const own = alone?.curve.findLast((point) => point.factor <= factor + 1e-9);
        expect(perPicture.escapes.k).toBeGreaterThanOrEqual(own?.perPicture.escapes.k ?? 0);
      }
    }
  });

  it("fits 80 columns, and computes nothing twice", async () => {
    const again = await cli(["tolerance", ...DEMO, ...ASKED, ...LIMITED, "--out", "run"]);
    const lines = again.stdout.split("\n").filter((line) => !line.startsWith("report: "));
    expect(lines[0]).toBe("gear                                 low end          high end        both alike");
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(lines.join(" ")).toContain("escapes 50%");
  });

  it("is asked again by its study file", async () => {
    const study = await readFile(join(folder, "run", "study.yaml"), "utf8");
    expect(study).toContain("limit:");
    const again = await cli(["run", join("run", "study.yaml"), "--out", "run", "--json"]);
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(ran.stdout));
  }, 60_000);

  it("refuses what no tolerance is of", async () => {
    const refused = async (...flags: readonly string[]): Promise<string> => {
      const { code, stderr } = await cli(["tolerance", ...DEMO, "--out", "refused", ...flags]);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused("--limit", "pauroc=70%")).toContain('unknown rate in --limit "pauroc"');
    expect(await refused("--shift", "theta=normal(0,3)")).toContain("normal");
    expect(await refused("--strategy", "simplexes")).toContain("simplex");
  });
});
