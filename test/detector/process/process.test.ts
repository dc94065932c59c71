// Programs as detectors, started for real: the examples answer as their definition says.

import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Tensor } from "../../../src/core/tensor.ts";
import { type OpenedProgram, openProgram, type ProgramOptions } from "../../../src/detector/process/open.ts";
import { probePictures } from "../../../src/detector/tensor-model/probe.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const open = (command: string, options: Partial<ProgramOptions> = {}): Promise<OpenedProgram> =>
  openProgram(
    { command, answers: "map,score", secondsPerPicture: 10, startSeconds: 30, ...options },
    { cwd: ROOT, env: process.env },
  );

function meanOfChannels({ shape, data }: Tensor, picture: number): Float32Array {
  const [, , height = 0, width = 0] = shape;
  const plane = height * width;
  const at = (channel: number, pixel: number): number =>
    data[(3 * picture + channel) * plane + pixel] ?? Number.NaN;
  return Float32Array.from({ length: plane }, (_, pixel) => (at(0, pixel) + at(1, pixel) + at(2, pixel)) / 3);
}

describe("the examples", () => {
  it.each(["python3 examples/detector.py", "node examples/detector.mjs"])(
    "%s answers the mean",
    async (command) => {
      const program = await open(command);
      expect(program).toMatchObject({ size: "own", mapSize: null, facts: { givesMaps: true, notes: [] } });
      const pictures = probePictures({ width: 40, height: 30 });
      const answers = await program.ask(pictures);
      for (const [at, answer] of answers.entries()) {
        expect(answer.map).toEqual(meanOfChannels(pictures, at));
        expect(answer.imageScore).toBe(Math.max(...(answer.map ?? [])));
      }
      await program.close();
    },
  );
});
