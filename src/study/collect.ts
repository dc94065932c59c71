// Records → summary: what a study says, as a query over what was evaluated.

import type { SizesOf } from "../core/acting-size.ts";
import { present } from "../core/errors.ts";
import type { PictureSize } from "../core/image.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Resampled } from "../metrics/bootstrap.ts";
import { readMap } from "../results/maps.ts";
import type {
  Bounds,
  Combination,
  Controls,
  MeanSummary,
  ObjectSummary,
  SampleSummary,
  SweepSummary,
} from "../results/schema.ts";
import { type MapChoice, type PoolContext, pooledMetrics } from "./aggregate.ts";
import { choicesOf, firstPoints, mapBounds } from "./bounds.ts";
import type { Candidate } from "./candidates.ts";
import { type CommonWorst, worstCommon } from "./common.ts";
import { sweepWorst } from "./common-sweep.ts";
import { type ControlMeter, needsControls } from "./controls.ts";
import { intervalsOf, type Pictures, picturesOf, resample } from "./intervals.ts";
import { masksOf } from "./masks.ts";
import { meanOf } from "./mean.ts";
import { type ObjectLevel, objectLevel } from "./object-level.ts";
import type { ObjectOperatingPoint } from "./operating-points.ts";
import type { RecordsByKey, WorkItem } from "./plan.ts";
import { IDENTITY } from "./questions/roles.ts";
import { sampleSummary } from "./sample-summary.ts";
import {
  recordOf,
  type SampleRecords,
  type SearchedCombination,
  type SweptShift,
  samplesOf,
  searchedCombinations,
  sweptShifts,
} from "./searched.ts";

export interface Collected {
  /** Of every picture as it was given; left out where they differ. */
  readonly pictureSize?: PictureSize;
  readonly objects: readonly ObjectSummary[];
  readonly mean: MeanSummary;
  readonly samples: readonly SampleSummary[];
}

export interface CollectContext {
  readonly runFolder: string;
  readonly dataset: Dataset;
  readonly sizesOf: SizesOf;
  readonly preset: PresetName;
  /** Of the study: what the intervals' draws depend on besides data set and object. */
  readonly seed: number;
  /** Null where there is nothing to compare them with: a detector of image scores alone. */
  readonly controls: Pick<ControlMeter, "measure"> | null;
  /** By object; absent where no question needs thresholds. */
  readonly operatingPoints?: ReadonlyMap<string, ObjectOperatingPoint>;
}

/** Summarises finished items; masks of one object and one map at a time are in memory. */
export async function collect(
  items: readonly WorkItem[],
  records: RecordsByKey,
  { runFolder, dataset, sizesOf, preset, seed, controls, operatingPoints }: CollectContext,
): Promise<Collected> {
  const combinations = searchedCombinations(items);
  const swept = sweptShifts(items);
  const objects: ObjectSummary[] = [];
  const resampled: Bounds<Resampled>[] = [];
  const pictures: Pictures[] = [];
  const samples: SampleSummary[] = [];
  const sizes = new Map<string, PictureSize>();
  for (const object of dataset.objects) {
    const own = samplesOf(
      items.filter(({ sample }) => sample.object === object),
      records,
    );
    if (own.length === 0) continue;
    const operatingPoint = operatingPoints?.get(object);
    const pool: PoolContext = {
      masks: await masksOf(own, sizesOf, (size) => sizes.set(JSON.stringify(size), size)),
      readMap: (record, index) => readMap(runFolder, record, index),
      preset,
      ...(operatingPoint === undefined ? {} : { frozen: operatingPoint.frozen }),
    };
    const measure = controls === null ? null : controlsAt(pool, controls);
    const common = commonOf(own, combinations, pool);
    const levels = new Map(
      combinations.map((each) => [each.name, objectLevel(own, each, pool, common.get(each.name)?.chosen)]),
    );
    const choices = choicesOf(own, combinations, levels);
    const draws = resample(choices, pool, [seed, dataset.kind, object]);
    const counts = picturesOf(choices);
    resampled.push(draws);
    pictures.push(counts);
    objects.push({
      object,
      className: dataset.className(object),
      samples: own.length,
      anomalousSamples: own.filter(({ sample }) => sample.anomalous).length,
      ...mapBounds(choices, (chosen) => pooledMetrics(chosen, pool)),
      objectSearches: Object.fromEntries(
        [...levels].map(([name, { candidates, moved, sweeps }]) => [name, { candidates, moved, sweeps }]),
      ),
      identity: own.every(({ records: roles }) => roles.has(IDENTITY))
        ? pooledMetrics(firstPoints(own, IDENTITY), pool)
        : null,
      controls: await boundControls(combinations, choices, measure),
      sweeps: await sweepsOf(own, swept, pool, measure),
      intervals: intervalsOf(draws, [counts]),
      ...commonSummary(common),
      ...(operatingPoint === undefined ? {} : { thresholds: operatingPoint.thresholds }),
    });
    for (const [index, sample] of own.entries())
      samples.push(summaryOf(sample, index, combinations, levels, common));
  }
  const [pictureSize, ...others] = sizes.values();
  return {
    ...{ objects, samples, mean: meanOf(objects, resampled, pictures) },
    ...(pictureSize === undefined || others.length > 0 ? {} : { pictureSize }),
  };
}

