// Items that start from the records of others: the same records whatever the order, interruptions or workers, and a
// combination's worst case never less bad than those of its subsets.

import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CancelledError, InputError, present } from "../../src/core/errors.ts";
import { random, shuffled } from "../../src/core/random.ts";
import { prepareSample } from "../../src/image/prepare.ts";
import { CRITERIA } from "../../src/objective/criteria/registry.ts";
import { openJournal, readRecords } from "../../src/results/journal.ts";
import { readMap } from "../../src/results/maps.ts";
import { exportRecords, type ItemRecord } from "../../src/results/record.ts";
import { STRATEGIES } from "../../src/search/registry.ts";
import { paperBox, SHIFTS } from "../../src/shift/registry.ts";
import { combinationsWithin } from "../../src/study/combination.ts";
import { computeItem } from "../../src/study/item.ts";
import { planRound, type WorkItem } from "../../src/study/plan.ts";
import { boundRole } from "../../src/study/questions/roles.ts";
import { type Runner, runPlan } from "../../src/study/run.ts";
import { scratchFolder, sharedFolder } from "../support/scratch.ts";
import {
  arithmeticChain,
  arithmeticMap,
  configOf,
  contextOf,
  memoryDataset,
  runSettings,
  runWhole,
} from "../support/study.ts";

const COMBINATIONS = combinationsWithin(paperBox().map(({ facts }) => facts.name));
const CONFIG = configOf({ combinations: COMBINATIONS, sweeps: [], strategy: "surrogate-simplex", budget: 4 });
const whole = await contextOf(memoryDataset(), CONFIG);
/** A picture with a defect and one without. */
const CONTEXT = { ...whole, samples: [...whole.samples.slice(0, 1), ...whole.samples.slice(2, 3)] };

async function leftBy(run: string): Promise<{ records: string; maps: Record<string, string> }> {
  const maps: Record<string, string> = {};
  for (const name of (await readdir(join(run, "maps"))).toSorted())
    maps[name] = (await readFile(join(run, "maps", name))).toString("hex");
  return { records: exportRecords((await readRecords(run)).values()), maps };
}

const done = await sharedFolder();
const { items: ITEMS, records: RECORDS, missing: MISSING } = await runWhole(CONTEXT, done);
const EXPECTED = await leftBy(done);

const recordFor = (sample: string, role: string): ItemRecord => {
  const item = present(
    ITEMS.find((each) => each.sample.id === sample && each.role === role),
    role,
  );
  return present(RECORDS.get(item.key), role);
};

describe("a combination's search", () => {
  it("is done after those of its subsets, and starts from all that they kept", () => {
    expect([ITEMS.length, MISSING]).toEqual([18, 18]);
    for (const { experiment, sample } of ITEMS) {
      if (experiment.kind !== "search") continue;
      const over = Object.keys(experiment.box);
      const within = COMBINATIONS.filter(
        (other) => other.length < over.length && other.every((name) => over.includes(name)),
      );
      expect(experiment.from).toEqual(
        within.map((other) => recordFor(sample.id, boundRole(other.join("+"))).key),
      );
    }
  });

  it("never finds less than those of its subsets did, by any criterion and every strategy that takes them", async () => {
    const nesting = Object.entries(STRATEGIES).flatMap(([name, { nests, needs }]) =>
      nests && needs === "values" ? [name] : [],
    );
    expect(nesting).toContain("surrogate-simplex");
    const cases = [
      ...nesting.map((strategy) => ({ strategy, criterion: "pauroc" })),
      ...["loss", "image-score"].map((criterion) => ({ strategy: "simplex", criterion })),
    ];
    for (const { strategy, criterion } of cases) {
      const config = configOf({ combinations: COMBINATIONS, sweeps: [], strategy, criterion, budget: 4 });
      const given = await contextOf(memoryDataset(), config);
      const context = { ...given, samples: CONTEXT.samples };
      const { items, records } = await runWhole(context, await scratchFolder());
      for (const { sample, experiment, key } of items) {
        if (experiment.kind !== "search") continue;
        const order = CRITERIA.named(criterion).order(sample.anomalous);
        const found = present(records.get(key)?.points[0], "winner");
        for (const from of experiment.from) {
          const subset = present(records.get(from)?.points[0], "subset's winner");
          expect(order.isWorse(subset, found), `${strategy} by ${criterion}`).toBe(false);
        }
      }
    }
  });

  it("keeps a winner that a subset had found under the subset's shifts, with its map", async () => {
    // As if turning alone had found what nothing else does.
    const first = planRound(CONTEXT, new Map());
    const sample = present(CONTEXT.samples[0], "sample").sample.id;
    const records = new Map(RECORDS);
    for (const { key, role } of first.filter((item) => item.sample.id === sample)) {
      const record = recordFor(sample, role);
      const [point, ...others] = record.points;
      if (role === boundRole("theta"))
        records.set(key, {
          ...record,
          points: [{ ...present(point, "point"), pauroc: 0, loss: 1 }, ...others],
        });
    }
    const pair = present(
      planRound(CONTEXT, only(records, first)).find(
        (item) => item.sample.id === sample && item.role === boundRole("theta+hue"),
      ),
      "pair",
    );
    const chain = arithmeticChain();
    const prepared = await prepareSample(pair.sample, chain.sizes);
    const { record, maps } = await computeItem(pair, prepared, chain, { dataset: "memory" });
    const winner = present(record.points[0], "winner");
    expect(Object.keys(winner.point)).toEqual(["theta"]);
    expect(winner.pauroc).toBe(0);
    expect(maps[0]).toEqual(arithmeticMap(prepared.image, winner.point));
    expect(record.search?.evaluations).toBe(8);
  });
});

