// Searches that share what they find: what each begins from, phase by phase; the same records whatever the order,
// interruptions or workers; and nothing found that a later phase or a larger combination does not know of.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sizesFor } from "../../src/core/acting-size.ts";
import { CancelledError, present } from "../../src/core/errors.ts";
import { random, shuffled } from "../../src/core/random.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { prepareSample } from "../../src/image/prepare.ts";
import { CRITERIA, DEFAULT_CRITERION } from "../../src/objective/criteria/registry.ts";
import { openJournal, readRecords } from "../../src/results/journal.ts";
import { type Experiment, exportRecords, type ItemRecord } from "../../src/results/record.ts";
import { outcomesOf } from "../../src/results/visits.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { collect } from "../../src/study/collect.ts";
import { combinationsWithin } from "../../src/study/combination.ts";
import { computeItem } from "../../src/study/item.ts";
import { type PlanContext, planRound, type RecordsByKey, type WorkItem } from "../../src/study/plan.ts";
import type { RobustnessAsk } from "../../src/study/questions/asks.ts";
import { boundRole, phaseRole, sweepRole } from "../../src/study/questions/roles.ts";
import { type Runner, runPlan } from "../../src/study/run.ts";
import { foreseenPhases, phasesOf } from "../../src/study/shared-searches.ts";
import { scratchFolder, sharedFolder } from "../support/scratch.ts";
import {
  arithmeticChain,
  configOf,
  memoryDataset,
  memorySample,
  NO_CONTROLS,
  planContext,
  planOf,
  runSettings,
  runWhole,
  workingSize,
} from "../support/study.ts";

const NAMES = paperBox().map(({ facts }) => facts.name);
const COMBINATIONS = combinationsWithin(NAMES);
const ASK: Partial<RobustnessAsk> = {
  combinations: COMBINATIONS,
  sweeps: [
    { shift: "theta", values: [-90, 0, 90] },
    { shift: "hue", values: [-1, 0, 1] },
  ],
  ...{ strategy: "surrogate-simplex", budget: 40, searches: "shared" },
};
const CRACKED = [0, 1, 2].map((number) => memorySample("gear", "crack", number));
const GOOD = [3, 4].map((number) => memorySample("gear", "good", number));
/** One object, three defective pictures and two good ones. */
const SAMPLES = [...CRACKED, ...GOOD];

function contextOf(ask: Partial<RobustnessAsk> = {}, samples = SAMPLES): PlanContext {
  return planContext(samples, configOf({ ...ASK, ...ask }));
}

type Search = Extract<Experiment, { readonly kind: "search" }>;

/** The records of a finished study by picture and role. */
function answered(items: readonly WorkItem[], records: RecordsByKey) {
  const found = (sample: string, role: string): ItemRecord | undefined => {
    const item = items.find((each) => each.sample.id === sample && each.role === role);
    return item === undefined ? undefined : records.get(item.key);
  };
  const record = (sample: string, role: string): ItemRecord => present(found(sample, role), role);
  const search = (sample: string, role: string): Search => {
    const { experiment } = record(sample, role);
    return experiment.kind === "search" ? experiment : expect.fail(`${role} is no search`);
  };
  return { found, record, search };
}

/** Steps that are foreseen of 200, phase by phase, over ranges of these parts of the whole ones. */
function foreseenOver(parts: Readonly<Record<string, number>>): readonly number[] {
  const box = paperBox()
    .filter(({ facts }) => parts[facts.name] !== undefined)
    .map(({ facts, range: [low, high] }) => {
      const part = parts[facts.name] ?? 1;
      return { facts, range: [part * low, part * high] as const };
    });
  const phases = foreseenPhases(
    {
      ...{ combination: "some", box, criterion: CRITERIA.named(DEFAULT_CRITERION), budget: 200 },
      ...{ strategy: "surrogate-simplex", begunWithin: [], within: [], around: [] },
    },
    { seed: 0, offered: new Set([sweepRole("hue"), sweepRole("theta")]) },
  );
  return phases.map((phase) => (phase.kind === "search" ? phase.budget : Number.NaN));
}

