// Decisions at a frozen threshold, from the command line: counted as the records say, held to limits, the same when taken
// up again.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { present } from "../../src/core/errors.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import type { DecisionCounts, ObjectDecisions } from "../../src/results/decisions.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const folder = await sharedFolder();
const cli = cliIn(folder);
const study = (name: string, ...more: string[]): Promise<Ran> =>
  cli([
    ...[name, "--dataset", "demo", "--model", "demo", "--objects", "gear", "--samples", "12"],
    ...["--shift", "theta,saturation=severe", "--threads", "1", "--out", "run", ...more],
  ]);
const BOX = "theta+saturation";
const JUDGED = ["--budget", "4", "--common", "3", "--values", "3"];

interface Row {
  readonly key: string;
  readonly kind: string;
  readonly shifts: string;
  readonly sample: string;
  readonly anomalous: boolean;
  readonly theta: number | null;
  readonly saturation: number | null;
  readonly image_score: number;
}

const answeredIn = ({ stdout }: Ran): ObjectDecisions => {
  const { answers } = JSON.parse(stdout) as {
    readonly answers: readonly { readonly data: { readonly objects: readonly ObjectDecisions[] } }[];
  };
  return present(answers[0]?.data.objects[0], "decisions");
};

let judged: Ran;
let decisions: ObjectDecisions;
/** Every point of the pictures that are decided on, as SQL has them. */
let rows: readonly Row[];

const objectsIn = ({ stdout }: Ran): readonly ObjectDecisions[] =>
  (JSON.parse(stdout) as { readonly objects: readonly ObjectDecisions[] }).objects;

beforeAll(async () => {
  judged = await study("operating-point", ...JUDGED, "--json");
  expect(judged.code, judged.stderr).toBe(0);
  decisions = present(objectsIn(judged)[0], "object");
  const sql =
    "SELECT key, kind, shifts, sample, anomalous, theta_degrees AS theta, saturation, image_score FROM records JOIN points USING (key) WHERE sample NOT LIKE '%/calibration/%'";
  rows = JSON.parse((await cli(["query", "run", "--json", sql])).stdout) as Row[];
}, 180_000);

/** [escapes, false rejects] of pictures that are wrong at any of these points. */
const recount = (some: readonly Row[]): readonly [number, number] => {
  const { image } = decisions.thresholds;
  const wrong = (label: boolean): number =>
    new Set(
      some
        .filter(({ anomalous, image_score: score }) => anomalous === label && score > (image ?? 0) !== label)
        .map(({ sample }) => sample),
    ).size;
  return [wrong(true), wrong(false)];
};
const counted = (counts: DecisionCounts | undefined): readonly (number | undefined)[] => [
  counts?.escapes.k,
  counts?.falseRejects.k,
];

describe("operating-point on the demo", () => {
  it("chooses the threshold from pictures of their own, and promises what they allow", () => {
    const { image, pixel, pictures, promised } = decisions.thresholds;
    expect([pictures, promised]).toEqual([60, 0.02]);
    expect(image).toBeGreaterThan(0.5);
    expect(pixel).toBeGreaterThan(0);
    expect(new Set(decisions.verdicts.map(({ sample }) => sample)).size).toBe(12);
  });

  it("counts what a recount of the records in SQL counts", () => {
    const rest = rows.filter(({ shifts }) => shifts === "");
    expect(counted(decisions.atRest)).toEqual(recount(rest));
    expect(decisions.atRest.escapes.n + decisions.atRest.falseRejects.n).toBe(rest.length);
    expect(decisions.sweeps.map(({ shift, points }) => [shift, points.length])).toEqual([
      ["theta", 3],
      ["saturation", 3],
    ]);
    for (const { shift, points } of decisions.sweeps) {
      const swept = rows.filter(({ shifts, kind }) => shifts === shift && kind === "points");
      for (const point of points) {
        const at = swept.filter((row) => row[shift as "theta" | "saturation"] === point.value);
        expect(at, `${shift} ${point.value}`).toHaveLength(12);
        expect(counted(point), `${shift} ${point.value}`).toEqual(recount(at));
      }
    }
    const records = new Map<string, number>();
    for (const { key } of rows) records.set(key, (records.get(key) ?? 0) + 1);
    const drawn = rows.filter(
      ({ key, shifts, theta }) => shifts === BOX && records.get(key) === 1 && theta !== 0,
    );
    expect(drawn).toHaveLength(12);
    expect(counted(decisions.typical[BOX])).toEqual(recount(drawn));
    expect(counted(decisions.worst[BOX])).toEqual(recount(rows));
    // The lamp that most fail under, of those that every picture was seen under.
    const lamps = [...new Set(rows.map(({ saturation }) => saturation ?? 0))].flatMap((lamp) => {
      const own = rows.filter(({ saturation }) => (saturation ?? 0) === lamp);
      return new Set(own.map(({ sample }) => sample)).size === 12 ? [recount(own)] : [];
    });
    expect(lamps.length).toBeGreaterThanOrEqual(3);
    const most = [0, 1].map((side) => Math.max(...lamps.map((counts) => counts[side] ?? 0)));
    expect(counted(decisions.common[BOX])).toEqual(most);
  });

  it("rest ≤ common ≤ worst for both sides, the worst worse than rest", () => {
    const [rest, common, worst] = [decisions.atRest, decisions.common[BOX], decisions.worst[BOX]].map(
      counted,
    );
    for (const side of [0, 1]) {
      expect(common?.[side]).toBeGreaterThanOrEqual(rest?.[side] ?? Number.NaN);
      expect(worst?.[side]).toBeGreaterThanOrEqual(common?.[side] ?? Number.NaN);
    }
    expect(worst?.[0]).toBeGreaterThan(rest?.[0] ?? Number.NaN);
  });

  it("searches for decisions: the search alone lowers defective pictures' scores and raises good ones'", () => {
    const right = decisions.verdicts.filter(({ anomalous, atRest }) => atRest === anomalous);
    expect(right.length).toBeGreaterThan(8);
    for (const { sample, anomalous } of right) {
      const own = rows.filter((row) => row.sample === sample);
      const rest = present(own.find(({ shifts }) => shifts === "")?.image_score, "score at rest");
      const found = own.filter(({ kind }) => kind === "search").map(({ image_score: score }) => score);
      const gain = anomalous ? rest - Math.min(...found) : Math.max(...found) - rest;
      expect(gain, sample).toBeGreaterThan(0);
    }
  });

  it("says the same when it is taken up again, and ends with 3 where a limit is violated", async () => {
    const limits = ["--limit", "escapes=5%,false-rejects=100%,imageAuroc=0"];
    const again = await study("operating-point", ...JUDGED, "--json", ...limits);
    expect([again.code, again.stdout]).toEqual([3, judged.stdout]);
    expect(again.stderr).toMatch(/--limit: gear: escapes [\d.]+ at .* is above 0\.05/);
    expect(again.stderr).not.toMatch(/false-rejects|imageAuroc/);
    expect(JSON.parse(again.stdout)).toMatchObject({
      ranges: { theta: [-90, 90], saturation: [-0.5, 0.5] },
      provenance: { criterion: "image-score" },
    });
  });
});

