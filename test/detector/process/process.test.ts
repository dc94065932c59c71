// Programs as detectors: the examples answer as their definition says, and so does all that is built upon them.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { UNSHIFTED } from "../../../src/core/shift.ts";
import type { Tensor } from "../../../src/core/tensor.ts";
import { type OpenedProgram, openProgram, type ProgramOptions } from "../../../src/detector/process/open.ts";
import { DETECTORS, detectorNamed, detectorText, openDetector } from "../../../src/detector/registry.ts";
import type { DetectorSettings } from "../../../src/detector/source.ts";
import { probePictures } from "../../../src/detector/tensor-model/probe.ts";
import { openNodeEngine } from "../../../src/graph/session-node.ts";
import { pixelAuroc } from "../../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../../src/objective/chain.ts";
import { scratchFolder } from "../../support/scratch.ts";
import { toySample } from "../../support/toy-detector.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PYTHON = "python3 examples/detector.py";
const NODE = "node examples/detector.mjs";

const open = (command: string, options: Partial<ProgramOptions> = {}): Promise<OpenedProgram> =>
  openProgram(
    { command, answers: "map,score", secondsPerPicture: 10, startSeconds: 30, ...options },
    { cwd: ROOT, env: process.env },
  );

const settings = (text: string, options: DetectorSettings["options"] = {}): DetectorSettings => {
  const { source, options: named } = detectorNamed(text);
  return {
    ...{ source, options: { ...named, ...options }, aspect: "squash", device: "cpu", threads: 1 },
    ...{ env: process.env, cwd: ROOT, openEngine: openNodeEngine },
  };
};

function meanOfChannels({ shape, data }: Tensor, picture: number): Float32Array {
  const [, , height = 0, width = 0] = shape;
  const plane = height * width;
  const at = (channel: number, pixel: number): number =>
    data[(3 * picture + channel) * plane + pixel] ?? Number.NaN;
  return Float32Array.from({ length: plane }, (_, pixel) => (at(0, pixel) + at(1, pixel) + at(2, pixel)) / 3);
}

describe("the examples", () => {
  it.each([PYTHON, NODE])("%s answers the mean of the channels", async (command) => {
    const program = await open(command);
    expect(program).toMatchObject({ size: "own", mapSize: null, facts: { givesMaps: true, notes: [] } });
    const pictures = probePictures({ width: 40, height: 30 });
    const answers = await program.ask(pictures);
    for (const [at, answer] of answers.entries()) {
      expect(answer.map).toEqual(meanOfChannels(pictures, at));
      expect(answer.imageScore).toBe(Math.max(...(answer.map ?? [])));
    }
    await program.close();
  });

  it.each([PYTHON, NODE])("%s exits when its input ends", async (command) => {
    const [program = "", ...rest] = command.split(" ");
    const { status, stdout } = spawnSync(program, rest, { cwd: ROOT, input: "" });
    expect([status, stdout.length]).toEqual([0, 0]);
  });
});

describe("a command as a detector", () => {
  it("is named by exec:, and by nothing else", () => {
    expect(detectorNamed(`exec:${NODE}`)).toEqual({ source: "process", options: { command: NODE } });
    expect(detectorText(detectorNamed(`exec:${NODE}`))).toBe(`exec:${NODE}`);
    expect(DETECTORS.named("process")).toMatchObject({ reach: "outside", needsClassName: false });
  });

  it("is evaluated as any other is, at its own size", async () => {
    const detector = await openDetector(settings(`exec:${NODE}`, { answers: "map,score", resize: "32x24" }));
    const size = detector.workingSize({ width: 64, height: 64 });
    expect(size).toEqual({ width: 32, height: 24 });
    const chain = openChain({ detector, preset: "paper", pixelAuroc });
    const sample = toySample(size);
    const objective = await chain.objective(sample);
    const [evaluation] = await objective([UNSHIFTED], { map: true });
    const picture = { shape: [1, 3, 24, 32], data: sample.image.data };
    expect(evaluation?.map).toEqual(meanOfChannels(picture, 0));
    expect(await detector.probe?.()).toHaveLength(2 * (1 + 3 + 256));
    await chain.close();
    await detector.close();
  });

  it("is checked on a picture, with the time that it takes", async () => {
    const { lines, understood } = (await DETECTORS.named("process").check?.(
      settings(`exec:${NODE}`, { answers: "map,score", secondsPerPicture: 10, startSeconds: 30 }),
      {
        size: { width: 8, height: 8 },
        at: () => ({ shape: [1, 3, 8, 8], data: new Float32Array(192).fill(0.5) }),
      },
    )) ?? { lines: [], understood: {} };
    expect(lines).toEqual(
      expect.arrayContaining([
        "program node; arguments [examples/detector.mjs]",
        "pictures at their own size",
        "answers map, score",
        expect.stringMatching(/^opened in \d+ ms, then \d+\.\d ms per picture$/),
        "the picture: score 0.500000, map from 0.500000 to 0.500000",
      ]),
    );
    expect(understood).toMatchObject({
      command: ["node", "examples/detector.mjs"],
      size: "own",
      mapSize: null,
    });
  });

  it("passes through no shell", async () => {
    const file = join(await scratchFolder(), "touched");
    const program = await open(`${NODE};touch ${file}`).catch((error: unknown) => error);
    expect(String(program)).toContain("detector.mjs;touch");
    const other = await open(`${NODE} ; touch ${file} $(touch ${file})`);
    expect(other.command).toContain("$(touch");
    await other.close();
    expect(existsSync(file)).toBe(false);
  });

  it("has a digest of what is in its files, wherever they lie", async () => {
    const [here, there] = [await scratchFolder(), await scratchFolder()];
    const text = await readFile(join(ROOT, "examples/detector.mjs"), "utf8");
    const digestIn = async (folder: string, script: string, more = ""): Promise<string> => {
      await writeFile(join(folder, "detector.mjs"), script);
      const program = await open(`node ${folder}/detector.mjs --like=${folder}/detector.mjs${more}`);
      await program.close();
      return program.digest;
    };
    const digest = await digestIn(here, text);
    expect(await digestIn(there, text)).toBe(digest);
    expect(await digestIn(there, `${text}\n`)).not.toBe(digest);
    expect(await digestIn(here, text, " --more")).not.toBe(digest);
  });
});
