// Risk from the command line: drawn as it is stated, counted as the records say, from a study file too.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { present } from "../../src/core/errors.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import type { ObjectRisk, RiskData } from "../../src/results/risk.ts";
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
  "4",
  "--threads",
  "1",
];
const DRAWN = ["--shift", "theta=normal(0,10),saturation=severe", "--draws", "12"];
const LIMITED = ["--limit", "escapes=10%", "--operating-point", "score=0.6"];

let ran: Ran;
let found: RiskData;
let gear: ObjectRisk;

beforeAll(async () => {
  ran = await cli(["risk", ...DEMO, ...DRAWN, ...LIMITED, "--out", "run", "--json"]);
  expect(ran.code, ran.stderr).toBe(0);
  found = JSON.parse(ran.stdout) as RiskData;
  gear = present(found.objects[0], "object");
}, 120_000);

describe("risk on the demo", () => {
  it("draws as it is told: one station for all pictures, each picture its own pose", async () => {
    expect(found.distributions).toEqual({
      theta: { kind: "normal", mean: 0, deviation: 10 },
      saturation: { kind: "uniform", range: [-0.5, 0.5] },
    });
    const sql =
      "SELECT sample, theta_degrees AS theta, saturation FROM records JOIN points USING (key) WHERE shifts = 'theta+saturation' AND theta_degrees <> 0";
    const rows = JSON.parse((await cli(["query", "run", "--json", sql])).stdout) as readonly {
      readonly theta: number;
      readonly saturation: number;
    }[];
    expect(rows).toHaveLength(4 * 12);
    expect(new Set(rows.map(({ theta }) => theta)).size).toBe(4 * 12);
    expect(new Set(rows.map(({ saturation }) => saturation)).size).toBe(12);
    const spread = Math.sqrt(rows.reduce((sum, { theta }) => sum + theta ** 2, 0) / rows.length);
    expect(spread).toBeGreaterThan(7);
    expect(spread).toBeLessThan(13);
  });

  it("counts what the records hold", async () => {
    const sql =
      "SELECT sample, count(*) FILTER (WHERE image_score > 0.6) AS rejected, count(*) AS n FROM records JOIN points USING (key) WHERE shifts = 'theta+saturation' AND theta_degrees <> 0 GROUP BY sample";
    const rows = JSON.parse((await cli(["query", "run", "--json", sql])).stdout) as readonly {
      readonly sample: string;
      readonly rejected: number;
      readonly n: number;
    }[];
    const wrong = new Map(rows.map(({ sample, rejected, n }) => [sample, { rejected, n }]));
    for (const { sample, anomalous, violating } of gear.pictures) {
      const { rejected, n } = present(wrong.get(sample), sample);
      expect([violating.k, violating.n], sample).toEqual([anomalous ? n - rejected : rejected, 12]);
    }
    const escapes = present(gear.values[0], "escapes");
    const own = gear.pictures.filter(({ anomalous }) => anomalous);
    const mean = own.reduce((sum, { violating }) => sum + violating.k / 12, 0) / own.length;
    expect(escapes.mean).toBeCloseTo(mean, 12);
    expect(gear.violating?.n).toBe(12);
  });

  it("stands first on the page, with normal amounts named as such", async () => {
    const page = await readFile(join(folder, "run", "report.html"), "utf8");
    expect(page.indexOf("<strong>gear: a limit is violated at")).toBeGreaterThan(0);
    expect(page.indexOf("<strong>gear: a limit is violated at")).toBeLessThan(page.indexOf("escape at rest"));
    expect(page).toContain("turned by normal(0, 10)°, saturation ±0.5");
    expect(page).not.toContain("±90");
  });

  it("fits a screen, and says what was drawn and what was not", async () => {
    const { code, stdout } = await cli(["risk", ...DEMO, ...DRAWN, ...LIMITED, "--out", "run"]);
    expect(code).toBe(0);
    const lines = stdout.split("\n").filter((line) => !line.startsWith("report:"));
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/gear +at rest +mean +worst 5% +worst\n {2}escapes/);
    expect(stdout).toContain("Drawn 12 times: theta=normal(0,10), saturation=-0.5..0.5.");
    expect(stdout).toContain("One draw for all pictures of an object: saturation.");
    expect(stdout).toContain("A draw of each picture's own: rotation.");
    const again = await cli(["report", "run"]);
    expect(again.stdout).toContain(lines.join("\n"));
  });
});

describe("a study file", () => {
  it("says distributions as a map, and is written so", async () => {
    const { stdout } = await cli(["risk", ...DEMO, ...DRAWN, ...LIMITED, "--out", "run", "--print-study"]);
    expect(stdout).toContain("shift:\n  theta: normal(0,10)\n  saturation: severe\n");
    await writeFile(join(folder, "risk.yaml"), stdout);
    const again = await cli(["run", "risk.yaml", "--json"]);
    expect([again.code, again.stdout], again.stderr).toEqual([0, ran.stdout]);
    expect(await readFile(join(folder, "run", "study.yaml"), "utf8")).toContain("theta: normal(0,10)");
  });
});

describe("distributions", () => {
  it("are refused in one line where none can be drawn, and outside of risk", async () => {
    const refused = async (command: string, shift: string): Promise<string> => {
      const { code, stderr } = await cli([command, ...DEMO, "--shift", shift, "--out", "none"]);
      expect(code, stderr).toBe(2);
      return stderr;
    };
    expect(await refused("risk", "theta=normal(0,999)")).toMatch(
      /^faultline: invalid distribution of theta: the deviation 999; expected one above 0 and at most 180/,
    );
    expect(await refused("risk", "theta=normal(100,1)")).toMatch(/theta reaches from -90 to 90/);
    expect(await refused("risk", "colour-temperature=normal(6000K,300K)")).toMatch(/a deviation in mired/);
    expect(await refused("bound", "theta=normal(0,3)")).toMatch(/normal\(…\) is for risk alone/);
  });
});
