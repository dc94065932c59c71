// Studies of a detector behind real servers, through the command line: the same numbers by JSON and binary, and by a server
// that dies on the way.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Evaluation } from "../../../src/core/objective.ts";
import { random } from "../../../src/core/random.ts";
import type { ShiftPoint } from "../../../src/core/shift.ts";
import type { Tensor } from "../../../src/core/tensor.ts";
import type { Detector, ScoredPicture } from "../../../src/detector/detector.ts";
import { framed } from "../../../src/detector/framed.ts";
import { openDetector } from "../../../src/detector/registry.ts";
import { serviceSource } from "../../../src/detector/service/source.ts";
import type { FramelessDetector } from "../../../src/detector/source.ts";
import type { Engine } from "../../../src/graph/session.ts";
import { runCli } from "../../../src/index.ts";
import { pixelAuroc } from "../../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../../src/objective/chain.ts";
import { expectClose } from "../../support/closeness.ts";
import { sharedFolder } from "../../support/scratch.ts";
import { mlserver, triton } from "../../support/servers.ts";
import { meanOutputs, model, nodeService } from "../../support/servers-in-node.ts";
import { spotFolder } from "../../support/spots.ts";
import { TOY_SIZE, toySample } from "../../support/toy-detector.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../../src/graph/session-worker.ts", async () => {
  const { openNodeEngine } = await import("../../../src/graph/session-node.ts");
  return { openWorkerEngine: openNodeEngine };
});

const folder = await sharedFolder();
const [tritonServer, mlServer] = [await triton(folder), await mlserver(folder)];
beforeAll(async () => {
  await mkdir(join(folder, "gear"));
  await Promise.all([tritonServer.start(), mlServer.start(), spotFolder(join(folder, "gear"))]);
});
afterAll(() => Promise.all([tritonServer.kill(), mlServer.kill()]));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function cli(
  args: readonly string[],
  progress: (line: string) => void = () => {},
  seconds = 20,
): Promise<Ran> {
  const [out, note]: [string[], string[]] = [[], []];
  const code = await runCli([...args], {
    ...{ env: { ...process.env, FAULTLINE_SERVICE_SECONDS: String(seconds) }, cwd: folder, progress },
    ...{
      signal: new AbortController().signal,
      out: (line) => out.push(line),
      note: (line) => note.push(line),
    },
  });
  return { code, stdout: out.join("\n"), stderr: note.join("\n") };
}

const DATA = ["--dataset", "folder", "--root", "gear", "--shift", "theta=8", "--threads", "1", "--json"];
const sweep = (url: string, out: string, ...more: [((line: string) => void)?, number?]): Promise<Ran> =>
  cli(["sweep", "--detector", url, "--resize", "64", ...DATA, "--values", "2", "--out", out], ...more);
const objectsOf = ({ code, stdout, stderr }: Ran): unknown => {
  expect(code, stderr).toBe(0);
  return (JSON.parse(stdout) as { readonly objects: unknown }).objects;
};

/** The services' own model, computed here: the mean over the channels, and its largest value. */
function meanDetector(engine: Engine): FramelessDetector {
  const maps = async ({ shape, data }: Tensor): Promise<ScoredPicture[]> => {
    const [count = 0, , height = 0, width = 0] = shape;
    const pixels = height * width;
    return Array.from({ length: count }, (_, picture) => {
      const at = (channel: number, pixel: number): number =>
        data[(3 * picture + channel) * pixels + pixel] ?? 0;
      const map = Float32Array.from(
        { length: pixels },
        (_, pixel) => (at(0, pixel) + at(1, pixel) + at(2, pixel)) / 3,
      );
      return { map, imageScore: Math.max(...map) };
    });
  };
  const range = { low: null, high: null };
  const can = { gradient: false, draft: null, batch: 1 };
  return {
    ...{ name: "mean", digest: "mean", engine, size: TOY_SIZE, resampling: "linear", close: async () => {} },
    prepare: async () => ({ digest: "mean", range, can, maps }),
  };
}

