// Forward, exact step and 8-bit step per backbone and batch, the peer's step between them, in turns.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openCheckpoint } from "../dist/clip/checkpoint.js";
import { BACKBONE_CONFIGS } from "../dist/clip/configs.js";
import { writeRandomCheckpoint } from "../dist/clip/random-checkpoint.js";
import { random } from "../dist/core/random.js";
import { paperBox } from "../dist/shift/registry.js";
import { contestantsOf } from "./contestants.mjs";
import { rounded, spreadOf } from "./rounds.mjs";

const CACHE = new URL("../.cache/bench/", import.meta.url).pathname;
const DEMO = new URL("../assets/demo-model", import.meta.url).pathname;

/** One row per model and batch, in the contract's form, spreads beside. */
export async function measureSteps(settings) {
  const rows = [];
  for (const model of settings.models) {
    const folder = await checkpointFolder(model);
    for (const batch of settings.batches) rows.push(await measureCase(model, folder, batch, settings));
  }
  return rows;
}

async function measureCase(model, folder, batch, settings) {
  const job = await writeJob(folder, batch, settings);
  const contestants = contestantsOf(job, settings);
  const opened = new Map();
  for (const [name, each] of contestants) {
    const answer = await each.ask({ kind: "open" }).catch(() => null);
    if (answer === null) contestants.delete(name);
    else opened.set(name, answer);
  }
  const times = new Map([...contestants.keys()].map((name) => [name, []]));
  const gradients = new Map([...contestants.keys()].map((name) => [name, []]));
  let peak = 0;
  for (let round = 0; round <= settings.runs; round++) {
    // Every other round backwards: nobody always comes after the same one.
    for (const [name, each] of round % 2 === 0 ? contestants : [...contestants].reverse()) {
      const answer = await each.ask({ kind: "run", points: pointsOf(round, batch) });
      if (answer.gradient) gradients.get(name).push(...answer.gradient);
      // The first round warms caches and is not counted.
      if (round > 0) times.get(name).push(answer);
      if (name === "step") peak = answer.peakMb;
    }
    settings.note(`${model} batch ${batch}: round ${round} of ${settings.runs}`);
  }
  for (const each of contestants.values()) each.end();
  return row(model, batch, { times, gradients, opened, peak });
}

function row(model, batch, { times, gradients, opened, peak }) {
  const spreads = (key) =>
    Object.fromEntries([...times].map(([name, values]) => [name, spreadOf(values.map((each) => each[key]))]));
  const spread = spreads("ms");
  const step = gradients.get("step");
  return {
    model,
    batch,
    forwardMs: spread.forward?.median ?? null,
    stepMs: spread.step?.median ?? null,
    int8ForwardMs: spread.int8Forward?.median ?? null,
    int8StepMs: spread.int8Step?.median ?? null,
    int8Cosine: cosine(step, gradients.get("int8Step")),
    peakMb: peak,
    openMs: Object.fromEntries([...opened].map(([name, { ms }]) => [name, rounded(ms)])),
    peer: spread.peer
      ? {
          stepMs: spread.peer.median,
          oneOwnThreadStepMs: spread.peerOneOwnThread?.median ?? null,
          gradientCosine: cosine(step, gradients.get("peer")),
          bfloat16StepMs: spread.peerBfloat16?.median ?? null,
          bfloat16Cosine: cosine(step, gradients.get("peerBfloat16")),
          peakMb: Math.max(...times.get("peer").map((answer) => answer.peakMb)),
        }
      : null,
    gradientCosines: Object.fromEntries(
      [...gradients].filter(([, each]) => each.length > 0).map(([name, each]) => [name, cosine(step, each)]),
    ),
    // Processes on a core each: time until all have made a step, by their number.
    stepPerCoreMs: spread.stepPerCore?.median ?? null,
    peerPerCoreMs: spread.peerPerCore?.median ?? null,
    anomalibForwardMs: spread.anomalibForward?.median ?? null,
    anomalibMendedForwardMs: spread.anomalibMendedForward?.median ?? null,
    ...(times.has("otherStep")
      ? {
          otherRatio: {
            forward: ratio(times.get("forward"), times.get("otherForward")),
            step: ratio(times.get("step"), times.get("otherStep")),
            int8Step: ratio(times.get("int8Step"), times.get("otherInt8Step")),
          },
        }
      : {}),
    spread,
    // Processor time of all threads: what a busy machine changes least.
    cpuMs: spreads("cpuMs"),
  };
}

