// The operating point of every object, frozen before any shift: from the unshifted records of its calibration pictures, by
// the study's rule.

import type { SizesOf } from "../core/acting-size.ts";
import { InputError, present } from "../core/errors.ts";
import type { ThresholdRule, Thresholds } from "../core/thresholds.ts";
import { picturesFor, thresholdFor } from "../metrics/decisions/threshold.ts";
import type { Frozen } from "../metrics/frozen.ts";
import { highestCounted } from "../metrics/picture-tally.ts";
import { PIMO_BOUNDS } from "../metrics/shared-curve.ts";
import { sharedRates } from "../metrics/shared-rates.ts";
import { readMap } from "../results/maps.ts";
import type { ItemRecord } from "../results/record.ts";
import { comparedMap, haveMaps, type PoolContext } from "./aggregate.ts";
import type { Calibration, ObjectCalibration } from "./calibration.ts";
import { masksOf } from "./masks.ts";
import type { RecordsByKey, WorkItem } from "./plan.ts";
import type { PreparedStudy } from "./prepare.ts";
import { CALIBRATION } from "./questions/roles.ts";

export interface ObjectOperatingPoint {
  readonly thresholds: Thresholds;
  /** The same as metrics take it. */
  readonly frozen: Frozen;
}

/** By object; empty where no question needs thresholds. Masks of one object and one map at a time are in memory. */
export async function operatingPointsOf(
  { operatingPoint, chain, preset }: Pick<PreparedStudy, "operatingPoint" | "chain" | "preset">,
  items: readonly WorkItem[],
  records: RecordsByKey,
  runFolder: string,
): Promise<ReadonlyMap<string, ObjectOperatingPoint>> {
  const points = new Map<string, ObjectOperatingPoint>();
  if (operatingPoint === null) return points;
  const calibrating = items.filter(({ role }) => role === CALIBRATION);
  for (const calibration of operatingPoint.objects) {
    const own = calibrating.filter(({ sample }) => sample.object === calibration.object);
    const found = own.map(({ key }) => present(records.get(key), `record ${key}`));
    const maps = haveMaps(found) ? await mapsOf(own, found, chain.sizes, { runFolder, preset }) : [];
    points.set(calibration.object, pointOf(operatingPoint, calibration, found, maps));
  }
  return points;
}

/** The maps of calibration records with their masks, read anew each time they are iterated. */
async function mapsOf(
  items: readonly WorkItem[],
  records: readonly ItemRecord[],
  sizesOf: SizesOf,
  { runFolder, preset }: { readonly runFolder: string; readonly preset: PoolContext["preset"] },
): Promise<Iterable<{ readonly map: Float32Array; readonly mask: Uint8Array }>> {
  const pool: PoolContext = {
    masks: await masksOf(items, sizesOf),
    readMap: (record, index) => readMap(runFolder, record, index),
    preset,
  };
  return {
    *[Symbol.iterator]() {
      for (const record of records) {
        const { map, mask } = comparedMap({ record, index: 0 }, pool);
        yield { map, mask: mask.data };
      }
    },
  };
}

function pointOf(
  { rule }: Calibration,
  { from, samples }: ObjectCalibration,
  records: readonly ItemRecord[],
  maps: Iterable<{ readonly map: Float32Array; readonly mask: Uint8Array }>,
): ObjectOperatingPoint {
  const maxima: number[] = [];
  for (const { map, mask } of maps) maxima.push(highestCounted(map, mask));
  const scores = records.map(({ points }) => present(points[0], "point").imageScore);
  const chosen = chosenBy(rule, { scores, maxima, from });
  const lost = samples.length - records.length;
  const thresholds: Thresholds = {
    ...{ rule, ...chosen },
    notes: [
      ...tooFewNotes(rule, scores.length),
      ...(lost === 0 ? [] : [`${lost} calibration pictures failed and are left out.`]),
    ],
  };
  const { image, pixel } = chosen;
  const rates = maxima.length === 0 ? null : sharedRates(maps, PIMO_BOUNDS.upper);
  return { thresholds, frozen: { image, pixel, rates } };
}

/** What calibration pictures gave: an image score each, with maps the highest pixel too, and where they are from. */
interface Calibrated extends Pick<ObjectCalibration, "from"> {
  readonly scores: readonly number[];
  readonly maxima: readonly number[];
}

function chosenBy(
  rule: ThresholdRule,
  { scores, maxima, from }: Calibrated,
): Omit<Thresholds, "rule" | "notes"> {
  const none = { pictures: null, promised: null };
  switch (rule.kind) {
    case "detector":
      return { image: null, pixel: null, ...none, from: "the detector's own decision" };
    case "score":
      return { image: rule.image, pixel: rule.pixel, ...none, from: "as given" };
    case "false-rejects": {
      if (scores.length === 0)
        throw new InputError("missing thresholds: every calibration picture failed; run the study again");
      const { threshold, promised } = thresholdFor(rule.rate, scores);
      const pixel = maxima.length === 0 ? null : thresholdFor(rule.rate, maxima).threshold;
      return {
        ...{ image: threshold, pixel, pictures: scores.length, promised },
        from: `${scores.length} good pictures (${from})`,
      };
    }
  }
}

/** No threshold from so few pictures can promise the rate that was asked for: it is said, never interpolated. */
function tooFewNotes(rule: ThresholdRule, pictures: number): string[] {
  if (rule.kind !== "false-rejects") return [];
  const needed = picturesFor(rule.rate);
  if (pictures >= needed) return [];
  const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;
  return [
    `Too few calibration pictures: ${pictures} promise a false-reject rate of ${percent(1 / (pictures + 1))} at best, ${percent(rule.rate)} needs ${needed}; the threshold is their largest score.`,
  ];
}
