// A planned item as it is sent: with how detector and data set are opened, and the run that its result goes to.

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../core/write-file.ts";
import type { DatasetOptions } from "../../data/options.ts";
import type { Device } from "../../graph/session.ts";
import type { WorkItem } from "../plan.ts";
import type { StudyFacts } from "../study.ts";
import type { QueuedItem } from "./messages.ts";
import { isRunId } from "./names.ts";

/** File of a run's name on the server, until the run is done. */
export const RUN_ID = "queue-id";

/** How an item is computed, besides what it is. */
export interface HowComputed {
  /** How the data set is opened. */
  readonly dataset: DatasetOptions;
  /** How often an item is begun before it is given up. */
  readonly tries: number;
}

/** The item as workers take it. */
export function queuedItem(
  work: WorkItem,
  run: string,
  { dataset, tries }: HowComputed,
  { datasetKind, detector, detectorDigest, provider }: StudyFacts,
): QueuedItem {
  const { sample, detector: objectDigest, key, role, className, content, region } = work;
  const { preset, experiment, known, hints } = work;
  const { source, options, aspect, threads, cwd } = detector;
  return {
    run,
    dataset: { kind: datasetKind, options: { ...dataset, objects: [sample.object] } },
    detector: { source, options, aspect, device: provider as Device, threads, cwd, digest: detectorDigest },
    objectDigest,
    ...{ key, role, object: sample.object, sample: sample.id },
    ...{ className, content, region, preset, experiment, known, hints, tries },
  };
}

/** A run's name on the server: it stays with the folder, so that results find back to a planner begun anew. */
export async function runId(runFolder: string): Promise<string> {
  const path = join(runFolder, RUN_ID);
  const known = await readFile(path, "utf8").catch(() => "");
  if (isRunId(known)) return known;
  const id = randomUUID();
  await writeFileAtomic(path, id);
  return id;
}
