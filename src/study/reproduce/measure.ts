// How long a step takes on this device, measured: what an estimate of a study's time is made of.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BACKBONE_CONFIGS } from "../../clip/configs.ts";
import { writeRandomCheckpoint } from "../../clip/random-checkpoint.ts";
import { present } from "../../core/errors.ts";
import { IDENTITY, PAPER_RANGES, type ShiftPoint } from "../../core/shift.ts";
import { type ModelSettings, type OpenModel, openModel } from "../../detector/winclip/open-model.ts";
import type { DetectorSample } from "../../objective/chain.ts";

export interface MeasuredStep {
  /** Milliseconds for one point, in the detector's own batches, with all workers busy. */
  readonly forwardMilliseconds: number;
  readonly gradientMilliseconds: number;
  readonly device: string;
  /** True where the backbone's own weights are not here. */
  readonly randomWeights: boolean;
}

/** A small model's step is taken a few times, and the median counts: other work on the machine disturbs one. */
const REPEATS = 9;
const ENOUGH_MILLISECONDS = 3000;

interface MeasureOptions {
  readonly workers: number;
  readonly clock: () => number;
}

/** Opens the model as often as there are workers and lets them all take a forward and a gradient step at once. */
export async function measureStep(
  settings: ModelSettings,
  { workers, clock }: MeasureOptions,
): Promise<MeasuredStep> {
  const models: OpenModel[] = [];
  try {
    for (let worker = 0; worker < workers; worker++) models.push(await openModel(settings));
    const times = await Promise.all(models.map((model) => timesOf(model, clock)));
    const mean = (key: "forward" | "gradient"): number =>
      times.reduce((sum, time) => sum + time[key], 0) / times.length;
    return {
      forwardMilliseconds: mean("forward"),
      gradientMilliseconds: mean("gradient"),
      device: present(models[0], "model").engine.provider,
      randomWeights: false,
    };
  } finally {
    for (const model of models) await model.close();
  }
}

/**
 * The same for one of the paper's backbones whose weights are not here: a step of random weights takes as long.
 * They are written to a temporary folder (up to 1.7 GB) and removed. InputError for any other model.
 */
export async function measureArchitecture(
  settings: ModelSettings,
  options: MeasureOptions,
): Promise<MeasuredStep> {
  const config = BACKBONE_CONFIGS[settings.model];
  // Says what is missing and how to get it.
  if (config === undefined) return await measureStep(settings, options);
  const folder = await mkdtemp(join(tmpdir(), "faultline-"));
  try {
    await writeRandomCheckpoint(folder, config, 0);
    const cache = { ...settings.env, XDG_CACHE_HOME: folder };
    const random = { ...settings, model: folder, visual: undefined, env: cache };
    return { ...(await measureStep(random, options)), randomWeights: true };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timesOf(
  model: OpenModel,
  clock: () => number,
): Promise<{ readonly forward: number; readonly gradient: number }> {
  const detector = model.detector({ preset: "paper", aspect: "squash", ranges: PAPER_RANGES });
  const objective = await detector.objective(syntheticSample(detector.size), { colour: true });
  const points = Array.from(
    { length: detector.batch },
    (_, index): ShiftPoint => ({ ...IDENTITY, theta: 10 + index, hue: 0.2, saturation: 0.1 }),
  );
  const timed = async (gradient: boolean): Promise<number> => {
    // The first call builds the graph; it is not what a study's many steps cost.
    await objective(points, { gradient });
    const times: number[] = [];
    const started = clock();
    while (times.length === 0 || (times.length < REPEATS && clock() - started < ENOUGH_MILLISECONDS)) {
      const before = clock();
      await objective(points, { gradient });
      times.push((clock() - before) / points.length);
    }
    return present(times.sort((left, right) => left - right)[Math.floor(times.length / 2)], "time");
  };
  return { forward: await timed(false), gradient: await timed(true) };
}

/** A picture of waves with a disc for a defect: a step's time does not depend on what is in it. */
function syntheticSample(size: number): DetectorSample {
  const pixels = size * size;
  const data = Float32Array.from({ length: 3 * pixels }, (_, at) => 0.5 + 0.4 * Math.sin(at * 0.37));
  const mask = Uint8Array.from({ length: pixels }, (_, at) =>
    Math.hypot((at % size) - size / 2, Math.floor(at / size) - size / 2) < size / 8 ? 1 : 0,
  );
  return {
    image: { width: size, height: size, data },
    mask: { width: size, height: size, data: mask },
    className: "object",
  };
}
