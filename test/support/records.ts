// Records as a study would journal them, for tests that need no study.

import type { ShiftPoint, ShiftRanges } from "../../src/core/shift.ts";
import type { Experiment, ItemRecord, RecordSettings, SearchNotes } from "../../src/results/record.ts";
import type { PointOutcome } from "../../src/results/schema.ts";

export const SETTINGS: RecordSettings = {
  ...{ className: "nut", content: "1".repeat(64), region: null },
  ...{ detector: "2".repeat(64), preset: "paper" },
};

/** A record of one point (or several) of one sample; of the unshifted picture where nothing is changed. */
export function recordOf(key: string, changes: Partial<ItemRecord> = {}): ItemRecord {
  return {
    key,
    experiment: { kind: "points", points: [{}] },
    object: "nut",
    sample: `nut/test/crack/${key}.png`,
    defect: "crack",
    anomalous: true,
    maskVanished: false,
    settings: SETTINGS,
    points: [outcomeAt({}, 0.9)],
    maps: { file: `maps/${key}.f32`, sha256: "0" },
    milliseconds: 12,
    ...changes,
  };
}

/** What a sample scored at a point. */
export function outcomeAt(point: ShiftPoint, pauroc: number | null, loss = -0.5): PointOutcome {
  return { point, loss, pauroc, imageScore: 0.7 };
}

/** A search over ranges, as a record names it. */
export function searchOver(
  box: ShiftRanges,
  changes: Partial<Extract<Experiment, { kind: "search" }>> = {},
): Experiment {
  return {
    ...{ kind: "search", box, criterion: "pauroc", strategy: "adam-restarts" },
    ...{ budget: 5, seed: 0, from: [] },
    ...changes,
  };
}

/** What a search of two restarts cost. */
export function notesOf(pauroc: number | null, changes: Partial<SearchNotes> = {}): SearchNotes {
  return {
    ...{ evaluations: 5, steps: 5, units: 10, finalEvaluations: 1 },
    ...{ zeroGradientShare: 0, nonFinite: 0, atBorder: false },
    ...{ beforeLastTenth: null, worstByGradient: { pauroc, loss: -0.1 }, worstByValue: null },
    ...{ drafts: 0, exactForDrafts: 0 },
    restarts: [
      { pauroc, loss: -0.1 },
      { pauroc: 0.8, loss: -0.3 },
    ],
    ...changes,
  };
}
