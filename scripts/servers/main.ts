// Every real server with the same exact model: whether its answers are right, and what a picture's way there and back takes.
// KServe's server listens on every address, so that no test starts it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor } from "../../src/core/tensor.ts";
import type { ScoredPicture } from "../../src/detector/detector.ts";
import { openService } from "../../src/detector/service/open.ts";
import { probePictures } from "../../src/detector/tensor-model/probe.ts";
import { kserve, type ModelServer, mlserver, triton } from "../../test/support/servers.ts";

const SIDES = [240, 1024];
const ROUNDS = 5;
const TOLERANCE = 1e-6;

/** How far the answers are from the mean over the channels, and from its largest value. */
function furthest({ shape, data }: Tensor, answers: readonly ScoredPicture[]): number {
  const pixels = (shape[2] ?? 0) * (shape[3] ?? 0);
  let most = 0;
  for (const [picture, { map, imageScore }] of answers.entries()) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const first = picture * 3 * pixels + pixel;
      const sum = (data[first] ?? 0) + (data[first + pixels] ?? 0) + (data[first + 2 * pixels] ?? 0);
      largest = Math.max(largest, sum / 3);
      most = Math.max(most, Math.abs((map?.[pixel] ?? Number.NaN) - sum / 3));
    }
    most = Math.max(most, Math.abs(imageScore - largest));
  }
  return most;
}

async function measured(url: string, side: number): Promise<boolean> {
  const opened = await openService({ url, resize: String(side) }, { env: process.env });
  const pictures = probePictures({ width: side, height: side });
  const one = { shape: [1, 3, side, side], data: pictures.data.subarray(0, 3 * side * side) };
  const difference = furthest(pictures, await opened.judge(pictures));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    await opened.judge(one);
    times.push(performance.now() - begun);
  }
  const median = times.sort((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  const how = opened.model.encoding() === "json" ? "JSON" : "binary";
  console.log(
    `  ${side}×${side}: off by ${difference.toExponential(1)}; ${median.toFixed(0)} ms a picture in ${how}, ${opened.batch} a request`,
  );
  await opened.close();
  return difference <= TOLERANCE;
}

const folder = await mkdtemp(join(tmpdir(), "faultline-servers-"));
const servers: readonly (readonly [string, () => Promise<ModelServer>])[] = [
  ["Triton", () => triton(folder)],
  ["KServe's server", () => kserve()],
  ["MLServer", () => mlserver(folder)],
];
try {
  for (const [name, made] of servers) {
    const server = await made();
    try {
      await server.start();
      console.log(name);
      for (const side of SIDES) if (!(await measured(server.address("mean"), side))) process.exitCode = 1;
    } finally {
      await server.kill();
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
