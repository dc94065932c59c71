// A verdict from the command line: one screen, one document, exit codes, and a study file that gives the same without
// measuring anything.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import type { AcceptanceData } from "../../src/results/acceptance.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const folder = await sharedFolder();
const cli = cliIn(folder);
const accept = (...more: string[]): Promise<Ran> =>
  cli([
    ...["accept", "--dataset", "demo", "--model", "demo", "--objects", "gear", "--samples", "4"],
    ...["--operating-point", "score=0.6", "--threads", "1", ...more],
  ]);
const BOX = ["--shift", "theta=20,saturation=0.1"];
/** As much as a test has time for. */
const SAID = [...BOX, "--draws", "4", "--budget", "2", "--common", "2", "--steps", "1"];

const dataIn = ({ stdout }: Ran): AcceptanceData => JSON.parse(stdout) as AcceptanceData;
const kept = (run: string): Promise<string> => readFile(join(folder, run, "study.yaml"), "utf8");

let judged: Ran;

beforeAll(async () => {
  judged = await accept(...SAID, "--out", "run", "--json");
  expect(judged.code, judged.stderr).toBe(0);
}, 120_000);

describe("accept", () => {
  it("prints one document: a verdict per object with what it is made of", () => {
    const { objects, ...run } = dataIn(judged);
    expect(run).toMatchObject({
      verdict: "not-enough-search",
      limits: {
        escapes: { worst: 0.02, relative: false },
        falseRejects: { worst: 0.05, relative: false },
      },
      ranges: { theta: [-20, 20], saturation: [-0.1, 0.1] },
    });
    expect(Object.keys(run)).toContain("provenance");
    const [gear] = objects;
    expect(gear).toMatchObject({
      ...{ object: "gear", verdict: "not-enough-search", atRestAlready: false, within: null },
      thresholds: { rule: { kind: "score", image: 0.6, pixel: null } },
      search: { draws: 4 },
    });
    expect(Object.keys(gear?.picturesNeeded ?? {})).toEqual(["escapes", "falseRejects"]);
    expect(Object.keys(gear?.alone ?? {})).toEqual(["theta", "saturation"]);
    for (const counts of [gear?.atRest, gear?.typical, gear?.common, gear?.worst])
      expect([counts?.escapes.n, counts?.falseRejects.n]).toEqual([3, 1]);
    expect(gear?.actions.length).toBeGreaterThan(0);
    for (const action of gear?.actions ?? []) expect(action.measured).toBeNull();
  });

  it("prints one screen, which report prints again", async () => {
    const screen = await accept(...SAID, "--out", "run");
    expect(screen.code, screen.stderr).toBe(0);
    expect(screen.stdout).toMatch(/^gear: NOT ENOUGH SEARCH\n/);
    for (const line of screen.stdout.split("\n").slice(0, -1))
      expect([...line].length).toBeLessThanOrEqual(80);
    const again = await cli(["report", "run"]);
    expect(again.stdout).toBe(screen.stdout);
  });

  it("has a study file that gives the same verdict elsewhere and measures nothing", async () => {
    const there = await cli(["run", "run/study.yaml", "--out", "elsewhere", "--json"]);
    expect(there.code, there.stderr).toBe(0);
    expect(there.stderr).not.toMatch(/an evaluation with/);
    const [{ provenance: _here, ...own }, { provenance: _there, ...other }] = [judged, there].map(
      (ran) => JSON.parse(ran.stdout) as Record<string, unknown>,
    ) as [Record<string, unknown>, Record<string, unknown>];
    expect(other).toEqual(own);
  });

  it("ends with 3 where --fail-on says so, and only there", async () => {
    const gate = async (...more: string[]): Promise<Ran> => await accept(...SAID, "--out", "run", ...more);
    expect((await gate("--fail-on", "reject")).code).toBe(0);
    const failed = await gate("--fail-on", "not-accepted");
    expect([failed.code, failed.stderr]).toEqual([
      3,
      expect.stringContaining("--fail-on not-accepted: gear: not-enough-search"),
    ]);
    // Nothing at all may be rejected, and the threshold lets nothing pass.
    const strict = ["--limit", "false-rejects=0%", "--fail-on", "reject", "--operating-point", "score=0"];
    const rejected = await gate(...strict);
    expect([rejected.code, rejected.stdout]).toEqual([
      3,
      expect.stringMatching(/^gear: REJECT, AT REST ALREADY/),
    ]);
    const missing = await gate("--fail-on", "regression");
    expect([missing.code, missing.stderr]).toEqual([
      2,
      "faultline: missing --baseline: --fail-on regression needs it",
    ]);
  });
});

describe("--time", () => {
  it("becomes draws and budget by a measured step, which the study file keeps in place of it", async () => {
    const measured = await accept("--time", "1s", ...BOX, "--steps", "1", "--out", "measured");
    expect(measured.code, measured.stderr).toBe(0);
    expect(measured.stderr).toMatch(
      /note: 4 pictures, [\d.]+ m?s an evaluation with 1 worker; the fewest for a verdict, 59 draws and 60 units a picture, take about .*, up to /,
    );
    expect(measured.stderr).toMatch(/note: --draws 8 --budget 2 --common 2: about /);
    expect(measured.stderr).toMatch(/note: that is less than a verdict takes/);
    const text = await kept("measured");
    expect(text).not.toContain("time");
    expect(text).toMatch(/\ndraws: 8\nbudget: 2\ncommon: 2\n/);

    const again = await accept("--time", "1s", ...BOX, "--steps", "1", "--out", "measured");
    expect(again.stdout).toBe(measured.stdout);
    expect(again.stderr).toMatch(/note: --draws 8 --budget 2 --common 2, as .*study\.yaml has them/);
    expect(again.stderr).not.toMatch(/an evaluation with/);
    expect(await kept("measured")).toBe(text);
  });

  it("is refused where nothing is left to choose, and where it is no duration", async () => {
    const refused = async (...more: string[]): Promise<string> =>
      (await accept("--out", "refused", ...more)).stderr;
    expect(await refused(...SAID, "--time", "5min")).toBe(
      "faultline: invalid --time: --draws, --budget and --common say already what is evaluated",
    );
    expect(await refused("--time", "soon")).toBe(
      'faultline: invalid --time "soon"; expected a duration such as 90s, 30min or 2h',
    );
    expect(await refused("--limit", "pauroc=70%")).toMatch(/^faultline: unknown rate in --limit/);
  });
});