/** The worst common value of every combination that has one. */
function commonOf(
  samples: readonly SampleRecords[],
  combinations: readonly SearchedCombination[],
  pool: PoolContext,
): ReadonlyMap<Combination, CommonWorst> {
  return new Map(
    combinations.flatMap((each) => {
      const worst = worstCommon(samples, each, pool);
      return worst === null ? [] : [[each.name, worst] as const];
    }),
  );
}

function commonSummary(common: ReadonlyMap<Combination, CommonWorst>): Pick<ObjectSummary, "common"> {
  if (common.size === 0) return {};
  return {
    common: Object.fromEntries([...common].map(([name, { chosen: _chosen, ...worst }]) => [name, worst])),
  };
}

/** The controls at each of several choices, which name the same samples. */
type MeasureControls = (choices: readonly (readonly MapChoice[])[]) => Promise<readonly Controls[]>;

/** Choices that are measured together: what fills a control's batch. */
const TOGETHER = 5;

function controlsAt({ masks }: PoolContext, controls: Pick<ControlMeter, "measure">): MeasureControls {
  const some = async (choices: readonly (readonly MapChoice[])[]): Promise<readonly Controls[]> =>
    await controls.measure(
      (choices[0] ?? []).map(({ record: { sample, anomalous } }, which) => ({
        mask: present(masks.get(sample), `mask of ${sample}`),
        anomalous,
        points: choices.map((chosen) => pointOf(present(chosen[which], sample))),
      })),
    );
  return async (choices) => {
    const measured: Controls[] = [];
    for (let first = 0; first < choices.length; first += TOGETHER)
      measured.push(...(await some(choices.slice(first, first + TOGETHER))));
    return measured;
  };
}

function pointOf({ record, index }: MapChoice): ShiftPoint {
  return present(record.points[index], "point").point;
}

async function boundControls(
  combinations: readonly SearchedCombination[],
  { bounds }: Bounds<readonly MapChoice[]>,
  measure: MeasureControls | null,
): Promise<Readonly<Record<Combination, Controls>>> {
  if (measure === null) return {};
  const moving = combinations.filter(({ over }) => needsControls(over)).map(({ name }) => name);
  const measured = await measure(moving.map((name) => present(bounds[name], name)));
  return Object.fromEntries(moving.map((name, index) => [name, present(measured[index], name)]));
}

async function sweepsOf(
  samples: readonly SampleRecords[],
  swept: readonly SweptShift[],
  pool: PoolContext,
  measure: MeasureControls | null,
): Promise<SweepSummary[]> {
  const summaries: SweepSummary[] = [];
  for (const each of swept) {
    const { shift, role, values } = each;
    const records = samples.map((sample) => recordOf(sample, role));
    const choices = values.map((_, index) => records.map((record) => ({ record, index })));
    const controls = measure !== null && needsControls([shift]) ? await measure(choices) : [];
    const points = values.map((value, index) => {
      const own = controls[index];
      const metrics = pooledMetrics(present(choices[index], shift), pool);
      return { value, metrics, ...(own === undefined ? {} : { controls: own }) };
    });
    summaries.push({ shift, points, worst: sweepWorst(samples, each, points, pool) });
  }
  return summaries;
}

function summaryOf(
  sample: SampleRecords,
  index: number,
  combinations: readonly SearchedCombination[],
  levels: ReadonlyMap<Combination, ObjectLevel>,
  common: ReadonlyMap<Combination, CommonWorst>,
): SampleSummary {
  const chosenOf = (by: ReadonlyMap<Combination, Pick<ObjectLevel, "chosen">>): Map<Combination, Candidate> =>
    new Map([...by].map(([name, { chosen }]) => [name, present(chosen[index], name)]));
  return sampleSummary(sample, combinations, chosenOf(levels), chosenOf(common));
}
