// What a study's results say of how they were made.

import { canonicalJson, sha256 } from "../core/digest.ts";
import type { Dataset } from "../data/dataset.ts";
import { type DatasetOptions, pictureOptions } from "../data/options.ts";
import type { ModelSettings, OpenModel } from "../detector/winclip/open-model.ts";
import type { Provenance } from "../results/schema.ts";
import type { StudyConfig } from "./config.ts";
import { planDigest } from "./finished.ts";
import type { WorkItem } from "./plan.ts";
import { version } from "./version.ts";

/** The data with the digest of each sample's content by its id. */
interface StudiedData {
  readonly dataset: Dataset;
  readonly data: DatasetOptions;
  readonly digests: ReadonlyMap<string, string>;
}

interface StudiedModel {
  readonly model: OpenModel;
  readonly modelDigest: string;
  readonly settings: ModelSettings;
}

/** All that a run's numbers depend on; what drafts were is known once it has run. */
export function provenanceOf(
  config: StudyConfig,
  { dataset, data, digests }: StudiedData,
  plan: readonly WorkItem[],
  { model, modelDigest, settings }: StudiedModel,
): Provenance {
  const { visual } = settings;
  const searched = config.combinations.length > 0;
  return {
    version: version(),
    dataset: {
      kind: dataset.kind,
      objects: dataset.objects,
      digest: sha256(canonicalJson([...digests])),
      options: pictureOptions(data),
    },
    model: {
      name: model.name,
      digest: modelDigest,
      imageSize: model.checkpoint.config.imageSize,
      ...(visual === undefined ? {} : { given: { model: settings.model, visual } }),
    },
    device: model.engine.provider,
    threads: settings.threads,
    seed: config.seed,
    strategy: searched ? config.strategy : null,
    budget: searched ? config.budget : null,
    samplesPerObject: config.samplesPerObject,
    ranges: config.ranges,
    preset: config.preset,
    aspect: config.aspect,
    plan: planDigest(plan),
  };
}
