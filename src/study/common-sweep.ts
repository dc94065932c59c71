// What a sweep says of the worst: the one value that is worst for all pictures together, and every picture at its own.

import { present } from "../core/errors.ts";
import { CRITERIA, criterionFor } from "../objective/criteria/registry.ts";
import type { SweepPoint, SweepWorst } from "../results/schema.ts";
import { worstOf } from "../search/search.ts";
import { SHIFTS } from "../shift/registry.ts";
import { haveTruth, type MapChoice, type PoolContext, pooledMetrics } from "./aggregate.ts";
import { worstSet } from "./common.ts";
import { recordOf, type SampleRecords, type SweptShift } from "./searched.ts";

/**
 * The worst of a sweep, whose points hold the metrics of all samples at each value. A common value is one of the station's
 * shifts alone. Every sample at its own value is never better than all at the common one, which is among its candidates.
 */
export function sweepWorst(
  samples: readonly SampleRecords[],
  { shift, role }: SweptShift,
  points: readonly SweepPoint[],
  context: PoolContext,
): SweepWorst {
  const { value, metrics } = worstSet(points);
  const own = { metrics: pooledMetrics(ownWorst(samples, role), context) };
  return {
    ...(SHIFTS.named(shift).scope === "station" ? { common: { value, metrics } } : {}),
    perPicture: worstSet([own, { metrics }]).metrics,
  };
}

/** The worst value of each sample by the published order, or by its image score where it has no maps or no mask. */
function ownWorst(samples: readonly SampleRecords[], role: string): MapChoice[] {
  return samples.map((sample) => {
    const record = recordOf(sample, role);
    const candidates = record.points
      .map((outcome, index) => ({ ...outcome, record, index }))
      .filter(({ outOfView }) => outOfView !== true);
    const order = CRITERIA.named(criterionFor(haveTruth([record]))).order(sample.sample.anomalous);
    return worstOf(candidates, order) ?? present({ record, index: 0 }, "point");
  });
}
