// What a worker does with an item: opens the model and the data set it names, holds both against the planner's digests,
// and computes. What was opened for one item serves the next.

import { openCheckpoint } from "../../clip/checkpoint.ts";
import { locateModel } from "../../clip/locate.ts";
import { canonicalJson } from "../../core/digest.ts";
import { InputError } from "../../core/errors.ts";
import type { Dataset, Sample } from "../../data/dataset.ts";
import { openDataset } from "../../data/registry.ts";
import { type OpenModel, openModel } from "../../detector/winclip/open-model.ts";
import type { OpenEngine } from "../../graph/session.ts";
import type { Detector } from "../../objective/chain.ts";
import { computeItem, type PreparedSample, prepareSample } from "../item.ts";
import { itemKey } from "../plan.ts";
import type { ItemDone } from "../run.ts";
import type { QueuedItem } from "./messages.ts";

/** This machine cannot compute what is asked; another one may. */
export class RefusedItem extends InputError {
  override readonly name: string = "RefusedItem";
}

export interface ItemServerSettings {
  /** Folder of the model here, by the planner's name of it; "" stands for every name. */
  readonly models: ReadonlyMap<string, string>;
  /** Root of the data set here, by its kind; "" stands for every kind. */
  readonly roots: ReadonlyMap<string, string>;
  /** What the results name their worker. */
  readonly worker: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: () => number;
  /** By default sessions live in a thread of their own. */
  readonly openEngine?: OpenEngine;
}

export interface ItemServer {
  /** Throws RefusedItem where this machine is at fault, any other error where the item is. */
  compute(item: QueuedItem): Promise<ItemDone>;
  close(): Promise<void>;
}

interface Ready<Value> {
  readonly name: string;
  readonly value: Value;
}

/** Serves one item after the other, with one engine. */
export function openItemServer(settings: ItemServerSettings): ItemServer {
  let model: Ready<OpenModel> | undefined;
  let detector: Ready<Detector> | undefined;
  let samples: Ready<{ readonly kind: string; readonly byId: ReadonlyMap<string, Sample> }> | undefined;
  let prepared: Ready<PreparedSample> | undefined;

  const detectorFor = async (item: QueuedItem): Promise<Detector> => {
    const name = canonicalJson([item.model, item.spec]);
    if (detector?.name === name) return detector.value;
    const modelName = canonicalJson(item.model);
    if (model?.name !== modelName) {
      await model?.value.close();
      model = undefined;
      model = { name: modelName, value: await verifiedModel(item, settings) };
    }
    detector = { name, value: model.value.detector(item.spec) };
    return detector.value;
  };

  const sampleFor = async ({ dataset, object, sample }: QueuedItem): Promise<Sample> => {
    const name = canonicalJson(dataset);
    if (samples?.name !== name) {
      const opened = await openedDataset(dataset, settings);
      const byId = new Map((await opened.testSamples(object)).map((each) => [each.id, each]));
      samples = { name, value: { kind: opened.kind, byId } };
    }
    const found = samples.value.byId.get(sample);
    if (found === undefined)
      throw new RefusedItem(`missing sample ${sample} in the data set of this machine`);
    return found;
  };

  const preparedFor = async (item: QueuedItem, sample: Sample, workingSize: Detector["workingSize"]) => {
    const name = canonicalJson([item.dataset, item.sample, item.content, item.spec, item.model.digest]);
    if (prepared?.name === name) return prepared.value;
    const content = await sample.digest();
    if (content !== item.content)
      throw new InputError(`sample ${sample.id} of ${settings.worker} is not the one that was planned with`);
    prepared = { name, value: await prepareSample(sample, workingSize) };
    return prepared.value;
  };

  return {
    compute: async (item) => {
      const { key, className, content, experiment, spec } = item;
      const open = await detectorFor(item);
      const sample = await sampleFor(item);
      const work = { key, sample, className, content, spec, experiment };
      if (itemKey(work, { datasetKind: item.dataset.kind, modelDigest: item.model.digest }) !== key)
        throw new RefusedItem("the planner's key of an item is another one here: the versions differ");
      const started = settings.clock();
      const ready = await preparedFor(item, sample, open.workingSize);
      const result = await computeItem(work, ready, open, { dataset: item.dataset.kind });
      return { ...result, milliseconds: settings.clock() - started, worker: settings.worker };
    },
    close: async () => model?.value.close(),
  };
}

async function verifiedModel(
  { model: { name, visual, digest, device, threads } }: QueuedItem,
  { models, env, cwd, openEngine }: ItemServerSettings,
): Promise<OpenModel> {
  const here = models.get(name) ?? models.get("") ?? name;
  try {
    const { folder } = await locateModel(here, env, cwd);
    const found = await (await openCheckpoint(folder, visual)).digest();
    if (found !== digest)
      throw new InputError(`the weights in ${folder} are not those that were planned with (${name})`);
    const engine = openEngine === undefined ? {} : { openEngine };
    return await openModel({ model: here, visual, device, threads, env, cwd, ...engine });
  } catch (error) {
    throw refusal(error);
  }
}

async function openedDataset(
  { kind, options }: QueuedItem["dataset"],
  { roots }: ItemServerSettings,
): Promise<Dataset> {
  const root = roots.get(kind) ?? roots.get("") ?? options.root;
  return openDataset(kind, { ...options, root }).catch((error: unknown) => {
    throw refusal(error);
  });
}

function refusal(error: unknown): unknown {
  return error instanceof InputError ? new RefusedItem(error.message) : error;
}
