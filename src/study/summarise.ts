// Finished items → the summary that reports, tables and the explorer read.

import { metricFacts } from "../metrics/registry.ts";
import { readMap } from "../results/maps.ts";
import { comparesMaps, type Provenance } from "../results/provenance.ts";
import type { ItemRecord } from "../results/record.ts";
import type { FailedItem, RunSummary } from "../results/schema.ts";
import { imageTransformer } from "../shift/transformer.ts";
import { answersOf } from "./answers.ts";
import { clippedShares } from "./clipped.ts";
import { collect } from "./collect.ts";
import { openControls } from "./controls.ts";
import { writeGallery } from "./gallery.ts";
import { LEVEL, RESAMPLES } from "./intervals.ts";
import { operatingPointsOf } from "./operating-points.ts";
import type { WorkItem } from "./plan.ts";
import type { PreparedStudy } from "./prepare.ts";
import { CALIBRATION, ORIGINAL } from "./questions/roles.ts";
import { searchedCombinations } from "./searched.ts";

export interface SummaryContext {
  readonly runFolder: string;
  readonly provenance: Provenance;
  /** Items that were given up; none of their samples' items is summarised. */
  readonly failed: readonly FailedItem[];
}

/** Summarises items that all have a record, and writes the gallery's pictures. */
export async function summarise(
  study: PreparedStudy,
  all: readonly WorkItem[],
  records: ReadonlyMap<string, ItemRecord>,
  { runFolder, provenance, failed }: SummaryContext,
): Promise<RunSummary> {
  const items = all.filter(({ role }) => role !== CALIBRATION);
  const { dataset, preset, seed, detector, chain, box } = study;
  const sizesOf = chain.sizes;
  const controls = comparesMaps(provenance) ? openControls(detector.engine, preset) : null;
  const transform = imageTransformer(detector.engine);
  try {
    const operatingPoints = await operatingPointsOf(study, all, records, runFolder);
    const context = { runFolder, dataset, sizesOf, preset, seed, controls, operatingPoints };
    const collected = await collect(items, records, context);
    const combinations = searchedCombinations(items);
    const shown = combinations.at(-1);
    const gallery =
      shown === undefined
        ? []
        : await writeGallery(collected.samples, shown, {
            ...{ runFolder, items, records, transform, sizesOf, preset, seed },
          });
    return {
      schema: 3,
      provenance,
      shifts: box.map(({ facts }) => facts),
      metrics: metricFacts(comparesMaps(provenance)),
      combinations: combinations.map(({ name }) => name),
      bootstrap: { resamples: RESAMPLES, level: LEVEL, seed },
      ...collected,
      gallery,
      ...clippedOf(study, items, records, runFolder),
      answers: await answersOf(study, items, records, { runFolder, operatingPoints }),
      ...(failed.length === 0 ? {} : { failed }),
    };
  } finally {
    await controls?.close();
    await transform.close();
  }
}

/** Of the unshifted pictures; nothing where the detector has no final clip. */
function clippedOf(
  { detector: { facts } }: PreparedStudy,
  items: readonly WorkItem[],
  records: ReadonlyMap<string, ItemRecord>,
  runFolder: string,
): Pick<RunSummary, "clipped"> {
  const originals = items
    .filter(({ role }) => role === ORIGINAL)
    .flatMap(({ key }) => records.get(key) ?? []);
  const { clip, ...further } = facts ?? {};
  if (clip === undefined || originals.length === 0) return {};
  return {
    clipped: clippedShares(originals, { ...further, clip }, (record, index) =>
      readMap(runFolder, record, index),
    ),
  };
}
