// Which objects are studied (eq. 6, tables 2 and 3): measured once, kept in RUN/selection-KIND.json.

import { join } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import { CancelledError, InputError } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import type { Dataset } from "../../data/dataset.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { readJson } from "../../results/read-json.ts";
import type { SelectionOutcome } from "../../results/reproduction.ts";
import { CORNER_RULE, cornerErrorMeter } from "../../shift/corner-error.ts";
import { type MeasuredObject, measureObject, SELECTION_SIZE, selectObjects } from "../selection.ts";
import type { DataSource, ReproduceSettings } from "./settings.ts";

const keptSchema: z.ZodType<Kept> = z.object({
  key: z.string(),
  measured: z.array(z.object({ object: z.string(), cornerMse: z.number() })),
});

interface Kept {
  /** What the measurement depends on. */
  readonly key: string;
  readonly measured: readonly MeasuredObject[];
}

/**
 * Measures every object of a data set, or reads what an earlier call measured, and decides. Objects that the user
 * names are used whatever their error. InputError where none is left.
 */
export async function selectFor(
  source: DataSource,
  dataset: Dataset,
  settings: ReproduceSettings,
): Promise<SelectionOutcome> {
  const measured = await measuredObjects(dataset, settings);
  const named = source.objects;
  const rules =
    named === undefined
      ? {}
      : { include: named, exclude: dataset.objects.filter((object) => !named.includes(object)) };
  const objects = selectObjects(dataset.kind, measured, rules);
  if (!objects.some(({ used }) => used)) {
    throw new InputError(
      `missing objects in ${dataset.root}: a rotation leaves none as it is (eq. 6); name some with --${source.kind}-objects`,
    );
  }
  return { dataset: dataset.kind, objects };
}

async function measuredObjects(
  dataset: Dataset,
  { runFolder, samplesPerObject, seed, onProgress, signal }: ReproduceSettings,
): Promise<readonly MeasuredObject[]> {
  const ids: string[] = [];
  for (const object of dataset.objects) ids.push(...(await dataset.testPictures(object)).map(({ id }) => id));
  const key = sha256(canonicalJson({ ids, samplesPerObject, seed, rule: CORNER_RULE, size: SELECTION_SIZE }));
  const path = join(runFolder, `selection-${dataset.kind}.json`);
  const kept = await readKept(path);
  if (kept?.key === key) return kept.measured;
  const engine = await openWorkerEngine({ device: "cpu", threads: 1 });
  try {
    const measure = await cornerErrorMeter(engine, SELECTION_SIZE);
    const measured: MeasuredObject[] = [];
    for (const object of dataset.objects) {
      onProgress?.(`${dataset.kind}: corner error of ${object}`);
      const onPicture = (): void => {
        if (signal?.aborted === true) throw new CancelledError();
      };
      measured.push(
        await measureObject(dataset, object, measure, { samples: samplesPerObject, seed, onPicture }),
      );
    }
    await writeFileAtomic(path, `${JSON.stringify({ key, measured } satisfies Kept, null, 1)}\n`);
    return measured;
  } finally {
    await engine.close();
  }
}

/** What an earlier call measured; undefined where there is nothing, or something else. */
async function readKept(path: string): Promise<Kept | undefined> {
  const json = await readJson(path).catch(() => undefined);
  return keptSchema.safeParse(json).data;
}
