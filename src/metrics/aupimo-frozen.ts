// AUPIMO at the rates of unshifted good pictures: what is left where thresholds are not picked anew under the shift.

import { haveMaps, type Metric, whyScoresAlone } from "./metric.ts";
import { PIMO_BOUNDS, resolutionNote } from "./shared-curve.ts";
import { pimoOfPicture } from "./shared-rates.ts";
import { meanOfOwn } from "./weighted.ts";

const NAME = "aupimoFrozen";

export const aupimoFrozen: Metric = {
  name: NAME,
  title: "AUPIMO frozen",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: false,
  needs: "threshold",
  source: "AUPIMO at the shared false-positive rates of the unshifted calibration pictures",
  ofPicture: (sample, frozen) =>
    frozen?.rates == null ? null : pimoOfPicture(sample, frozen.rates, PIMO_BOUNDS),
  of: (pool) => meanOfOwn(pool, NAME),
  reason: (pool) => {
    if (!haveMaps(pool)) return whyScoresAlone(pool);
    return pool.frozen?.rates === null ? "no map of a good calibration picture" : "no anomalous picture";
  },
  note: ({ frozen }) =>
    frozen?.rates == null
      ? null
      : resolutionNote(PIMO_BOUNDS.lower, frozen.rates.pixels, frozen.rates.rates[0] ?? null),
};
