// A shift, a metric and a question that this file alone knows, and a detector that tests alone know, registered as a user's program would, go
// through every command that the built-in ones go through.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { writeFileAtomic } from "../../src/core/write-file.ts";
import { questionForms } from "../../src/explore/server/question-forms.ts";
import { add, reshape } from "../../src/graph/ops/index.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { encodeMaskPng, encodePng } from "../../src/image/codec.ts";
import {
  DETECTORS,
  defineQuestion,
  defineShift,
  METRICS,
  onPictures,
  QUESTIONS,
  SHIFTS,
} from "../../src/index.ts";
import type { Chart } from "../../src/results/chart.ts";
import type { Comparison } from "../../src/results/comparison.ts";
import { BRIGHTNESS, BRIGHTNESS_SIZE } from "../support/brightness.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const folder = await sharedFolder();
const cli = cliIn(folder);

SHIFTS.register(
  defineShift({
    ...{ name: "glare", symbol: "γ", title: "glare", effect: "under glare", unit: "levels", sign: " levels" },
    ...{ decimals: 2, writtenUnits: {}, range: [0, 0.4], cause: "A lamp shines into the lens." },
    severities: { mild: [0, 0.05], moderate: [0, 0.1], severe: [0, 0.3] },
    ...{ periodic: false, stage: "light", scope: "station", needsColour: false },
    act: onPictures((pictures, amount) => add(pictures, reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]))),
    search: { length: 0.4, edge: 0.1 },
  }),
);

DETECTORS.register(BRIGHTNESS);

METRICS.register({
  ...{ name: "largestScore", title: "largest score", unit: "number", decimals: 2, better: "lower" },
  ...{ shown: true, needs: "images", source: "here" },
  of: ({ pictures, weights }) =>
    Math.max(...pictures.map(({ imageScore }, index) => (weights[index] === 0 ? 0 : imageScore))),
});

const settings = z.object({
  ranges: z
    .record(z.string(), z.tuple([z.number(), z.number()]))
    .default({})
    .describe("how far shifts go"),
  values: z.int().min(2).default(2).describe("values per shift"),
  reversed: z.boolean().default(false).describe("the largest first"),
});

QUESTIONS.register(
  defineQuestion<z.output<typeof settings>>({
    name: "staircase",
    summary: "Climb a shift from nothing to its end",
    settings,
    ranges: ({ ranges }) => ranges,
    plan: (asked, { samples }) =>
      samples.flatMap(({ id: sample }) =>
        Object.entries(asked.ranges).map(([shift]) => ({
          ...{ sample, role: `staircase ${shift}` },
          experiment: {
            kind: "points" as const,
            points: stairs(asked, shift).map((value) => ({ [shift]: value })),
          },
        })),
      ),
    words: ({ ranges, values }) => [`a staircase of ${values} along ${Object.keys(ranges).join(", ")}`],
    answer: async (asked, view): Promise<Chart[]> =>
      Promise.all(
        Object.keys(asked.ranges).map(async (shift): Promise<Chart> => {
          const role = `staircase ${shift}`;
          const rows = stairs(asked, shift).map(async (value, index) => {
            const { values } = await view.metrics(
              view.samples.map(({ id: sample }) => ({ sample, role, index })),
            );
            return [value, values["largestScore"] ?? null];
          });
          const columns = [shift, "largest score"].map((label) => ({ label, unit: "number" }));
          return { kind: "table", title: `climbing ${shift}`, columns, rows: await Promise.all(rows) };
        }),
      ),
  }),
);

function stairs({ ranges, values, reversed }: z.output<typeof settings>, shift: string): number[] {
  const [, end] = ranges[shift] ?? [0, 0];
  const steps = Array.from({ length: values }, (_, step) => (end * step) / (values - 1));
  return reversed ? steps.toReversed() : steps;
}

const study = (name: string, out: string, ...more: string[]): Promise<Ran> =>
  cli([
    ...[name, "--detector", "brightness", "--dataset", "demo", "--objects", "nut", "--samples", "2"],
    ...["--shift", "glare=0.2", "--threads", "1", "--out", join(folder, out), ...more],
  ]);

