// A contestant: an ONNX file in onnxruntime alone, one thread, nothing of faultline around it. Answers {runs} with {ms}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { spreadOf } from "../rounds.mjs";

const [file, size] = [process.argv[2], Number(process.argv[3])];
const session = await InferenceSession.create(readFileSync(file), {
  intraOpNumThreads: 1,
  logSeverityLevel: 3,
});
const values = Float32Array.from({ length: 3 * size * size }, (_, at) => 0.5 + 0.4 * Math.sin(at * 0.37));
const image = new Tensor("float32", values, [1, 3, size, size]);
for await (const line of createInterface({ input: process.stdin })) {
  const times = [];
  for (let run = 0; run <= JSON.parse(line).runs; run++) {
    const started = performance.now();
    await session.run({ image });
    if (run > 0) times.push(performance.now() - started);
  }
  process.stdout.write(`${JSON.stringify({ ms: spreadOf(times).median })}\n`);
}