it.each([
  ["in binary", tritonServer.address("mean")],
  ["in JSON", mlServer.address("mean")],
])("a service is evaluated under any pose as the same model here is, %s", async (_name, url) => {
  const poses = Array.from({ length: 8 }, (_, at): ShiftPoint => {
    const { uniform } = random("poses for a service", at);
    const moved = { "translate-x": uniform(-0.1, 0.1), scale: uniform(-0.2, 0.2), "tilt-x": uniform(-8, 8) };
    return { theta: uniform(-90, 90), ...moved };
  });
  const options = { url, resize: String(TOY_SIZE) };
  const settings = { options, aspect: "squash", device: "cpu", threads: 1, env: {}, cwd: folder } as const;
  const asked = await openDetector({ ...settings, source: serviceSource.name });
  const evaluated = async (detector: Detector): Promise<readonly Evaluation[]> => {
    const chain = openChain({ detector, preset: "paper", pixelAuroc });
    const objective = await chain.objective(toySample());
    const evaluations = await objective(poses, { map: true });
    await chain.close();
    return evaluations;
  };
  const here = await evaluated(framed(meanDetector(asked.engine), "squash", (digest) => digest));
  for (const [at, evaluation] of (await evaluated(asked)).entries()) {
    const { map = [], loss = 0, pauroc = 0, imageScore = 0 } = here[at] ?? {};
    expectClose(evaluation.map ?? [], map, { absolute: 1e-5, what: `map ${at}` });
    const values = [evaluation.loss, evaluation.pauroc, evaluation.imageScore].map(Number);
    expectClose(values, [loss, pauroc, imageScore].map(Number), { absolute: 1e-5, what: `values ${at}` });
  }
  await asked.close();
});

describe("a study of a service", () => {
  let whole: unknown;
  beforeAll(async () => {
    whole = objectsOf(await sweep(tritonServer.address("mean"), "whole"));
  });

  it("has the same numbers by JSON and binary", async () => {
    const json = objectsOf(await sweep(mlServer.address("mean"), "json"));
    const rounded = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (_key, entry) =>
          typeof entry === "number" ? Number(entry.toFixed(5)) : entry,
        ),
      );
    expect(rounded(json)).toEqual(rounded(whole));
  });

  it("goes on where the server is killed on the way and started again", async () => {
    let restarted: Promise<void> | null = null;
    const disturbed = await sweep(tritonServer.address("mean"), "disturbed", (line) => {
      if (/^[1-9]/.test(line)) restarted ??= tritonServer.kill().then(() => tritonServer.start());
    });
    expect(restarted).not.toBeNull();
    await restarted;
    expect(objectsOf(disturbed)).toEqual(whole);
  });

  it("ends with one line where the server stays away, and is resumed to equal results", async () => {
    let killed: Promise<void> | null = null;
    const url = tritonServer.address("mean");
    const ended = await sweep(
      url,
      "resumed",
      (line) => {
        if (/^[1-9]/.test(line)) killed ??= tritonServer.kill();
      },
      3,
    );
    await killed;
    expect([ended.code, ended.stdout]).toEqual([1, ""]);
    expect(ended.stderr).toMatch(
      /faultline: .*http:\/\/127\.0\.0\.1:\d+ refuses connections.*tried \d times/,
    );
    await tritonServer.start();
    expect(objectsOf(await sweep(url, "resumed"))).toEqual(whole);
  });

  it("is taken up by the same model at another address, not by one that has become another detector", async () => {
    let shift = 0;
    const infer = model((shape, data) => meanOutputs(shape, data, (value) => value + shift));
    const service = await nodeService({ infer });
    const { url } = service;
    const begun = objectsOf(await sweep(url, "drifting"));
    const { infer: asked } = service.counts;
    expect(objectsOf(await sweep(url.replace("127.0.0.1", "localhost"), "drifting"))).toEqual(begun);
    // It was opened, probed and asked at the end again, and for no picture of the study.
    expect(service.counts.infer - asked).toBeLessThan(12);
    shift = 2e-5;
    const refused = await sweep(url, "drifting");
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toMatch(
      /is not what .* was begun with: its answers to the probe picture differ by up to/,
    );
  });

  it("is checked, and asked for one picture", async () => {
    const picture = ["--image", "gear/anomalous/1.png"];
    const checked = await cli(["detector", "check", mlServer.address("mean"), "--resize", "64", ...picture]);
    expect(checked.code, checked.stderr).toBe(0);
    expect(checked.stdout).toContain("batch: up to 8 pictures a request, in JSON");
    const mapped = await cli([
      "map",
      "--detector",
      tritonServer.address("mean"),
      "--resize",
      "64",
      ...picture,
      "--json",
    ]);
    expect(mapped.code, mapped.stderr).toBe(0);
    expect((JSON.parse(mapped.stdout) as { imageScore: number }).imageScore).toBeCloseTo(190 / 255, 5);
  });
});
