// The full-size check: writes a ViT-B-16-plus-240 checkpoint with random weights, reads it in place, and runs
// `map --gradient` on the CPU, reporting time and peak memory. Needs a build: node scripts/full-size.mjs [FOLDER]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { VIT_B_16_PLUS_240 } from "../dist/clip/configs.js";
import { writeRandomCheckpoint } from "../dist/clip/random-checkpoint.js";
import { encodeNpy } from "../dist/core/npy.js";
import { tensor } from "../dist/core/tensor.js";

const kept = process.argv[2];
const folder = kept === undefined ? mkdtempSync(join(tmpdir(), "faultline-full-size-")) : resolve(kept);
const size = VIT_B_16_PLUS_240.imageSize;
try {
  await writeRandomCheckpoint(folder, VIT_B_16_PLUS_240, 1);
  const before = readdirSync(folder).sort();
  const wave = Float32Array.from(
    { length: 3 * size * size },
    (_, pixel) => 0.5 + 0.4 * Math.sin(pixel * 0.37),
  );
  const disc = Float32Array.from({ length: size * size }, (_, pixel) =>
    Math.hypot((pixel % size) - 120, Math.floor(pixel / size) - 120) < 30 ? 1 : 0,
  );
  const inputs = mkdtempSync(join(tmpdir(), "faultline-input-"));
  const [image, mask] = [join(inputs, "image.npy"), join(inputs, "mask.npy")];
  writeFileSync(image, encodeNpy(tensor([3, size, size], wave)));
  writeFileSync(mask, encodeNpy(tensor([size, size], disc)));
  const started = performance.now();
  const run = spawnSync(
    process.execPath,
    [
      ...["scripts/peak-memory.mjs", "map", "--model", folder, "--class", "hazelnut", "--image", image],
      ...["--mask", mask, "--theta", "20", "--hue", "0.3", "--saturation", "0.1", "--gradient", "--json"],
    ],
    { encoding: "utf8" },
  );
  rmSync(inputs, { recursive: true });
  if (run.status !== 0) throw new Error(run.stderr);
  const seconds = (performance.now() - started) / 1000;
  const converted = readdirSync(folder).sort().join() !== before.join();
  const peakGigabytes = Number(/peak (\d+)/.exec(run.stderr)?.[1]) / 1e6;
  console.log(JSON.stringify({ result: JSON.parse(run.stdout), seconds, peakGigabytes, converted }));
  if (converted) throw new Error("a converted copy was written beside the checkpoint");
  if (!(peakGigabytes < 6)) throw new Error(`the peak is ${peakGigabytes} GB, not below 6`);
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
