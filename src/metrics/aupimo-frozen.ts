// AUPIMO at the rates of unshifted good pictures: what is left where thresholds are not picked anew under the shift.

import { IGNORED } from "../core/image.ts";
import { haveMaps, type Metric, SCORES_ALONE } from "./metric.ts";
import { PIMO_BOUNDS, resolutionNote, stretchAbove } from "./shared-curve.ts";
import { rateAt } from "./shared-rates.ts";
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
  ofPicture: ({ map, mask }, frozen) => {
    if (frozen?.rates == null) return null;
    let [anomalous, area] = [0, 0];
    for (let pixel = 0; pixel < map.length; pixel++) {
      if (mask[pixel] === 0 || mask[pixel] === IGNORED) continue;
      anomalous++;
      area += stretchAbove(rateAt(frozen.rates, map[pixel] as number), PIMO_BOUNDS);
    }
    return anomalous === 0 ? null : area / anomalous;
  },
  of: (pool) => meanOfOwn(pool, NAME),
  reason: (pool) => {
    if (!haveMaps(pool)) return SCORES_ALONE;
    return pool.frozen?.rates === null ? "no map of a good calibration picture" : "no anomalous picture";
  },
  note: ({ frozen }) =>
    frozen?.rates == null
      ? null
      : resolutionNote(PIMO_BOUNDS.lower, frozen.rates.pixels, frozen.rates.rates[0] ?? null),
};
