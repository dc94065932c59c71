// ONNX files on the command line, as a user has them: one file, no description, no class name.

import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { FIXTURES, fixtureJson } from "../support/fixtures.ts";
import { BUILT_CHILD } from "../support/foreign-models.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";
import { spotFolder } from "../support/spots.ts";

// Threads and processes of their own run what is built: sessions stay in this one, a model's process is the built one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));
vi.mock("../../src/graph/foreign/process.ts", async (importOriginal) => {
  const foreign = await importOriginal<typeof import("../../src/graph/foreign/process.ts")>();
  const openForeign: typeof foreign.openForeign = (bytes, settings) =>
    foreign.openForeign(bytes, { ...settings, program: BUILT_CHILD });
  return { ...foreign, openForeign };
});

const folder = await sharedFolder();
const env = { FAULTLINE_CACHE: join(folder, "cache") };
const file = (name: string): string => `${FIXTURES}anomalib/${name}`;
const PLAIN = ["--detector", file("spot-plain.onnx")];
const BAD = ["--image", join("gear", "anomalous", "1.png")];
const DATA = ["--dataset", "folder", "--root", "gear", "--samples", "2", "--shift", "theta=8"];

const cli = (...args: string[]): Promise<Ran> => cliIn(folder)(args, { env });

async function json<Value>(...args: string[]): Promise<Value> {
  const { code, stdout, stderr } = await cli(...args, "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Value;
}

beforeAll(async () => {
  await mkdir(join(folder, "gear"));
  await spotFolder(join(folder, "gear"));
});

describe("FILE.onnx", () => {
  it("is one line where it cannot be used, and what was understood where it can", async () => {
    const refused = await cli("detector", "check", file("spot-two-inputs.onnx"));
    expect([refused.code, refused.stdout, refused.stderr.split("\n").length]).toEqual([1, "", 1]);
    const understood = await json<{ lines: string[] }>("detector", "check", file("spot-plain.onnx"), ...BAD);
    expect(understood.lines).toEqual(
      expect.arrayContaining(["map: anomaly_map, 64×64 px", "score: pred_score", "image score: 0.745098"]),
    );
  });

  it("goes through map, with the decision of an export that decides", async () => {
    const spots = fixtureJson<{ models: Record<string, { score: Record<string, number> }> }>(
      "anomalib/spots",
    );
    const spot = ["--image", file("pictures/spot-a.png")];
    const plain = await json<object>("map", ...PLAIN, ...spot);
    expect(plain).toEqual({ detector: file("spot-plain.onnx"), at: {}, imageScore: expect.any(Number) });
    const expected = spots.models["spot-plain"]?.score["spot-a"] ?? Number.NaN;
    expect((plain as { imageScore: number }).imageScore).toBeCloseTo(expected, 6);
    const told = ["--detector", file("spot-uint8-nhwc-bgr.onnx"), "--channels", "BGR"];
    expect((await json<{ imageScore: number }>("map", ...told, ...spot)).imageScore).toBeCloseTo(expected, 6);
    expect(await json<object>("map", "--detector", file("padim.onnx"), ...spot)).toMatchObject({
      label: true,
    });
  });

  it("goes through worst, sweep and bound, and is taken up again to the same document", async () => {
    const worst = await json<object>(
      ...["worst", ...PLAIN, ...BAD, "--mask", "gear/masks/1.png", "--shift", "theta=8", "--budget", "3"],
    );
    expect(worst).toMatchObject({ original: { pauroc: 1 }, evaluations: 6, steps: 0 });
    const sweep = ["sweep", ...PLAIN, ...DATA, "--values", "3", "--out", "swept"];
    const swept = await json<Study>(...sweep);
    expect(swept.objects).toMatchObject([{ object: "gear", samples: 2, original: { pauroc: 1 } }]);
    expect(await json<Study>(...sweep)).toEqual(swept);
    const bound = await json<Study>("bound", ...PLAIN, ...DATA, "--budget", "3", "--out", "bound");
    expect(bound.objects[0]).toMatchObject({
      original: { pauroc: 1 },
      bound: { pauroc: expect.any(Number) },
    });
    const { provenance } = JSON.parse(await readFile(join(folder, "bound", "results.json"), "utf8")) as Study;
    expect(provenance.detector).toMatchObject({
      ...{ source: "onnx", options: { file: file("spot-plain.onnx") }, size: 64, facts: { givesMaps: true } },
    });
  });

  it("of scores alone answers by image, and names what it cannot answer", async () => {
    const score = ["--detector", file("spot-score.onnx")];
    expect(await json<object>("map", ...score, ...BAD, "--mask", "gear/masks/1.png")).toMatchObject({
      ...{ loss: null, pauroc: null, reasons: { pauroc: "the detector gives no map" } },
    });
    expect(
      await json<object>("worst", ...score, ...BAD, "--shift", "theta=8", "--budget", "3"),
    ).toMatchObject({
      criterion: { name: "image-score" },
    });
    const drawn = await cli("map", ...score, ...BAD, "--out", "map.png");
    expect([drawn.code, drawn.stderr]).toEqual([
      1,
      expect.stringContaining("gives image scores alone, no map"),
    ]);
  });
});

describe.runIf(hasRedis)("FILE.onnx and a queue", () => {
  it("meet on a worker that has the file, its weights beside it, under another name", async () => {
    const [planned, there] = [join(folder, "planned"), join(folder, "there")];
    for (const [place, name] of [
      [planned, "gear.onnx"],
      [there, "other.onnx"],
    ] as const) {
      await mkdir(place);
      await copyFile(file("spot-external.onnx"), join(place, name));
      await copyFile(file("spot-external.onnx.data"), join(place, "spot-external.onnx.data"));
    }
    const detector = ["--detector", join("planned", "gear.onnx")];
    const sweep = ["sweep", ...detector, ...DATA, "--values", "2", "--json", "--out"];
    const server = await startRedis(folder);
    const stop = new AbortController();
    try {
      const alone = await cli(...sweep, "alone");
      const places = ["--model", `${join("planned", "gear.onnx")}=other.onnx`];
      const words = ["worker", "--queue", server.url, ...places];
      const worker = cliIn(there)(words, { env, signal: stop.signal });
      const queued = await cli(...sweep, "queued", "--queue", server.url);
      stop.abort();
      expect((await worker).code).toBe(0);
      expect(queued.code, queued.stderr).toBe(0);
      const objects = ({ stdout }: Ran): unknown => (JSON.parse(stdout) as Study).objects;
      expect(objects(queued)).toEqual(objects(alone));
    } finally {
      stop.abort();
      await server.stop();
    }
  }, 60_000);
});

interface Study {
  readonly objects: readonly object[];
  readonly provenance: { readonly detector: object };
}
