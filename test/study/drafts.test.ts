// What a study says of the drafts that led its searches.

import { describe, expect, it } from "vitest";
import { readRecords } from "../../src/results/journal.ts";
import { draftPrecisions } from "../../src/study/drafts.ts";
import { scratchFolder } from "../support/scratch.ts";
import { arithmeticDetector, CONFIG, memoryDataset, planOf, runWhole } from "../support/study.ts";

describe("the precision of drafts", () => {
  it("is the detector's, in the records of the searches that asked for some", async () => {
    const plan = await planOf(memoryDataset(), { ...CONFIG, strategy: "draft-simplex", budget: 10 });
    const openDetector = async () => ({ ...arithmeticDetector(), draftPrecision: "8 bits" as const });
    const run = await scratchFolder();
    await runWhole(plan, run, { openDetector });
    const records = await readRecords(run);
    for (const { experiment, search } of records.values())
      expect(search?.draftPrecision).toBe(experiment.kind === "bound" ? "8 bits" : undefined);
    expect(draftPrecisions(plan, records)).toEqual(["8 bits"]);
  });

  it("is none without drafts, and each where a study met several processors", async () => {
    const plan = await planOf(memoryDataset());
    const run = await scratchFolder();
    await runWhole(plan, run, {});
    const records = await readRecords(run);
    expect(draftPrecisions(plan, records)).toEqual([]);
    const mixed = [...records].map(([key, record], index) => {
      const draftPrecision = index % 2 === 0 ? ("float32" as const) : ("8 bits" as const);
      const search = record.search === undefined ? {} : { search: { ...record.search, draftPrecision } };
      return [key, { ...record, ...search }] as const;
    });
    expect(draftPrecisions(plan, new Map(mixed))).toEqual(["8 bits", "float32"]);
  });
});
