// One contestant: opens a variant of the pipeline, then runs it once per line, on standard input and output.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openCheckpoint } from "../dist/clip/checkpoint.js";
import { tensor } from "../dist/core/tensor.js";
import { inInt8, winclipScorer } from "../dist/detector/winclip/scorer.js";
import { toOnnx } from "../dist/graph/onnx.js";
import { openNodeEngine } from "../dist/graph/session-node.js";
import { buildFused } from "../dist/objective/fused.js";

const {
  folder,
  job,
  batch,
  threads,
  gradient,
  precision,
  names,
  device = "cpu",
} = JSON.parse(process.argv[2]);
const SHIFTS = names ?? ["theta", "hue", "saturation"];
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
  const engine = await openNodeEngine({ device, threads, weightsFolder: folder });
  const scorer = winclipScorer(
    { checkpoint, engine, digest: "bench", textVectors: async () => null },
    "object",
  );
  const square = { width: size, height: size };
  const outputs = buildFused(scorer, "paper", {
    ...{ size: square, acting: square, names: SHIFTS, points: batch, gradient, draft: false },
  });
  // The products alone in 8 bits: drafts see fewer windows too.
  const products = precision === "exact" ? outputs : inInt8(outputs, engine.int8.weights);
  session = await engine.open(toOnnx(products));
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
