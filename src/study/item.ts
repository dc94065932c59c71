// One work item, from its sample to its record. Pure but for the detector and the sample's files: the same item
// gives the same record on any machine.

import { present } from "../core/errors.ts";
import { isEmptyMask, type Mask, type PictureSize, type RgbImage } from "../core/image.ts";
import type { DraftPrecision, Evaluation } from "../core/objective.ts";
import { PRESETS, type PresetName } from "../core/preset.ts";
import { effectivePoint, IDENTITY, type ShiftPoint, type ShiftRanges } from "../core/shift.ts";
import type { Sample } from "../data/dataset.ts";
import { resizeBicubic, resizeMaskNearest } from "../image/resize.ts";
import type { Detector } from "../objective/chain.ts";
import type { Experiment, ItemRecord, SearchNotes } from "../results/record.ts";
import type { PointOutcome } from "../results/schema.ts";
import { keptOf } from "../search/kept.ts";
import { strategyNamed } from "../search/registry.ts";
import { isWorse, type SearchResult } from "../search/search.ts";
import { needsHsv } from "../shift/compose.ts";
import type { WorkItem } from "./plan.ts";

export interface ItemResult {
  readonly record: Omit<ItemRecord, "maps" | "milliseconds">;
  readonly maps: readonly Float32Array[];
}

export interface PreparedSample {
  readonly image: RgbImage;
  readonly mask: Mask;
  /** True where an anomalous sample's mask vanished in the resize. */
  readonly maskVanished: boolean;
}

/** Decodes a sample and brings picture and mask to a detector's working size. */
export async function prepareSample(
  sample: Sample,
  workingSize: (picture: PictureSize) => PictureSize,
): Promise<PreparedSample> {
  const picture = await sample.loadImage();
  const { width, height } = workingSize(picture);
  const image = resizeBicubic(picture, width, height);
  const mask = resizeMaskNearest(await sample.loadMask(), width, height);
  return { image, mask, maskVanished: sample.anomalous && isEmptyMask(mask) };
}

/** Computes one item on a prepared sample. */
export async function computeItem(
  item: WorkItem,
  prepared: PreparedSample,
  detector: Detector,
  { dataset, signal }: { dataset: string; signal?: AbortSignal },
): Promise<ItemResult> {
  const { sample, experiment, className, content, spec } = item;
  const { ranges, preset } = spec;
  const objective = await detector.objective({ ...prepared, className }, { colour: needsColour(experiment) });
  const evaluate = (points: readonly ShiftPoint[]): Promise<readonly Evaluation[]> =>
    objective(points, { map: true });
  const common = {
    key: item.key,
    experiment,
    object: sample.object,
    sample: sample.id,
    defect: sample.defect,
    anomalous: sample.anomalous,
    maskVanished: prepared.maskVanished,
    settings: { className, content, ...spec },
  };
  if (experiment.kind !== "bound") {
    const evaluations = await evaluate(pointsOf(experiment));
    return {
      record: { ...common, points: evaluations.map((evaluation) => outcome(evaluation, ranges, preset)) },
      maps: evaluations.map(({ map }) => present(map, "map")),
    };
  }
  const result = await strategyNamed(experiment.strategy)(objective, {
    over: experiment.over,
    ranges,
    circle: PRESETS[preset].circle,
    budget: experiment.budget,
    seedParts: [experiment.seed, dataset, sample.object, sample.id],
    ...(signal === undefined ? {} : { signal }),
  });
  const kept = keptOf(result.trace, result.best, { over: experiment.over, ranges });
  const finals = await evaluate(kept.map(({ raw }) => raw));
  const points = kept.map(({ point, loss, pauroc, imageScore }) => ({ point, loss, pauroc, imageScore }));
  return {
    record: {
      ...{ ...common, points },
      search: { ...notesOf(result, detector.draftPrecision), finalEvaluations: kept.length },
    },
    maps: finals.map(({ map }) => present(map, "map")),
  };
}

/** The points that an experiment without a search evaluates. */
function pointsOf(experiment: Exclude<Experiment, { kind: "bound" }>): ShiftPoint[] {
  if (experiment.kind === "original") return [IDENTITY];
  return experiment.values.map((value) => ({ ...IDENTITY, [experiment.shift]: value }));
}

function needsColour(experiment: Experiment): boolean {
  if (experiment.kind === "original") return false;
  return needsHsv(experiment.kind === "sweep" ? [experiment.shift] : experiment.over);
}

function outcome(
  { point, loss, pauroc, imageScore }: Evaluation,
  ranges: ShiftRanges,
  preset: PresetName,
): PointOutcome {
  return { point: effectivePoint(point, ranges, PRESETS[preset].circle), loss, pauroc, imageScore };
}

function notesOf(
  { evaluations, steps, units, flags, trace }: SearchResult,
  draftPrecision: DraftPrecision,
): Omit<SearchNotes, "finalEvaluations"> {
  const restarts = new Map<number, { pauroc: number | null; loss: number }>();
  for (const { restart, pauroc, loss, draft } of trace) {
    if (draft === true) continue;
    const best = restarts.get(restart);
    if (best === undefined || isWorse({ pauroc, loss }, best)) restarts.set(restart, { pauroc, loss });
  }
  const drafted = flags.drafts + flags.exactForDrafts > 0 ? { draftPrecision } : {};
  return { evaluations, steps, units, ...flags, ...drafted, restarts: [...restarts.values()] };
}