describe("what is foreseen of searches that share", () => {
  it("grows with the ranges, but that of two shifts never falls below what a plane needs", () => {
    expect(foreseenOver({ theta: 1, hue: 1 })).toEqual([60, 13]);
    expect(foreseenOver({ hue: 1, saturation: 1 })).toEqual([26, 5]);
    expect(foreseenOver({ hue: 0.1, saturation: 0.1 })).toEqual([26, 5]);
    expect(foreseenOver({ theta: 1 })).toEqual([22, 9]);
    expect(foreseenOver({ theta: 0.5 })).toEqual([6, 3]);
  });
});

/** The phases of the search over some shifts. */
function phasesOver(over: readonly string[]): readonly string[] {
  const box = paperBox().filter(({ facts }) => over.includes(facts.name));
  return phasesOf({ combination: over.join("+"), box });
}

const done = await sharedFolder();
const CONTEXT = contextOf();
const { items: ITEMS, records: RECORDS } = await runWhole(CONTEXT, done);
const { record, search } = answered(ITEMS, RECORDS);

async function leftBy(run: string): Promise<{ records: string; maps: Record<string, string> }> {
  const maps: Record<string, string> = {};
  for (const name of (await readdir(join(run, "maps"))).toSorted())
    maps[name] = (await readFile(join(run, "maps", name))).toString("hex");
  return { records: exportRecords((await readRecords(run)).values()), maps };
}

const EXPECTED = await leftBy(done);

/** What a search is worst at, with all shifts that it is over. */
function worstOver(over: readonly string[], { points }: ItemRecord): ShiftPoint {
  return only(over, present(points[0], "winner").point);
}

function only(over: readonly string[], point: ShiftPoint): ShiftPoint {
  return Object.fromEntries(over.map((name) => [name, point[name] ?? 0]));
}

function isSame(left: ShiftPoint, right: ShiftPoint): boolean {
  return Object.entries(left).every(([name, amount]) => right[name] === amount);
}

function evaluatedBy({ points, visits }: ItemRecord): ShiftPoint[] {
  return [...points, ...outcomesOf(present(visits, "visits"))].map(({ point }) => point);
}

function isWithin(smaller: readonly string[], larger: readonly string[]): boolean {
  return smaller.every((name) => larger.includes(name));
}

function firstOver(over: readonly string[]): string {
  return present(phasesOver(over)[0], "phase");
}