/** Median over rounds of our time by the other's in the same round. */
function ratio(ours, others) {
  if (ours === undefined || others === undefined) return null;
  return spreadOf(ours.map(({ ms }, round) => ms / others[round].ms)).median;
}

/** Cosine of all points' gradients, each shift counted in halves of its range. */
function cosine(left, right) {
  const unit = paperBox().map(({ range }) => range[1]);
  if (left === undefined || right === undefined) return null;
  let [dot, one, other] = [0, 0, 0];
  for (const [index, value] of left.entries()) {
    const scale = unit[index % 3] ** 2;
    dot += value * right[index] * scale;
    one += value * value * scale;
    other += right[index] ** 2 * scale;
  }
  return Number((dot / Math.sqrt(one * other)).toFixed(6));
}

/** Points of a round, the same for every contestant: spread over the ranges, flat list of [theta, hue, saturation]. */
function pointsOf(round, batch) {
  const source = random("bench", round);
  return Array.from({ length: batch }, () => paperBox().map(({ range }) => source.uniform(...range)));
}

/** The picture, text vectors and loss weights, as files that every contestant reads. */
export async function writeJob(folder, batch, { threads }) {
  const { config, tensors } = await openCheckpoint(folder);
  const size = config.imageSize;
  const source = random("bench", "job");
  const job = join(CACHE, `job-${size}-${config.embedDim}`);
  mkdirSync(job, { recursive: true });
  const write = (name, values) =>
    writeFileSync(join(job, name), Buffer.from(Float32Array.from(values).buffer));
  write("image.f32", picture(size));
  write(
    "text.f32",
    Array.from({ length: 2 * config.embedDim }, () => source.uniform(-1, 1)),
  );
  const inside = (pixel) =>
    Math.hypot((pixel % size) / size - 0.6, Math.floor(pixel / size) / size - 0.45) < 0.06;
  const mask = Array.from({ length: size * size }, (_, pixel) => inside(pixel));
  const anomalous = mask.filter(Boolean).length;
  write(
    "loss-weights.f32",
    mask.map((hit) => (hit ? -1 / anomalous : 1 / (size * size - anomalous))),
  );
  const places = [...tensors].map(([name, { dtype, shape, byteOffset }]) => [
    name,
    { dtype, shape, byteOffset },
  ]);
  writeFileSync(join(job, "tensors.json"), JSON.stringify(Object.fromEntries(places)));
  return { folder, job, batch, threads, config };
}

/** A disc with a texture and a stain on a coloured ground. */
function picture(size) {
  return Array.from({ length: 3 * size * size }, (_, index) => {
    const channel = Math.floor(index / (size * size));
    const [x, y] = [(index % size) / size - 0.5, (Math.floor(index / size) % size) / size - 0.5];
    const ground = Math.hypot(x, y) < 0.3 ? 0.65 + 0.1 * Math.sin(40 * x + channel) : 0.3 + 0.05 * channel;
    return Math.hypot(x - 0.1, y + 0.05) < 0.05 ? 0.4 * ground : ground;
  });
}

export async function checkpointFolder(model) {
  if (model === "demo") return DEMO;
  const config = BACKBONE_CONFIGS[model];
  if (config === undefined)
    throw new Error(`unknown model ${model} (known: demo, ${Object.keys(BACKBONE_CONFIGS)})`);
  const folder = join(CACHE, model.replaceAll("/", "-"));
  if (!existsSync(join(folder, "open_clip_config.json"))) await writeRandomCheckpoint(folder, config, 1);
  return folder;
}
