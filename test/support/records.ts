// Records as a study would journal them, for tests that need no study.

import type { ItemRecord } from "../../src/results/record.ts";

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
    points: [{ point: { theta: 0, hue: 0, saturation: 0 }, loss: -0.5, pauroc: 0.9, imageScore: 0.7 }],
    maps: { file: `maps/${key}.f32`, sha256: "0" },
    milliseconds: 12,
    ...changes,
  };
}
