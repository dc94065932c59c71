// An item of the arithmetic study as its planner sends it, and the result that a worker gives for it.

import { present } from "../../src/core/errors.ts";
import type { WorkItem } from "../../src/study/plan.ts";
import type { QueuedItem } from "../../src/study/queue/messages.ts";
import { queuedItem } from "../../src/study/queue/planned-item.ts";
import type { ItemDone } from "../../src/study/run.ts";
import type { StudyFacts } from "../../src/study/study.ts";
import { contextOf, DETECTOR, memoryDataset, planOf, SIDE } from "./study.ts";

const item = present(planOf(await contextOf(memoryDataset()))[0], "item");

/** The first item of the study. */
export function firstItem(): WorkItem {
  return item;
}

/** The same as it is sent. */
export function sentItem(run = "00000000-0000-4000-8000-000000000001"): QueuedItem {
  return JSON.parse(JSON.stringify(queuedItem(item, run, { dataset: {}, tries: 3 }, factsOf("/run"))));
}

/** What a worker gives for it, as if there were this many points, each with one of the maps. */
export function firstResult(
  maps: readonly Float32Array[] = [new Float32Array(SIDE * SIDE).fill(0.5)],
  points: number = maps.length,
): ItemDone {
  const { key, sample, experiment, className, content, region, detector, preset } = item;
  const { id, object, defect, anomalous } = sample;
  const record = {
    ...{ key, experiment, object, sample: id, defect, anomalous, maskVanished: false },
    settings: { className, content, region, detector, preset },
    points: Array.from({ length: points }, () => ({ point: {}, loss: null, pauroc: 0.5, imageScore: 1 })),
  };
  return { record, maps, milliseconds: 12.5, worker: "far away, ä" };
}

/** What a planner of the study knows besides its items. */
export function factsOf(runFolder: string): StudyFacts {
  return {
    ...{ runFolder, datasetKind: "memory", detectorDigest: DETECTOR, provider: "cpu" },
    mapValues: SIDE * SIDE,
    detector: {
      ...{ source: "arithmetic", options: {}, aspect: "squash", device: "cpu", threads: 1 },
      ...{ env: {}, cwd: "/" },
    },
  };
}
