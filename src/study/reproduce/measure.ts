// How long a step takes on this device, measured: what an estimate of a study's time is made of.

import { present } from "../../core/errors.ts";
import type { ShiftPoint } from "../../core/shift.ts";
import { withRandomWeights } from "../../detector/registry.ts";
import type { DetectorSettings } from "../../detector/source.ts";
import type { ChainSample } from "../../objective/chain.ts";
import { type OpenedChain, openDetectorChain } from "../open-chain.ts";

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

/** Opens the detector as often as there are workers and lets them all take a forward and a gradient step at once. */
export async function measureStep(
  settings: DetectorSettings,
  { workers, clock }: MeasureOptions,
): Promise<MeasuredStep> {
  const opened: OpenedChain[] = [];
  try {
    for (let worker = 0; worker < workers; worker++) opened.push(await openDetectorChain(settings, "paper"));
    const times = await Promise.all(opened.map(({ chain }) => timesOf(chain, clock)));
    const mean = (key: "forward" | "gradient"): number =>
      times.reduce((sum, time) => sum + time[key], 0) / times.length;
    return {
      forwardMilliseconds: mean("forward"),
      gradientMilliseconds: mean("gradient"),
      device: present(opened[0], "detector").detector.engine.provider,
      randomWeights: false,
    };
  } finally {
    for (const { close } of opened) await close();
  }
}

/**
 * The same for one of the paper's backbones whose weights are not here: a step of random weights takes as long.
 * InputError for any other model.
 */
export async function measureArchitecture(
  settings: DetectorSettings,
  options: MeasureOptions,
): Promise<MeasuredStep> {
  const measured = await withRandomWeights(settings, (random) => measureStep(random, options));
  // Opening it says what is missing and how to get it.
  return measured === null ? await measureStep(settings, options) : { ...measured, randomWeights: true };
}

async function timesOf(
  chain: OpenedChain["chain"],
  clock: () => number,
): Promise<{ readonly forward: number; readonly gradient: number }> {
  const { width: size } = chain.detector.workingSize({ width: 1, height: 1 });
  const objective = await chain.objective(syntheticSample(size));
  const points = Array.from(
    { length: chain.batch },
    (_, index): ShiftPoint => ({ theta: 10 + index, hue: 0.2, saturation: 0.1 }),
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
function syntheticSample(size: number): ChainSample {
  const pixels = size * size;
  const data = Float32Array.from({ length: 3 * pixels }, (_, at) => 0.5 + 0.4 * Math.sin(at * 0.37));
  const mask = Uint8Array.from({ length: pixels }, (_, at) =>
    Math.hypot((at % size) - size / 2, Math.floor(at / size) - size / 2) < size / 8 ? 1 : 0,
  );
  return {
    image: { width: size, height: size, data },
    mask: { width: size, height: size, data: mask },
    object: "object",
    className: "object",
    anomalous: true,
  };
}
