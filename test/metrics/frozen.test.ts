// Metrics at thresholds that were frozen before any shift, by hand, under weights and in draws; and why they are undefined.

import { describe, expect, it } from "vitest";
import { resampledMetrics } from "../../src/metrics/bootstrap.ts";
import { evaluateSamples } from "../../src/metrics/evaluate.ts";
import type { Frozen } from "../../src/metrics/frozen.ts";
import { DECIDES_ITSELF, type Metric, NO_OPERATING_POINT, SCORES_ALONE } from "../../src/metrics/metric.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import { PIMO_BOUNDS } from "../../src/metrics/shared-curve.ts";
import { sharedRates } from "../../src/metrics/shared-rates.ts";
import type { MapSample } from "../../src/metrics/types.ts";

/** A picture of one row; a defect has its kind. */
function picture(map: readonly number[], mask: readonly number[], defect?: string): MapSample {
  const own = { map: Float32Array.from(map), mask: Uint8Array.from(mask), width: map.length, height: 1 };
  return defect === undefined ? own : { ...own, defect };
}

// Image scores, their maps' maxima: 9 and 5 of scratches, 3 of a hole, 6 and 2 of good pictures.
const SET: readonly MapSample[] = [
  picture([9, 1, 4, 8], [1, 0, 1, 1], "scratch"),
  picture([5, 5, 0, 0], [1, 0, 0, 0], "scratch"),
  picture([3, 1, 0, 2], [1, 0, 0, 1], "hole"),
  picture([6, 1, 1, 1], [0, 0, 0, 0]),
  picture([2, 1, 1, 1], [0, 0, 0, 0]),
];
const AT_THRESHOLD = METRICS.all().flatMap(({ name, needs }) => (needs === "threshold" ? [name] : []));

/** The metrics that need a threshold, and their reasons where they have none. */
function frozenAt(frozen: Frozen | undefined, set: Parameters<typeof evaluateSamples>[0] = SET): object {
  const { values, reasons } = evaluateSamples(set, { frozen });
  return Object.fromEntries(AT_THRESHOLD.map((name) => [name, values[name] ?? reasons?.[name]]));
}

describe("metrics at a frozen threshold", () => {
  it("count what is above it, by hand", () => {
    // 100 000 pixels of one good picture: scores of 7 and 5 at rates of 2e-5 and 5e-5, all others of 2.
    const good = { map: new Float32Array(100_000).fill(2), mask: new Uint8Array(100_000) };
    good.map.set([7, 7, 5, 5, 5]);
    const rates = sharedRates([good], PIMO_BOUNDS.upper);
    // Above 7 the whole range of rates, from 3 to 5 what lies above 5e-5, at 2 nothing.
    const some = Math.log10(1e-4 / 5e-5);
    const mean = ((1 + some + 1) / 3 + some + (some + 0) / 2) / 3;
    expect(frozenAt({ image: 5, pixel: 4, rates })).toEqual({
      aupimoFrozen: expect.closeTo(mean, 12),
      // Rejected: one scratch and one good picture.
      imageF1: expect.closeTo(2 / (2 + 3), 12),
      // One of two scratches, no hole.
      defectRecall: 1 / 4,
      // Regions of at most 4: both of the hole's, for that of 4 and 8 is one.
      missedRegions: 2 / 5,
    });
    expect(evaluateSamples(SET, { frozen: { image: 5, pixel: 4, rates } }).notes).toMatchObject({
      aupimoFrozen: "lowest step 2.0e-5: not resolved",
    });
  });

  it("are drawn as often as a picture is", () => {
    const flagged: Metric = {
      ...{ name: "flagged", title: "flagged", unit: "number", decimals: 0, better: "lower", shown: true },
      ...{ needs: "threshold", source: "a test" },
      ofPicture: ({ map }, frozen) => Number(map.some((score) => score > (frozen?.pixel ?? 0))),
      of: ({ pictures, weights }) =>
        pictures.reduce((sum, { own }, index) => sum + (weights[index] ?? 0) * (own["flagged"] ?? 0), 0),
    };
    const remove = METRICS.register(flagged);
    try {
      const frozen = { image: null, pixel: 2, rates: null };
      // The hole always, and the good picture of 6 never, once or twice.
      const drawn = resampledMetrics(SET.slice(2), 200, ["frozen"], { frozen });
      expect(new Set(drawn["flagged"])).toEqual(new Set([1, 2, 3]));
    } finally {
      remove();
    }
  });

  it("say why they are undefined", () => {
    const all = (reason: string): object => Object.fromEntries(AT_THRESHOLD.map((name) => [name, reason]));
    const none: Frozen = { image: null, pixel: null, rates: null };
    expect(frozenAt(undefined)).toEqual(all(NO_OPERATING_POINT));
    expect(frozenAt(none)).toEqual({
      ...all(DECIDES_ITSELF),
      aupimoFrozen: "no map of a good calibration picture",
      missedRegions: "no pixel threshold",
    });
    const at = { ...none, image: 1, pixel: 1 };
    expect(
      frozenAt({ ...none, image: 1 }, [{ map: null, imageScore: 2, anomalous: true, defect: "hole" }]),
    ).toEqual({
      ...{ imageF1: 1, defectRecall: 1 },
      ...{ aupimoFrozen: SCORES_ALONE, missedRegions: SCORES_ALONE },
    });
    expect(frozenAt(at, [picture([3, 1], [1, 0])])).toMatchObject({ defectRecall: "no kinds of defect" });
    expect(frozenAt({ ...at, rates: sharedRates(SET.slice(3), 1e-4) }, SET.slice(3))).toEqual({
      ...{ imageF1: "no anomalous image", defectRecall: "no anomalous image" },
      ...{ aupimoFrozen: "no anomalous picture", missedRegions: "no anomalous region" },
    });
  });
});