describe("--operating-point and --group", () => {
  it("count parts in sweep, each shift alone: one fails if one of its photographs does", async () => {
    const three = decisions.verdicts.filter(({ anomalous }) => anomalous).slice(0, 3);
    const table = ["sample,part", ...three.map(({ sample }) => `${sample},plate`)];
    await writeFile(join(folder, "parts.csv"), table.join("\n"));
    const more = ["--values", "3", "--operating-point", "score=0.6", "--group", "parts.csv", "--json"];
    const swept = await study("sweep", ...more, "--limit", "escapes=0");
    expect(swept.code, swept.stderr).toBe(3);
    expect(swept.stderr).toMatch(/--limit: gear: escapes [\d.]+ at \S.* is above 0/);
    const object = answeredIn(swept);
    expect(Object.keys(object.worst)).toEqual(["theta", "saturation"]);
    expect(object.atRest.escapes.n).toBe(decisions.atRest.escapes.n - 2);
    const passed = object.verdicts.filter(({ anomalous, worst }) => anomalous && worst["theta"] === false);
    expect(object.worst["theta"]?.escapes.k).toBe(new Set(passed.map(({ part }) => part)).size);
    expect(object.limits.join(" ")).toMatch(/12 pictures show 10 parts.*theta was not searched/);
  });

  it("go with bound, whatever it searches for", async () => {
    const few = ["--samples", "4", "--budget", "2", "--common", "0"];
    const bounded = await study("bound", ...few, "--operating-point", "score=0.6", "--json");
    expect(bounded.code, bounded.stderr).toBe(0);
    const { thresholds, missedRegions, limits } = answeredIn(bounded);
    expect(thresholds).toMatchObject({ image: 0.6, pixel: null });
    expect(missedRegions).toBeNull();
    expect(limits.join(" ")).toMatch(/searched for pauroc, not for decisions/);
  });

  it("are refused in one line where they say nothing", async () => {
    const refused = async (...more: string[]): Promise<string> =>
      (await study("operating-point", ...more)).stderr;
    expect(await refused("--operating-point", "false-rejects=200%")).toMatch(
      /^faultline: invalid false-reject rate/,
    );
    expect(await refused("--operating-point", "detector")).toMatch(/gives no decision of its own/);
    expect(await refused("--strategy", "adam-restarts")).toMatch(/adam-restarts/);
    expect(await refused("--values", "1")).toMatch(
      /invalid --values; expected at least 2, or 0 for no sweep/,
    );
    expect((await study("sweep", "--limit", "escapes=2%")).stderr).toMatch(/it needs an operating point/);
  });

  it("are of a part and a station at moderate shifts where none are named, and it is said", async () => {
    const demo = ["--dataset", "demo", "--model", "demo", "--objects", "gear", "--out", "usual"];
    const { stderr } = await cli(["operating-point", ...demo, "--operating-point", "detector"]);
    expect(stderr).toContain(
      "note: no --shift: theta=10,exposure=0.5,colour-temperature=50,defocus=0.8,noise=0.03 (moderate)",
    );
  });
});