describe("what a program registers", () => {
  let climbed: Ran;
  beforeAll(async () => {
    climbed = await study("staircase", "stairs", "--values", "3", "--json");
  }, 60_000);

  it("is named and described in --help", async () => {
    const { stdout } = await cli(["staircase", "--help"]);
    expect(stdout).toContain("Climb a shift from nothing to its end");
    for (const flag of [
      "--values",
      "--reversed",
      "--gain",
      "--shift",
      "--ranges",
      "--queue",
      "--limit",
      "--ignore",
    ])
      expect(stdout, flag).toContain(flag);
    expect((await cli(["--help"])).stdout).toContain("staircase");
  });

  it("is known to editors of study files, and asked again from the one that its run folder keeps", async () => {
    const schema = JSON.parse((await cli(["run", "--schema"])).stdout) as {
      definitions: Record<string, { properties?: object }>;
    };
    expect(schema.definitions["command.staircase"]?.properties).toMatchObject({
      command: { const: "staircase" },
    });
    const known = JSON.stringify(schema);
    for (const key of ["glare", "gain", "largestScore", "reversed"]) expect(known).toContain(`"${key}":`);
    expect(await readFile(join(folder, "stairs", "study.yaml"), "utf8")).toMatch(
      /^shift:\n {2}glare: 0.2\nvalues: 3$/m,
    );
    expect(await cli(["run", "stairs/study.yaml", "--json"])).toMatchObject({
      code: 0,
      stdout: climbed.stdout,
    });
  });

  it("goes through map, which says the detector's own decision", async () => {
    const level = Float32Array.from(
      { length: 3 * BRIGHTNESS_SIZE * BRIGHTNESS_SIZE },
      (_, at) => (at % 7) / 10,
    );
    const image = join(folder, "image.png");
    await writeFileAtomic(
      image,
      await encodePng({ width: BRIGHTNESS_SIZE, height: BRIGHTNESS_SIZE, data: level }),
    );
    const mask = join(folder, "mask.png");
    const data = Uint8Array.from({ length: BRIGHTNESS_SIZE * BRIGHTNESS_SIZE }, (_, at) =>
      at % 7 > 4 ? 1 : 0,
    );
    await writeFileAtomic(
      mask,
      await encodeMaskPng({ width: BRIGHTNESS_SIZE, height: BRIGHTNESS_SIZE, data }),
    );
    const map = async (...at: string[]): Promise<object> => {
      const flags = ["--image", image, "--mask", mask, "--class", "nut", "--detector", "brightness"];
      return JSON.parse((await cli(["map", ...flags, "--gain", "1.25", ...at, "--json"])).stdout) as object;
    };
    const [still, glaring] = [await map(), await map("--at", "glare=0.2")];
    expect(still).toMatchObject({ detector: "brightness", at: {}, label: false, pauroc: 1 });
    expect(glaring).toMatchObject({ at: { glare: 0.2 }, label: true, pauroc: 1 });
    expect((still as { imageScore: number }).imageScore).toBeCloseTo(1.25 * 0.6, 2);
    expect((glaring as { imageScore: number }).imageScore).toBeCloseTo(1.25 * 0.8, 2);
  });

  it("goes through sweep and bound, in JSON and held to limits", async () => {
    const swept = await study("sweep", "sweep", "--values", "2", "--json", "--limit", "largestScore=0.1");
    expect(swept.code, swept.stderr).toBe(3);
    expect(swept.stderr).toMatch(/--limit: nut: largestScore 1\.\d+ at glare=0\.2 is above 0\.1/);
    const { objects } = JSON.parse(swept.stdout) as {
      objects: { sweeps: { shift: string; points: { value: number; largestScore: number }[] }[] }[];
    };
    const [{ shift, points } = { shift: "", points: [] }] = objects[0]?.sweeps ?? [];
    expect([shift, points.map(({ value }) => value)]).toEqual(["glare", [0, 0.2]]);
    expect(points[1]?.largestScore).toBeGreaterThan(points[0]?.largestScore ?? Number.NaN);
    const bounded = await study("bound", "bound", "--budget", "3", "--criterion", "image-score", "--json");
    expect(bounded.code, bounded.stderr).toBe(0);
    expect(JSON.parse(bounded.stdout)).toMatchObject({
      combinations: ["glare"],
      objects: [{ bound: { largestScore: expect.any(Number) } }],
      ranges: { glare: [0, 0.2] },
      criterion: "image-score",
    });
  });

  it("asks its own question, printed as data with how it was made, and held to limits", async () => {
    expect(climbed.code, climbed.stderr).toBe(0);
    const { answers, provenance } = JSON.parse(climbed.stdout) as {
      answers: { question: string; charts: { rows: number[][] }[] }[];
      provenance: object;
    };
    expect(provenance).toMatchObject({
      detector: { source: "brightness", options: { gain: 1 } },
      ranges: { glare: [0, 0.2] },
    });
    expect(answers.map(({ question }) => question)).toEqual(["staircase"]);
    const rows = answers[0]?.charts[0]?.rows ?? [];
    expect(rows.map(([value]) => value)).toEqual([0, 0.1, 0.2]);
    expect((rows[2]?.[1] ?? 0) - (rows[0]?.[1] ?? 0)).toBeCloseTo(0.2, 5);
    const limit = `largestScore=${rows[1]?.[1]}`;
    const held = await study("staircase", "stairs", "--values", "3", "--limit", limit);
    expect([held.code, held.stderr]).toEqual([
      3,
      expect.stringMatching(/climbing glare: largestScore .* is above/),
    ]);
    expect(held.stdout).toContain("report.html");
    const wrong = await study("staircase", "stairs", "--values", "many");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/invalid --values "many"/)]);
  });

  it("stands beside a baseline that was asked the same, and no other", async () => {
    const beside = (...more: string[]): Promise<Ran> =>
      study("staircase", "beside", "--gain", "0.5", "--baseline", join(folder, "stairs"), ...more);
    const compared = await beside("--values", "3", "--json");
    expect(compared.code, compared.stderr).toBe(0);
    const { comparison } = JSON.parse(compared.stdout) as { comparison: Comparison };
    expect(comparison.values.map(({ at, value, parts }) => [at, value, parts])).toEqual([
      ["at rest", "pAUROC", 1],
      ["at rest", "image score", 2],
    ]);
    const other = await beside("--values", "4");
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringMatching(/invalid baseline .*stairs: values of staircase is 3 there and 4 here/),
    ]);
  });

  it("resumes with nothing to do, in the records, SQL and report by its own names", async () => {
    const run = join(folder, "stairs");
    const journal = await readFile(join(run, "journal.jsonl"), "utf8");
    const again = await study("staircase", "stairs", "--values", "3", "--json");
    expect(again.stdout).toBe(climbed.stdout);
    expect(await readFile(join(run, "journal.jsonl"), "utf8")).toBe(journal);
    const { stdout } = await cli([
      "query",
      run,
      "--json",
      "SELECT DISTINCT glare_levels FROM points ORDER BY ALL",
    ]);
    expect(JSON.parse(stdout)).toEqual([0, 0.1, 0.2, null].map((glare_levels) => ({ glare_levels })));
    const reported = await cli(["report", run]);
    expect([reported.code, reported.stdout]).toEqual([0, expect.stringContaining("glare")]);
    expect(await readFile(join(run, "report.html"), "utf8")).toContain("climbing glare");
  });

  it("takes what the explorer's forms write, of the built-in questions too", async () => {
    const out = (name: string): string[] => ["--out", join(folder, name), "--threads", "1", "--json"];
    const data = ["--detector", "brightness", "--dataset", "demo", "--objects", "nut", "--samples", "1"];
    const ranges = ["--ranges", '{"glare":[0,0.1]}'];
    const [climb, search, sweep] = [
      await cli(["staircase", ...data, ...ranges, ...out("form-1")]),
      await cli([
        "bound",
        ...data,
        "--combinations",
        '[["glare"]]',
        ...ranges,
        "--budget",
        "2",
        ...out("form-2"),
      ]),
      await cli(["sweep", ...data, "--sweeps", '[{"shift":"glare","values":[0,0.1]}]', ...out("form-3")]),
    ];
    for (const { code, stdout, stderr } of [climb, search, sweep]) {
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('"ranges":{"glare":[0,0.1]}');
    }
    const wrong = await cli(["sweep", ...data, "--sweeps", "glare", ...out("form-4")]);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/invalid --sweeps "glare"; expected JSON/),
    ]);
  });

  it("is a form of the explorer", () => {
    const form = questionForms([]).find(({ name }) => name === "staircase");
    expect(Object.keys(form?.schema.properties ?? {})).toEqual(["ranges", "values", "reversed"]);
  });

  it.runIf(hasRedis)(
    "goes through a queue, to the same answer",
    async () => {
      const server = await startRedis(folder);
      const stop = new AbortController();
      const worker = cli(["worker", "--queue", server.url], { signal: stop.signal });
      try {
        const queued = await study("staircase", "queued", "--values", "3", "--json", "--queue", server.url);
        expect(queued.stdout, queued.stderr).toBe(climbed.stdout);
      } finally {
        stop.abort();
        expect((await worker).code).toBe(0);
        await server.stop();
      }
    },
    60_000,
  );
});
