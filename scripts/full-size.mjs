// The full-size check: writes a backbone's checkpoint with random weights, reads it in place, and runs `map` on the
// CPU, reporting time and peak memory. FARE's vision tower is a .pt file laid over its base. Needs a build:
// node scripts/full-size.mjs [--backbone ViT-B/16+|ViT-L/14|ViT-L/14-FARE2] [--runs map,gradient] [FOLDER to keep]
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { BACKBONE_CONFIGS } from "../dist/clip/configs.js";
import { randomTensors, writeRandomCheckpoint } from "../dist/clip/random-checkpoint.js";
import { encodeNpy } from "../dist/core/npy.js";
import { tensor } from "../dist/core/tensor.js";
import { writeTorchFile } from "./torch-zip.mjs";

const LIMIT_GIGABYTES = { "ViT-B/16+": 6, "ViT-L/14": 10, "ViT-L/14-FARE2": 10 };
const VISION_PREFIX = "visual.";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    backbone: { type: "string", default: "ViT-B/16+" },
    runs: { type: "string", default: "map,gradient" },
  },
});
const config = BACKBONE_CONFIGS[flags.backbone];
if (config === undefined) {
  throw new Error(`unknown backbone ${flags.backbone} (known: ${Object.keys(BACKBONE_CONFIGS).join(", ")})`);
}
const work = mkdtempSync(join(tmpdir(), "faultline-full-size-"));
const folder = positionals[0] === undefined ? join(work, "model") : resolve(positionals[0]);
try {
  const model = await writeModel();
  const sample = writeSample();
  const before = listing();
  const runs = Object.fromEntries(flags.runs.split(",").map((name) => [name, measure(name, model, sample)]));
  const converted = listing() !== before;
  const weightsGigabytes = readdirSync(folder).reduce(
    (sum, name) => sum + statSync(join(folder, name)).size / 1e9,
    0,
  );
  console.log(JSON.stringify({ backbone: flags.backbone, weightsGigabytes, runs, converted }));
  if (converted) throw new Error("a converted copy was written beside the checkpoint");
  for (const [name, { peakGigabytes }] of Object.entries(runs)) {
    const limit = LIMIT_GIGABYTES[flags.backbone];
    if (!(peakGigabytes < limit)) throw new Error(`${name} peaks at ${peakGigabytes} GB, not below ${limit}`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Writes what the backbone is published as; returns the flags that name it. */
async function writeModel() {
  await writeRandomCheckpoint(folder, config, 1);
  if (flags.backbone !== "ViT-L/14-FARE2") return ["--model", folder];
  const tower = join(folder, "fare_eps_2.pt");
  const tensors = randomTensors(config, 2, "F32")
    .filter(({ name }) => name.startsWith(VISION_PREFIX))
    .map((each) => ({ ...each, name: each.name.slice(VISION_PREFIX.length) }));
  writeTorchFile(tower, tensors);
  return ["--model", folder, "--visual", tower];
}

/** A wave with a disc for its defect; returns the flags that name them. */
function writeSample() {
  const size = config.imageSize;
  const wave = Float32Array.from(
    { length: 3 * size * size },
    (_, pixel) => 0.5 + 0.4 * Math.sin(pixel * 0.37),
  );
  const disc = Float32Array.from({ length: size * size }, (_, pixel) =>
    Math.hypot((pixel % size) - size / 2, Math.floor(pixel / size) - size / 2) < size / 8 ? 1 : 0,
  );
  const [image, mask] = [join(work, "image.npy"), join(work, "mask.npy")];
  writeFileSync(image, encodeNpy(tensor([3, size, size], wave)));
  writeFileSync(mask, encodeNpy(tensor([size, size], disc)));
  return ["--image", image, "--mask", mask, "--class", "hazelnut"];
}

/** One run in a process of its own, its text embeddings not yet cached. */
function measure(name, model, sample) {
  const cache = join(work, `cache-${name}`);
  mkdirSync(cache);
  const started = performance.now();
  const run = spawnSync(
    process.execPath,
    [
      ...["scripts/peak-memory.mjs", "map", "--device", "cpu", ...model, ...sample],
      ...["--at", "theta=20,hue=0.3,saturation=0.1", "--json"],
      ...(name === "gradient" ? ["--gradient"] : []),
    ],
    { encoding: "utf8", env: { ...process.env, XDG_CACHE_HOME: cache } },
  );
  if (run.status !== 0) throw new Error(run.stderr);
  const seconds = (performance.now() - started) / 1000;
  const peakGigabytes = Number(/peak (\d+)/.exec(run.stderr)?.[1]) * 1.024e-6;
  return { seconds, peakGigabytes, result: JSON.parse(run.stdout) };
}

function listing() {
  return readdirSync(folder)
    .map((name) => `${name} ${statSync(join(folder, name)).size}`)
    .join();
}
