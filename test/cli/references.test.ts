// A detector that knows its references by heart: they get scores of 0, so a threshold from them would reject every part.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { sha256OfFile } from "../../src/core/digest.ts";
import { random } from "../../src/core/random.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { decodeImage, encodeMaskPng, encodePng } from "../../src/image/codec.ts";
import { DETECTORS } from "../../src/index.ts";
import type { ObjectDecisions } from "../../src/results/decisions.ts";
import { cliIn } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const SIZE = 16;
const folder = await sharedFolder();
const cli = cliIn(folder);
const place = (split: string, defect: string, index: number): string =>
  join(folder, "data", "disc", split, defect, `${index}.png`);

/** Grey noise; a defect is a bright square. */
async function draw(path: string, seed: string, anomalous: boolean): Promise<void> {
  const source = random("disc", seed);
  const inDefect = (at: number): boolean => at % SIZE < 4 && Math.floor(at / SIZE) % SIZE < 4;
  const data = Float32Array.from({ length: 3 * SIZE * SIZE }, (_, at) =>
    anomalous && inDefect(at) ? 1 : 0.3 + 0.2 * source.next(),
  );
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await encodePng({ width: SIZE, height: SIZE, data }));
  if (!anomalous) return;
  const mask = {
    width: SIZE,
    height: SIZE,
    data: Uint8Array.from({ length: SIZE * SIZE }, (_, at) => Number(inDefect(at))),
  };
  const truth = path.replace("/test/", "/ground_truth/").replace(".png", "_mask.png");
  await mkdir(dirname(truth), { recursive: true });
  await writeFile(truth, await encodeMaskPng(mask));
}

const options = z.strictObject({ known: z.string().describe("pictures that it knows by heart") });

DETECTORS.register({
  name: "by-heart",
  summary: "the distance to the nearest picture that it knows",
  options,
  needsClassName: false,
  open: async ({ options: given, device, threads }) => {
    const files = options.parse(given).known.split(",");
    const known = await Promise.all(files.map(async (file) => (await decodeImage(file, {})).data));
    const seen = await Promise.all(files.map(sha256OfFile));
    const engine = await openNodeEngine({ device, threads });
    const digest = `by heart ${seen.join(" ")}`;
    return {
      ...{ name: "by-heart", digest, seen, engine, size: SIZE, close: () => engine.close() },
      prepare: async () => ({
        ...{ digest, range: { low: 0, high: null }, can: { gradient: false, draft: null, batch: 8 } },
        maps: async ({ shape: [pictures = 1], data }) =>
          Array.from({ length: pictures }, (_, picture) => {
            const own = data.subarray(3 * picture * SIZE ** 2, 3 * (picture + 1) * SIZE ** 2);
            const distances = known.map((other) =>
              own.map((level, at) => Math.abs(level - (other[at] ?? 0))),
            );
            const score = (distance: Float32Array): number =>
              distance.reduce((sum, value) => sum + value, 0) / distance.length;
            const [nearest = own] = distances.toSorted((left, right) => score(left) - score(right));
            return { map: nearest.slice(0, SIZE ** 2), imageScore: score(nearest) };
          }),
      }),
    };
  },
});

beforeAll(async () => {
  for (let index = 0; index < 12; index++) await draw(place("train", "good", index), `train ${index}`, false);
  for (let index = 0; index < 6; index++) await draw(place("test", "good", index), `test ${index}`, false);
  for (let index = 0; index < 4; index++) await draw(place("test", "dent", index), `dent ${index}`, true);
});

const judge = (known: readonly string[], out: string, ...more: string[]) =>
  cli([
    ...["operating-point", "--dataset", "mvtec", "--root", "data", "--detector", "by-heart"],
    ...[
      "--known",
      known.join(","),
      "--shift",
      "exposure=0.1",
      "--values",
      "0",
      "--budget",
      "2",
      "--common",
      "0",
    ],
    ...[
      "--operating-point",
      "false-rejects=10%",
      "--acting-size",
      "working",
      "--out",
      out,
      "--json",
      ...more,
    ],
  ]);
const REFERENCES = [0, 1, 2].map((index) => place("train", "good", index));

describe("a detector that knows its references by heart", () => {
  it("does not get a threshold near 0", async () => {
    const { code, stdout, stderr } = await judge(REFERENCES, "run");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("note: 3 pictures that by-heart has seen choose no threshold");
    const { objects } = JSON.parse(stdout) as { readonly objects: readonly ObjectDecisions[] };
    const { thresholds, atRest, verdicts } = objects[0] as ObjectDecisions;
    // 9 pictures just promise 10%: their largest distance to a reference, which is that of unknown noise.
    expect(thresholds).toMatchObject({ pictures: 9, promised: 0.1, notes: [] });
    expect(thresholds.image).toBeGreaterThan(0.05);
    expect(atRest.falseRejects.k).toBeLessThan(3);
    expect(atRest.escapes).toMatchObject({ k: 0, n: 4 });
    expect(verdicts).toHaveLength(10);
  });

  it("is refused where a reference is evaluated, or an evaluated picture calibrates", async () => {
    const seen = await judge([...REFERENCES, place("test", "good", 1)], "seen");
    expect([seen.code, seen.stderr]).toEqual([
      1,
      expect.stringContaining("invalid references: by-heart has seen the evaluated disc/test/good/1.png"),
    ]);
    await mkdir(join(folder, "other"));
    await writeFile(join(folder, "other", "a.png"), await readFile(place("test", "good", 3)));
    const leak = await judge(REFERENCES, "leak", "--calibration", "other");
    expect([leak.code, leak.stderr]).toEqual([
      1,
      expect.stringContaining(
        "invalid calibration: calibration/a.png is the evaluated picture disc/test/good/3.png",
      ),
    ]);
  });

  it("is told where the pictures are too few for the rate", async () => {
    const { stdout } = await judge(REFERENCES, "few", "--operating-point", "false-rejects=2%");
    const { objects } = JSON.parse(stdout) as { readonly objects: readonly ObjectDecisions[] };
    expect(objects[0]?.thresholds).toMatchObject({
      promised: 0.1,
      notes: [
        "Too few calibration pictures: 9 promise a false-reject rate of 10% at best, 2% needs 49; the threshold is their largest score.",
      ],
    });
  });
});
