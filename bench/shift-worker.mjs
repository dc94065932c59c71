// One shift on one picture, alone in its process: times of several runs, and the resident memory that they add at most.
import { createInterface } from "node:readline";
import { tensor } from "../dist/core/tensor.js";
import { gradients } from "../dist/graph/gradient.js";
import { toOnnx } from "../dist/graph/onnx.js";
import { multiply, reshape, sum } from "../dist/graph/ops/index.js";
import { openNodeEngine } from "../dist/graph/session-node.js";
import { parameter } from "../dist/graph/value.js";
import { transformImages } from "../dist/shift/compose.js";
import { shiftFeeds } from "../dist/shift/feeds.js";
import { SHIFTS } from "../dist/shift/registry.js";

const { name, amount, size, threads, runs, gradient } = JSON.parse(process.argv[2]);
const shape = [1, 3, size, size];
const pixels = 3 * size * size;
const waves = (step) =>
  Float32Array.from({ length: pixels }, (_, index) => 0.5 + 0.4 * Math.sin(index * step));

for await (const _line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await measure())}\n`);
}

async function measure() {
  const engine = await openNodeEngine({ device: "cpu", threads });
  const image = { width: size, height: size, data: waves(0.37) };
  const feeds = {
    image: tensor(shape, image.data),
    amount: tensor([1], [amount]),
    ...shiftFeeds([name], image, 0),
    ...(gradient ? { weights: tensor(shape, waves(0.11)) } : {}),
  };
  const by = parameter("amount", [1]);
  const shifted = transformImages(parameter("image", shape), [SHIFTS.named(name)], { [name]: by });
  const total = gradient
    ? reshape(sum(multiply(shifted, parameter("weights", shape)), [0, 1, 2, 3]), [1])
    : null;
  const outputs = total === null ? { shifted } : { total, slope: gradients(total, [by])[0] };
  const before = process.resourceUsage().maxRSS;
  const session = await engine.open(toOnnx(outputs));
  const times = [];
  for (let run = 0; run <= runs; run++) {
    const started = performance.now();
    await session.run(feeds);
    if (run > 0) times.push(performance.now() - started);
  }
  await engine.close();
  return { times, addedMb: Math.round((process.resourceUsage().maxRSS - before) / 1024) };
}