/** The records of some items alone. */
function only(records: ReadonlyMap<string, ItemRecord>, items: readonly WorkItem[]): Map<string, ItemRecord> {
  return new Map(items.map(({ key }) => [key, present(records.get(key), key)]));
}

describe("a run of items that start from others", () => {
  it("that is interrupted at any evaluation ends like one that was not", async () => {
    let calls = 0;
    await runWhole(CONTEXT, await scratchFolder(), { openChain: async () => arithmeticChain(() => calls++) });
    const step = Math.max(1, Math.floor(calls / 40));
    for (let end = 1; end <= calls; end += step) {
      const run = await scratchFolder();
      const cancel = new AbortController();
      let call = 0;
      const openChain = async () =>
        arithmeticChain(() => {
          if (++call === end) cancel.abort();
        });
      await expect(
        runWhole(CONTEXT, run, { openChain, signal: cancel.signal, workers: 1 + (end % 2) }),
      ).rejects.toThrow(CancelledError);
      await runWhole(CONTEXT, run, { workers: 1 + (end % 3) });
      expect(await leftBy(run), `interrupted at ${end}`).toEqual(EXPECTED);
    }
  }, 120_000);

  it("computed in any order, delivered in any other, gives the same", async () => {
    const source = random(3, "orders");
    for (let order = 0; order < 5; order++) {
      const run = await scratchFolder();
      const journal = await openJournal(run);
      const settings = runSettings(run, journal);
      const runner: Runner = (items, deliveries) => settings.runner(shuffled(items, source), deliveries);
      await runPlan(CONTEXT, { ...settings, runner });
      await journal.close();
      expect(await leftBy(run)).toEqual(EXPECTED);
    }
  });

  it("of which a record is damaged does that one again and keeps what was made from it", async () => {
    const run = await scratchFolder();
    const { records } = await runWhole(CONTEXT, run);
    const { maps } = recordFor(present(CONTEXT.samples[0], "sample").sample.id, boundRole("theta"));
    await rm(join(run, present(maps, "maps").file));
    const { missing } = await runWhole(CONTEXT, run);
    expect(missing).toBe(1);
    expect(await leftBy(run)).toEqual(EXPECTED);
    const [first] = records.values();
    expect(readMap(run, present(first, "record"), 0)).toHaveLength(16);
  });

  it("gives up with an item what would start from it", async () => {
    const run = await scratchFolder();
    const journal = await openJournal(run);
    const settings = runSettings(run, journal);
    const bad = present(CONTEXT.samples[0], "sample").sample.id;
    const runner: Runner = async (items, deliveries) => {
      const [lost, kept] = [true, false].map((isLost) =>
        items.filter(({ sample, role }) => (sample.id === bad && role === boundRole("hue")) === isLost),
      );
      for (const item of lost ?? []) deliveries.giveUp(item, "broken");
      await settings.runner(kept ?? [], deliveries);
    };
    const { items, failed } = await runPlan(CONTEXT, { ...settings, runner });
    await journal.close();
    expect(failed).toMatchObject([{ sample: bad, experiment: "bound hue", error: "broken" }]);
    const roles = items.filter(({ sample }) => sample.id === bad).map(({ role }) => role);
    // "bound theta+saturation" would start from finished ones, but nothing more is asked of a sample that is lost.
    expect(roles).toEqual(["original", "identity", "bound theta", "bound hue", "bound saturation"]);
    expect(items.filter(({ sample }) => sample.id !== bad)).toHaveLength(9);
    await runWhole(CONTEXT, run);
    expect(await leftBy(run)).toEqual(EXPECTED);
  });
});

it("a search over more than six shifts is refused by name before anything is computed", async () => {
  const [first] = SHIFTS.all();
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const undo = names.map((name) => SHIFTS.register({ ...present(first, "shift"), name }));
  try {
    const context = {
      ...CONTEXT,
      asks: (await contextOf(memoryDataset(), configOf({ combinations: [names] }))).asks,
    };
    const never = async (): Promise<never> => expect.fail("a detector was opened");
    await expect(runWhole(context, await scratchFolder(), { openChain: never })).rejects.toThrow(InputError);
    await expect(runWhole(context, await scratchFolder(), { openChain: never })).rejects.toThrow(
      /six shifts|6 shifts/,
    );
  } finally {
    for (const each of undo) each();
  }
});
