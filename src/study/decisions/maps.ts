// What maps say beside decisions, one picture's at a time in memory: defect regions without a flagged pixel, and how far a
// map moves from that of the unshifted picture.

import { connectedComponents } from "../../core/components.ts";
import { IGNORED, type Mask } from "../../core/image.ts";
import { missedOf } from "../../metrics/missed-regions.ts";
import type { Combination } from "../../results/schema.ts";
import type { Candidate } from "../candidates.ts";
import type { AnswerView } from "../questions/question.ts";
import type { DecidedPicture } from "./pictures.ts";

/** A map and the mask that it is held against. */
type Compared = NonNullable<Awaited<ReturnType<AnswerView["map"]>>>;

/** Defect regions of a picture, and how many of them have no pixel above the threshold. */
export interface RegionCount {
  readonly missed: number;
  readonly regions: number;
}

/** What one picture's maps say at one of its points. */
export interface MapReading {
  /** Null without a pixel threshold. */
  readonly regions: RegionCount | null;
  /** Mean |map − map at rest| over the pixels that count. */
  readonly change: number;
}

export interface MapReadings {
  readonly atRest: MapReading;
  readonly typical: ReadonlyMap<Combination, MapReading>;
  /** None of a point that kept numbers alone. */
  readonly worst: ReadonlyMap<Combination, MapReading>;
}

/**
 * A picture's readings at rest, under its draws and at those of its worst points whose maps were kept; null of a detector
 * without maps.
 */
export async function mapReadings(
  picture: DecidedPicture,
  pixel: number | null,
  view: Pick<AnswerView, "map">,
): Promise<MapReadings | null> {
  const compared = async ({ from, index }: Candidate): Promise<Compared | null> =>
    await view.map({ sample: picture.sample.id, role: from, index });
  const rest = await compared(picture.atRest);
  if (rest === null) return null;
  const readingOf = ({ map, mask }: Compared): MapReading => ({
    regions: pixel === null ? null : missedRegions(map, mask, pixel),
    change: meanChange(map, rest.map, mask),
  });
  const readAll = async (
    candidates: ReadonlyMap<Combination, Candidate>,
  ): Promise<Map<string, MapReading>> => {
    const readings = new Map<string, MapReading>();
    for (const [name, candidate] of candidates) {
      const own = await compared(candidate);
      if (own !== null) readings.set(name, readingOf(own));
    }
    return readings;
  };
  return {
    atRest: readingOf(rest),
    typical: await readAll(picture.typical),
    worst: await readAll(picture.worst),
  };
}

/** The 8-connected regions of a mask, [height, width], and those of them without a pixel of the map above the threshold. */
export function missedRegions(map: Float32Array, { data, width, height }: Mask, pixel: number): RegionCount {
  const regions = connectedComponents(data, width, height);
  return { missed: missedOf(map, regions, pixel), regions: regions.count };
}

/** Mean over the counted pixels of the absolute difference; 0 where none counts. */
export function meanChange(map: Float32Array, atRest: Float32Array, { data }: Mask): number {
  let sum = 0;
  let counted = 0;
  for (const [at, value] of map.entries()) {
    if (data[at] === IGNORED) continue;
    counted++;
    sum += Math.abs(value - (atRest[at] ?? 0));
  }
  return counted === 0 ? 0 : sum / counted;
}
