// Studies of a detector behind real servers, through the command line: the same numbers by JSON and binary, and by a server
// that dies on the way.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openNodeEngine } from "../../../src/graph/session-node.ts";
import { runCli } from "../../../src/index.ts";
import { sharedFolder } from "../../support/scratch.ts";
import { mlserver, triton } from "../../support/servers.ts";
import { meanOutputs, model, nodeService } from "../../support/servers-in-node.ts";
import { spotFolder } from "../../support/spots.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

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
      0.5,
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
