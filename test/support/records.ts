// Records as a study would journal them, for tests that need no study.

import { PAPER_RANGES } from "../../src/core/shift.ts";
import type { ItemRecord, RecordSettings } from "../../src/results/record.ts";

export const SETTINGS: RecordSettings = {
  ...{ className: "nut", content: "1".repeat(64), preset: "paper", aspect: "squash" },
  ranges: PAPER_RANGES,
};

/** A record of one point (or several) of one sample. */
export function recordOf(key: string, changes: Partial<ItemRecord> = {}): ItemRecord {
  return {
    key,
    experiment: { kind: "original" },
    object: "nut",
    sample: `nut/test/crack/${key}.png`,
    defect: "crack",
    anomalous: true,
    maskVanished: false,
    settings: SETTINGS,
    points: [{ point: { theta: 0, hue: 0, saturation: 0 }, loss: -0.5, pauroc: 0.9, imageScore: 0.7 }],
    maps: { file: `maps/${key}.f32`, sha256: "0" },
    milliseconds: 12,
    ...changes,
  };
}
