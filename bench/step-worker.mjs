// One contestant: opens a variant of the pipeline, then runs it once per line, on standard input and output.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openCheckpoint } from "../dist/clip/checkpoint.js";
import { checkpointWeights } from "../dist/clip/weights.js";
import { framingOf } from "../dist/detector/framing.js";
import { PAPER_RANGES } from "../dist/core/shift.js";
import { tensor } from "../dist/core/tensor.js";
import { openNodeEngine } from "../dist/graph/session-node.js";
import { pipelineModel } from "../dist/objective/fused.js";

const { folder, job, batch, threads, gradient, precision } = JSON.parse(process.argv[2]);
const SHIFTS = ["theta", "hue", "saturation"];
let session;
let feeds;

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const answer = question.kind === "open" ? await open() : await run(question.points);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function open() {
  const started = performance.now();
  const checkpoint = await openCheckpoint(folder);
  const { imageSize: size, embedDim } = checkpoint.config;
  const engine = await openNodeEngine({ device: "cpu", threads, weightsFolder: folder });
  const spec = { preset: "paper", aspect: "squash", ranges: PAPER_RANGES };
  const framing = framingOf("squash", { width: size, height: size }, size);
  const products = precision === "exact" ? "exact" : engine.int8.weights;
  const variant = { framing, points: batch, colour: true, gradient, precision: products, windows: "all" };
  session = await engine.open(pipelineModel(checkpoint.config, checkpointWeights(checkpoint), spec, variant));
  const read = (name, shape) => {
    const bytes = readFileSync(join(job, name));
    return tensor(shape, new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4));
  };
  feeds = {
    image: read("image.f32", [3, size, size]),
    text: read("text.f32", [2, embedDim]),
    lossWeights: read("loss-weights.f32", [size, size]),
  };
  return { ms: performance.now() - started };
}

async function run(points) {
  const shifts = SHIFTS.map((shift, axis) => [
    shift,
    tensor(
      [batch],
      points.map((point) => point[axis]),
    ),
  ]);
  const started = performance.now();
  const cpu = process.cpuUsage();
  const results = await session.run({ ...feeds, ...Object.fromEntries(shifts) });
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000;
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  if (!gradient) return { ms, cpuMs, peakMb };
  const perPoint = points.flatMap((_, index) => SHIFTS.map((shift) => results[`d_${shift}`].data[index]));
  return { ms, cpuMs, peakMb, gradient: perPoint };
}
