// What a study's results say of how they were made.

import { z } from "zod";
import { sizeFact } from "../core/acting-size.ts";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { rangesOf } from "../core/shift.ts";
import type { Sample } from "../data/dataset.ts";
import { pictureOptions } from "../data/options.ts";
import type { Provenance } from "../results/provenance.ts";
import type { Experiment } from "../results/record.ts";
import { CONTINUED_STRATEGY, EXHAUSTIVE_STRATEGY } from "../search/registry.ts";
import { draftPrecisions } from "./drafts.ts";
import { planDigest } from "./finished.ts";
import type { RecordsByKey, WorkItem } from "./plan.ts";
import type { PreparedStudy } from "./prepare.ts";
import { version } from "./version.ts";

/** All that a run's numbers depend on; what drafts were is known from its records. */
export function provenanceOf(
  study: PreparedStudy,
  items: readonly WorkItem[],
  records: RecordsByKey,
): Provenance {
  const {
    dataset,
    data,
    detector,
    opened,
    seed,
    samplesPerObject,
    box,
    preset,
    acting,
    mmPerPixel,
    ignores,
    samples,
    asks,
  } = study;
  const drafts = draftPrecisions(items, records);
  const all = items.map(({ experiment }) => experiment).filter(isSearch);
  // What goes on is known by what it began with.
  const searches = all.filter(({ strategy }) => strategy !== CONTINUED_STRATEGY);
  const shares = searches.length < all.length;
  // Others may confirm what these found, or have exhausted a combination instead.
  const search =
    searches.find((each) => asks.some(({ settings }) => isAsked(each, settings))) ??
    searches.find(({ strategy }) => strategy !== EXHAUSTIVE_STRATEGY) ??
    searches[0];
  const digests = samples.map(({ sample, content, region }) =>
    region === null ? [sample.id, content] : [sample.id, content, region],
  );
  return {
    version: version(),
    dataset: {
      kind: dataset.kind,
      objects: dataset.objects,
      digest: sha256(canonicalJson(digests)),
      options: pictureOptions(data),
      ...(comparesNothing(samples.map(({ sample }) => sample)) ? { unmasked: true } : {}),
    },
    detector: {
      ...{ name: detector.name, digest: detector.digest },
      ...{ source: opened.source, options: opened.options, aspect: opened.aspect },
      size: sizeFact(detector),
      ...(detector.facts === undefined ? {} : { facts: detector.facts }),
    },
    device: detector.engine.provider,
    threads: opened.threads,
    ...(drafts.length === 0 ? {} : { drafts }),
    seed,
    strategy: search?.strategy ?? null,
    budget: (shares ? sharedBudget(study) : search?.budget) ?? null,
    ...(shares ? { searches: "shared" } : {}),
    ...(search?.strategy === EXHAUSTIVE_STRATEGY ? { exhausted: true } : {}),
    criterion: search?.criterion ?? null,
    samplesPerObject,
    ranges: rangesOf(box),
    ...(acting === "working" ? {} : { acting }),
    ...(mmPerPixel === null ? {} : { mmPerPixel }),
    ignores,
    preset,
    plan: planDigest(items),
  };
}

type SearchExperiment = Extract<Experiment, { readonly kind: "search" }>;

function isSearch(experiment: Experiment): experiment is SearchExperiment {
  return experiment.kind === "search";
}

/** True of a search with the strategy that a question's settings name, for their criterion where they name one. */
function isAsked({ strategy, criterion }: SearchExperiment, settings: unknown): boolean {
  const asked = askedSearch.safeParse(settings);
  return (
    asked.success && asked.data.strategy === strategy && (asked.data.criterion ?? criterion) === criterion
  );
}

/** What each of the searches that share is planned from. */
function sharedBudget({ asks }: Pick<PreparedStudy, "asks">): number | undefined {
  return asks.flatMap(({ settings }) => askedShared.safeParse(settings).data?.budget ?? [])[0];
}

const askedShared = z.object({ searches: z.literal("shared"), budget: z.number() });

const askedSearch = z.object({ strategy: z.string(), criterion: z.string().optional() });

/** True where maps are compared with nothing: defective pictures have no masks, or none is defective. */
function comparesNothing(samples: readonly Pick<Sample, "anomalous" | "unmasked">[]): boolean {
  return samples.some(({ unmasked }) => unmasked === true) || samples.every(({ anomalous }) => !anomalous);
}