describe("the phases of a search", () => {
  it("begin with the named strategy and go on from there; all tell what they see, and the last keeps maps", () => {
    for (const { id } of SAMPLES)
      for (const over of COMBINATIONS) {
        const phases = phasesOver(over);
        expect(phases.length).toBeGreaterThan(1);
        expect(phases.at(-1)).toBe(boundRole(over.join("+")));
        for (const [phase, role] of phases.entries()) {
          const isLast = phase === phases.length - 1;
          expect(search(id, role)).toMatchObject({
            strategy: phase === 0 ? "surrogate-simplex" : "continued",
            ...{ criterion: "pauroc", tells: "visits" },
          });
          expect(search(id, role).keeps).toBe(isLast ? undefined : "numbers");
          expect(record(id, role).maps === undefined).toBe(!isLast);
        }
      }
  });

  it("begin from the beginnings of the subsets and from the sweeps, and go on from all that these and they found", () => {
    for (const { id } of SAMPLES)
      for (const over of COMBINATIONS) {
        const within = COMBINATIONS.filter((other) => other.length < over.length && isWithin(other, over));
        const sweeps = over.filter((name) => name !== "saturation").map(sweepRole);
        const keys = (roles: readonly string[]): string[] => roles.map((role) => record(id, role).key);
        const [first = "", ...others] = phasesOver(over);
        expect(search(id, first).from).toEqual(keys([...within.map(firstOver), ...sweeps]));
        const parents = keys([...within.flatMap((other) => phasesOver(other).toReversed()), ...sweeps]);
        const own = keys([first]);
        for (const role of others) {
          expect(search(id, role).from).toEqual([...own, ...parents]);
          own.unshift(record(id, role).key);
        }
      }
  });

  it("go on where larger combinations were worst, and at the worst points of the object's other pictures of the same label", () => {
    let ofLarger = 0;
    let ofOthers = 0;
    for (const alike of [CRACKED, GOOD])
      for (const { id } of alike)
        for (const over of COMBINATIONS) {
          const larger = COMBINATIONS.filter((other) => other.length > over.length && isWithin(over, other));
          const projections = larger
            .flatMap((other) => evaluatedBy(record(id, firstOver(other))))
            .map((point) => only(over, point));
          const phases = phasesOver(over);
          expect(search(id, present(phases[0], "phase")).starts).toBeUndefined();
          for (const [at, role] of phases.slice(1).entries()) {
            const before = present(phases[at], "phase");
            const others = alike
              .filter((other) => other.id !== id)
              .map((other) => worstOver(over, record(other.id, before)));
            const { starts = [], budget } = search(id, role);
            expect(starts.length).toBeLessThanOrEqual(budget);
            for (const start of starts) expect([...projections, ...others]).toContainEqual(start);
            const seen = evaluatedBy(record(id, before)).map((point) => only(over, point));
            const projected = starts.filter((start) => projections.some((point) => isSame(point, start)));
            for (const start of projected) expect(seen).not.toContainEqual(start);
            ofLarger += projected.length;
            ofOthers += starts.length - projected.length;
          }
        }
    expect(ofLarger).toBeGreaterThan(0);
    expect(ofOthers).toBeGreaterThan(0);
  });

  it("wait until every picture of the object has ended the one before, and the larger combinations have begun", async () => {
    const begun = new Map(
      ITEMS.filter(({ role }) => role.endsWith(", phase 1") || !role.startsWith("bound")).map(({ key }) => [
        key,
        present(RECORDS.get(key), key),
      ]),
    );
    const goOn = (without: string, role: string): readonly string[] => {
      const records = new Map(begun);
      records.delete(record(without, role).key);
      return planRound(CONTEXT, records)
        .filter((item) => item.role === boundRole("theta"))
        .map(({ sample }) => sample.id);
    };
    const all = SAMPLES.map(({ id }) => id);
    const [cracked, good] = [present(CRACKED[0], "sample").id, present(GOOD[0], "sample").id];
    expect(goOn(good, boundRole("theta"))).toEqual(all);
    expect(goOn(good, phaseRole("theta", 1))).toEqual(CRACKED.map(({ id }) => id));
    expect(goOn(cracked, phaseRole("theta+hue+saturation", 1))).toEqual(all.filter((id) => id !== cracked));
  });

  it("evaluate another picture's worst point before anything of their own", async () => {
    const { id } = present(CRACKED[0], "sample");
    const last = record(id, boundRole("theta+hue")).key;
    const before = new Map([...RECORDS].filter(([key]) => key !== last));
    const item = present(
      planRound(CONTEXT, before).find(({ key }) => key === last),
      "item",
    );
    const asked: ShiftPoint[] = [];
    const chain = arithmeticChain((points) => asked.push(...points));
    const prepared = await prepareSample(item.sample, chain.sizes);
    const result = await computeItem(item, prepared, chain, { dataset: "memory" });
    const { starts = [] } = search(id, boundRole("theta+hue"));
    // The unshifted picture is known from the sweeps.
    expect(starts.length).toBeGreaterThan(0);
    expect(asked.slice(0, starts.length)).toEqual(starts);
    expect(item.known.length).toBeGreaterThan(0);
    expect(item.hints.length).toBeGreaterThan(0);
    const { maps: _maps, milliseconds: _time, ...expected } = present(RECORDS.get(last), last);
    expect(result.record).toEqual(expected);
  });
});

