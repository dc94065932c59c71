// What a study asks, in words and as what tells it from another.

import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/core/digest.ts";
import type { StudyConfig } from "../../src/study/config.ts";
import { picturesWords, questionOf } from "../../src/study/question.ts";
import { CONFIG, memoryDataset, planOf } from "../support/study.ts";

const asked = async (changes: Partial<StudyConfig> = {}, data = {}): Promise<string> => {
  const config = { ...CONFIG, ...changes };
  return canonicalJson(questionOf(config, memoryDataset(), data, []).asked);
};

describe("a question", () => {
  it("is told in words, and knows its records", async () => {
    const plan = await planOf(memoryDataset());
    const { title, keys } = questionOf(CONFIG, memoryDataset(), {}, plan);
    expect(title).toBe(
      [
        ...["hue swept at 3 values", "theta searched by worst-of-k with budget 3"],
        ...["theta+hue+saturation searched by worst-of-k with budget 3"],
        ...["all pictures", "preset paper", "aspect squash"],
      ].join(", "),
    );
    expect(keys).toEqual(plan.map(({ key }) => key));
  });

  it("is another with other experiments, pictures or ways to read them, not with another place", async () => {
    const same = await asked();
    const others: readonly Partial<StudyConfig>[] = [
      ...[{ sweeps: [] }, { combinations: [["hue"]] }, { strategy: "grid" }, { budget: 4 }],
      ...[{ seed: 6 }, { samplesPerObject: 2 }, { aspect: "pad" }, { preset: "released-code" }],
    ] as const;
    for (const changes of others) expect(await asked(changes), JSON.stringify(changes)).not.toBe(same);
    expect(await asked({}, { normalDir: "good" })).not.toBe(same);
    expect(await asked({}, { root: "/elsewhere" })).toBe(same);
  });

  it.each([
    [null, "all pictures"],
    [1, "1 picture per object"],
    [2, "2 pictures per object"],
  ])("of %j pictures is one of %s", (samples, words) => {
    expect(picturesWords(samples)).toBe(words);
  });
});
