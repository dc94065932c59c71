// What a study asks, in words and as what tells it from another.

import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/core/digest.ts";
import { rangesOf } from "../../src/core/shift.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { type AskedStudy, askedOf, picturesWords } from "../../src/study/asked.ts";
import type { StudyConfig } from "../../src/study/config.ts";
import { boxOfAsks } from "../../src/study/prepare.ts";
import { parseAsk } from "../../src/study/questions/registry.ts";
import { CONFIG, configOf, contextOf, memoryDataset, planOf } from "../support/study.ts";

const studyOf = (config: StudyConfig, changes: Partial<AskedStudy> = {}): AskedStudy => {
  const { seed, preset, samplesPerObject } = config;
  const asks = config.asks.map(parseAsk);
  return {
    ...{
      asks,
      seed,
      preset,
      samplesPerObject,
      aspect: "squash",
      acting: "working",
      data: {},
      dataset: memoryDataset(),
    },
    box: boxOfAsks(asks),
    ...changes,
  };
};

const asked = (
  ask: Parameters<typeof configOf>[0] = {},
  changes: Partial<StudyConfig> = {},
  study: Partial<AskedStudy> = {},
): string => canonicalJson(askedOf(studyOf(configOf(ask, changes), study), []).asked);

describe("a study as its folder holds it", () => {
  it("is told in words, and knows its records and shifts", async () => {
    const plan = planOf(await contextOf(memoryDataset()));
    const { title, keys, shifts } = askedOf(studyOf(CONFIG), plan);
    expect(title).toBe(
      [
        ...["hue swept at 3 values", "theta searched by worst-of-k with budget 3"],
        ...["theta+hue+saturation searched by worst-of-k with budget 3"],
        ...["all pictures", "preset paper", "aspect squash"],
      ].join(", "),
    );
    expect(keys).toEqual(plan.map(({ key }) => key));
    expect(shifts).toEqual(paperBox().map(({ facts }) => facts));
    expect(askedOf(studyOf(configOf({ criterion: "loss" })), []).title).toContain(
      "theta searched by worst-of-k for loss with budget 3",
    );
  });

  it("names the shifts that it evaluates alone, each as far as it goes anywhere", () => {
    const sweeps = [{ shift: "hue", values: [0.25, 2] }];
    const config = configOf({ combinations: [["hue", "theta"]], sweeps, ranges: { hue: [-1, 1] } });
    expect(rangesOf(boxOfAsks(config.asks.map(parseAsk)))).toEqual({ theta: [-90, 90], hue: [-1, 2] });
  });

  it("is another with other experiments, pictures or ways to read them, not with another place", () => {
    const same = asked();
    const others = [
      ...[asked({ sweeps: [] }), asked({ combinations: [["hue"]] }), asked({ strategy: "grid" })],
      ...[asked({ budget: 4 }), asked({ criterion: "loss" }), asked({ ranges: { theta: [-1, 1] } })],
      ...[asked({}, { seed: 6 }), asked({}, { samplesPerObject: 2 }), asked({}, { preset: "released-code" })],
      ...[asked({}, {}, { aspect: "pad" }), asked({}, {}, { data: { normalDir: "good" } })],
    ];
    expect(new Set([same, ...others]).size).toBe(1 + others.length);
    expect(asked({}, {}, { data: { root: "/elsewhere" } })).toBe(same);
  });

  it.each([
    [null, "all pictures"],
    [1, "1 picture per object"],
    [2, "2 pictures per object"],
  ])("of %j pictures is one of %s", (samples, words) => {
    expect(picturesWords(samples)).toBe(words);
  });
});
