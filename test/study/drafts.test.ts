// What a study says of the drafts that led its searches.

import { describe, expect, it } from "vitest";
import { readRecords } from "../../src/results/journal.ts";
import { draftPrecisions } from "../../src/study/drafts.ts";
import { scratchFolder } from "../support/scratch.ts";
import { arithmeticChain, configOf, contextOf, memoryDataset, runWhole } from "../support/study.ts";

describe("the precision of drafts", () => {
  it("is the detector's, in the records of the searches that asked for some", async () => {
    const context = await contextOf(memoryDataset(), configOf({ strategy: "draft-simplex", budget: 10 }));
    const openChain = async () => ({ ...arithmeticChain(), draftPrecision: "8 bits" as const });
    const run = await scratchFolder();
    const { items } = await runWhole(context, run, { openChain });
    const records = await readRecords(run);
    for (const { experiment, search } of records.values())
      expect(search?.draftPrecision).toBe(experiment.kind === "search" ? "8 bits" : undefined);
    expect(draftPrecisions(items, records)).toEqual(["8 bits"]);
  });

  it("is none without drafts, and each where a study met several processors", async () => {
    const run = await scratchFolder();
    const { items } = await runWhole(await contextOf(memoryDataset()), run, {});
    const records = await readRecords(run);
    expect(draftPrecisions(items, records)).toEqual([]);
    const mixed = [...records].map(([key, record], index) => {
      const draftPrecision = index % 2 === 0 ? ("float32" as const) : ("8 bits" as const);
      const search = record.search === undefined ? {} : { search: { ...record.search, draftPrecision } };
      return [key, { ...record, ...search }] as const;
    });
    expect(draftPrecisions(items, new Map(mixed))).toEqual(["8 bits", "float32"]);
  });
});