describe("what is found", () => {
  it.each(["pauroc", "image-score"])("is never above what was known: %s", async (criterion) => {
    const context = contextOf({ criterion });
    const { items, records } = await runWhole(context, await scratchFolder());
    const worst = answered(items, records).record;
    const known = (over: readonly string[]): readonly string[] => {
      const within = COMBINATIONS.filter((other) => other.every((name) => over.includes(name)));
      return within.flatMap(phasesOver);
    };
    for (const { id, anomalous } of SAMPLES) {
      const { isWorse } = CRITERIA.named(criterion).order(anomalous);
      for (const over of COMBINATIONS) {
        const found = present(worst(id, boundRole(over.join("+"))).points[0], "winner");
        for (const role of known(over))
          expect(isWorse(present(worst(id, role).points[0], "winner"), found)).toBe(false);
      }
    }
  });
});

it("a sample's summary has the cost of all phases, and how each search ended", async () => {
  const dataset = { ...memoryDataset(), objects: ["gear"], testSamples: async () => SAMPLES };
  const { samples } = await collect(ITEMS, RECORDS, {
    ...{ runFolder: done, dataset, sizesOf: sizesFor({ workingSize }, "working"), preset: "paper" },
    ...{ seed: 5, controls: NO_CONTROLS },
  });
  expect(samples).toHaveLength(SAMPLES.length);
  for (const { sample, bounds } of samples)
    for (const over of COMBINATIONS) {
      const each = phasesOver(over).map((role) => present(record(sample, role).search, role).units);
      const found = present(bounds[over.join("+")], sample);
      expect(found.phases).toEqual(each);
      expect(found.units).toBe(each.reduce((sum, units) => sum + units, 0));
      expect(found.headroom).toBe(0);
    }
});

describe("a run", () => {
  it("computed in any order, delivered in any other, gives the same", async () => {
    const source = random(3, "orders");
    for (let order = 0; order < 2; order++) {
      const run = await scratchFolder();
      const journal = await openJournal(run);
      const settings = runSettings(run, journal);
      const runner: Runner = (items, deliveries) => settings.runner(shuffled(items, source), deliveries);
      await runPlan(CONTEXT, { ...settings, runner });
      await journal.close();
      expect(await leftBy(run)).toEqual(EXPECTED);
    }
  });

  it("that is interrupted at random moments, with one to three workers, ends like one that was not", async () => {
    const source = random(5, "interruptions");
    for (let workers = 1; workers <= 3; workers++) {
      const run = await scratchFolder();
      for (let interruptions = 0; interruptions < 3; interruptions++) {
        const cancel = new AbortController();
        const end = 1 + source.integer(60);
        let call = 0;
        const openChain = async () =>
          arithmeticChain(() => {
            if (++call === end) cancel.abort();
          });
        await expect(runWhole(CONTEXT, run, { openChain, signal: cancel.signal, workers })).rejects.toThrow(
          CancelledError,
        );
      }
      await runWhole(CONTEXT, run, { workers });
      expect(await leftBy(run), `${workers} workers`).toEqual(EXPECTED);
    }
  }, 60_000);

  it("over more pictures does again what went on from others, and nothing that began", async () => {
    const ask = { combinations: [["theta", "hue"]] };
    const run = await scratchFolder();
    const [few, more] = [CRACKED.slice(0, 1), CRACKED.slice(0, 2)];
    await runWhole(contextOf(ask, few), run);
    const context = contextOf(ask, more);
    const { missing, items } = await runWhole(context, run);
    const ofNewPicture = items.filter(({ sample }) => sample.id === present(more[1], "sample").id).length;
    const goingOn = phasesOver(["theta", "hue"]).length - 1;
    expect(missing).toBe(ofNewPicture + goingOn * few.length);
    const fresh = await scratchFolder();
    const { records } = await runWhole(context, fresh);
    const kept = await readRecords(run);
    for (const { key } of items)
      expect({ ...kept.get(key), milliseconds: 0 }).toEqual({ ...records.get(key), milliseconds: 0 });
  });

  it("of which a picture is given up goes on with the others, which take no start from it", async () => {
    const ask = { combinations: [["theta"]], sweeps: [] };
    const [bad, ...others] = CRACKED.map(({ id }) => id);
    const run = await scratchFolder();
    const journal = await openJournal(run);
    const settings = runSettings(run, journal);
    const runner: Runner = async (items, deliveries) => {
      const isLost = ({ sample, role }: WorkItem): boolean =>
        sample.id === bad && role === phaseRole("theta", 1);
      for (const item of items.filter(isLost)) deliveries.giveUp(item, "broken");
      await settings.runner(
        items.filter((item) => !isLost(item)),
        deliveries,
      );
    };
    const { items, failed } = await runPlan(contextOf(ask), { ...settings, runner });
    await journal.close();
    expect(failed).toMatchObject([{ sample: bad, experiment: "bound theta, phase 1", error: "broken" }]);
    expect(items.filter(({ sample }) => sample.id === bad).map(({ role }) => role)).not.toContain(
      boundRole("theta"),
    );
    const without = contextOf(
      ask,
      SAMPLES.filter(({ id }) => id !== bad),
    );
    const { items: expected } = await runWhole(without, await scratchFolder());
    expect(keysOf(items.filter(({ sample }) => sample.id !== bad))).toEqual(keysOf(expected));
    expect(others.length).toBe(2);
  });
});

