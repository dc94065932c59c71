// How long one evaluation takes here, measured on a picture of the study: what a time is turned into a budget by. Node only.

import { type ActingSize, actingSizeOf } from "../core/acting-size.ts";
import { present } from "../core/errors.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftBox } from "../core/shift.ts";
import type { Sample } from "../data/dataset.ts";
import type { DetectorSettings } from "../detector/source.ts";
import { prepareSample } from "../image/prepare.ts";
import { uniformDraws } from "../study/draws.ts";
import { type OpenedChain, openDetectorChain } from "../study/open-chain.ts";

export interface StepSettings {
  readonly detector: DetectorSettings;
  readonly preset: PresetName;
  readonly box: ShiftBox;
  /** Where shifts act, if it is said. */
  readonly acting: ActingSize | undefined;
  readonly className: string;
  /** Detectors side by side, as in the study. */
  readonly workers: number;
  readonly clock: () => number;
}

/** Points of one call: a search's, which are few at a time. */
const POINTS = 8;
/** Calls that are timed: other work on the machine disturbs one, so that their median counts. */
const REPEATS = 7;
const ENOUGH_MILLISECONDS = 3000;

/**
 * Seconds for one evaluation of the sample with all workers busy, all of them together: with two workers half of what one
 * takes beside the other. InputError where the detector cannot be opened.
 */
export async function secondsPerEvaluation(sample: Sample, settings: StepSettings): Promise<number> {
  const { detector, preset, box, workers } = settings;
  const acting = settings.acting ?? actingSizeOf(box.map(({ facts }) => facts));
  const opened: OpenedChain[] = [];
  try {
    for (let worker = 0; worker < workers; worker++)
      opened.push(await openDetectorChain(detector, preset, acting));
    const times = await Promise.all(opened.map(({ chain }) => timeOf(chain, sample, settings)));
    return times.reduce((sum, time) => sum + time, 0) / times.length / workers / 1000;
  } finally {
    for (const { close } of opened) await close();
  }
}

/** Milliseconds a point. */
async function timeOf(
  chain: OpenedChain["chain"],
  sample: Sample,
  { box, className, clock }: StepSettings,
): Promise<number> {
  const { image, mask } = await prepareSample(sample, chain.sizes);
  const { object, anomalous } = sample;
  const objective = await chain.objective({ image, mask, object, className, anomalous, seed: 0 });
  const points = uniformDraws(box, sample, { count: POINTS, seed: 0, stream: "measured step" });
  // The first call builds the graph; it is not what a study's many evaluations cost.
  await objective(points);
  const times: number[] = [];
  const started = clock();
  while (times.length === 0 || (times.length < REPEATS && clock() - started < ENOUGH_MILLISECONDS)) {
    const before = clock();
    await objective(points);
    times.push((clock() - before) / points.length);
  }
  return present(times.sort((left, right) => left - right)[Math.floor(times.length / 2)], "time");
}
