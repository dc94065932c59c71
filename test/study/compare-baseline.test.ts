// Which runs are no pair: a baseline of other pictures or other shifts is refused, with what differs.

import { describe, expect, it } from "vitest";
import { type AskedFacts, refuseUnlike } from "../../src/study/compare-baseline.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";

describe("a baseline", () => {
  const { provenance } = GOLDEN_SUMMARY;
  const settings = { combinations: [["theta"]], budget: 20, ranges: { theta: [-10, 20] } };
  const asked = { asks: [{ question: "bound", settings }] };
  const baseline = { ...{ summary: GOLDEN_SUMMARY, keys: [], records: new Map() }, path: "runs/a", asked };
  const study = (
    change: Partial<AskedFacts["provenance"]> = {},
    changed: Partial<typeof settings> & { readonly draws?: number } = {},
  ): AskedFacts => ({
    asked: { asks: [{ question: "bound", settings: { ...settings, ...changed } }] },
    provenance: { ...provenance, ...change },
  });

  it("is of the same pictures and shifts, whatever its detector and its threshold", () => {
    const detector = { ...provenance.detector, digest: "other" };
    const more = { question: "operating-point", settings: { operatingPoint: "score=1" } };
    const { asks } = study().asked as typeof asked;
    const like = { ...study({ detector }), asked: { asks: [...asks, more] } };
    expect(() => refuseUnlike(baseline, like)).not.toThrow();
  });

  it("stands at the defaults of what could not be asked when it was made", () => {
    expect(() => refuseUnlike(baseline, study({}, { draws: 0 }))).not.toThrow();
    expect(() => refuseUnlike(baseline, study({}, { draws: 59 }))).toThrow(
      "draws of bound is 0 there and 59 here",
    );
  });

  it.each<[AskedFacts, string]>([
    [study({ seed: 8 }), "the seed is 7 there and 8 here"],
    [study({ samplesPerObject: 3 }), "samples per object is all there and 3 here"],
    [study({ preset: "released-code" }), "the preset is paper there and released-code here"],
    [
      study({ dataset: { ...provenance.dataset, digest: "0".repeat(64) } }),
      "the data set's digest is mvtec dddddddddddd there and mvtec 000000000000 here",
    ],
    [study({}, { budget: 40 }), "budget of bound is 20 there and 40 here"],
    [
      study({}, { ranges: { theta: [0, 5] } }),
      'ranges of bound is {"theta":[-10,20]} there and {"theta":[0,5]} here',
    ],
    [study({}, { combinations: [["hue"]] }), 'combinations of bound is [["theta"]] there and [["hue"]] here'],
  ])("of another study is refused: %#", (other, what) => {
    expect(() => refuseUnlike(baseline, other)).toThrow(
      `invalid baseline runs/a: ${what}; expected a run of the same pictures and shifts`,
    );
  });
});