function keysOf(items: readonly WorkItem[]): string[] {
  return items.map(({ key }) => key).toSorted();
}

describe("a study that asks for less", () => {
  it("begins anew, with more steps, where nothing of the picture is known", async () => {
    const pair = { combinations: [["theta", "hue"]] };
    const begins = (ask: Partial<RobustnessAsk>, records: RecordsByKey): Search | undefined => {
      const items = planRound(contextOf(ask), records);
      const first = items.find(({ role }) => role === phaseRole("theta+hue", 1));
      return first?.experiment.kind === "search" ? first.experiment : undefined;
    };
    const alone = present(begins({ ...pair, sweeps: [] }, new Map()), "search");
    const beside = present(begins(pair, RECORDS), "search");
    expect(alone.from).toEqual([]);
    expect(beside.from).toHaveLength(2);
    expect(alone.budget).toBeGreaterThan(beside.budget);
    expect(begins(pair, new Map())).toBeUndefined();
  });

  it("over narrower ranges takes of the sweeps what lies within", async () => {
    const ask = { combinations: [["theta"]], ranges: { theta: [-20, 95] as const } };
    const { items, records } = await runWhole(contextOf(ask), await scratchFolder());
    const narrow = answered(items, records);
    const { id } = present(CRACKED[0], "sample");
    const last = narrow.record(id, boundRole("theta")).key;
    const before = new Map([...records].filter(([key]) => key !== last));
    const item = present(
      planRound(contextOf(ask), before).find(({ key }) => key === last),
      "item",
    );
    const amounts = [...item.known, ...item.hints, ...(narrow.search(id, boundRole("theta")).starts ?? [])];
    expect(amounts.length).toBeGreaterThan(0);
    for (const { theta } of item.known.map(({ point }) => point)) expect(theta).toBeGreaterThanOrEqual(-20);
    expect(item.known.map(({ point }) => point)).toContainEqual({ theta: 90 });
  });

  it("plans as if nothing were shared where its strategy takes nothing that is known", () => {
    const ask = { strategy: "worst-of-k", sweeps: [] };
    expect(keysOf(planOf(contextOf(ask)))).toEqual(
      keysOf(planOf(contextOf({ ...ask, searches: "independent" }))),
    );
  });

  it("evaluates a subset of listed amounts in full, and begins from it", async () => {
    const ranges = { jpeg: [90, 92] as const, theta: [-90, 90] as const };
    const ask = { combinations: [["jpeg"], ["theta", "jpeg"]], sweeps: [], ranges };
    const { items, records } = await runWhole(contextOf(ask, CRACKED), await scratchFolder());
    const listed = answered(items, records);
    for (const { id } of CRACKED) {
      expect(listed.search(id, boundRole("jpeg"))).toMatchObject({ strategy: "exhaustive", from: [] });
      expect(listed.found(id, phaseRole("jpeg", 1))).toBeUndefined();
      const { from } = listed.search(id, phaseRole("theta+jpeg", 1));
      expect(from).toEqual([listed.record(id, boundRole("jpeg")).key]);
    }
  });
});
