// What a worker does with an item: opens the detector and the data set it names, holds both against the planner's
// digests, and computes. What was opened for one item serves the next.

import { canonicalJson } from "../../core/digest.ts";
import { InputError } from "../../core/errors.ts";
import type { Dataset, Sample } from "../../data/dataset.ts";
import { movedTo } from "../../data/options.ts";
import { openDataset } from "../../data/registry.ts";
import type { Detector } from "../../detector/detector.ts";
import { DETECTORS, detectorDigest, openDetector } from "../../detector/registry.ts";
import type { DetectorSettings } from "../../detector/source.ts";
import { type PreparedSample, prepareSample } from "../../image/prepare.ts";
import { pixelAuroc } from "../../metrics/pixel-auroc.ts";
import { type Chain, openChain } from "../../objective/chain.ts";
import { computeItem } from "../item.ts";
import { itemKey, type WorkItem } from "../plan.ts";
import type { ItemDone } from "../run.ts";
import type { QueuedItem } from "./messages.ts";
import { askedDetector, type DetectorPlace, settingWords, waysToOpen } from "./own-detectors.ts";
import { RefusedItem } from "./refused-item.ts";
import { openSampleIndex, type SampleIndex } from "./sample-index.ts";

export interface ItemServerSettings extends DetectorPlace {
  /** Root of the data set here, by its kind; "" stands for every kind. */
  readonly roots: ReadonlyMap<string, string>;
  /** What the results name their worker. */
  readonly worker: string;
  readonly clock: () => number;
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
  let detector: Ready<Detector> | undefined;
  let chain: Ready<Chain> | undefined;
  let samples: Ready<SampleIndex> | undefined;
  let prepared: Ready<PreparedSample> | undefined;

  const close = async (): Promise<void> => {
    await chain?.value.close();
    await detector?.value.close();
    chain = undefined;
    detector = undefined;
  };

  const chainFor = async (item: QueuedItem): Promise<Chain> => {
    const detectorName = canonicalJson(item.detector);
    if (detector?.name !== detectorName) {
      await close();
      detector = { name: detectorName, value: await verifiedDetector(item, settings) };
    }
    const { preset, experiment } = item;
    const name = canonicalJson([preset, experiment.acting ?? null]);
    if (chain?.name !== name) {
      await chain?.value.close();
      const acting = experiment.acting ?? "working";
      chain = { name, value: openChain({ detector: detector.value, preset, pixelAuroc, acting }) };
    }
    return chain.value;
  };

  const sampleFor = async ({ dataset, object, sample }: QueuedItem): Promise<Sample> => {
    const name = canonicalJson([dataset, object]);
    if (samples?.name !== name)
      samples = { name, value: openSampleIndex(await openedDataset(dataset, settings), object) };
    const found = await samples.value(sample).catch((error: unknown) => {
      throw refusal(error);
    });
    if (found === undefined)
      throw new RefusedItem(`missing sample ${sample} in the data set of this machine`);
    return found;
  };

  const preparedFor = async (item: QueuedItem, sample: Sample, { sizes }: Chain) => {
    const { dataset, content, region, experiment } = item;
    const acting = experiment.acting ?? null;
    const name = canonicalJson([dataset, item.sample, content, region, item.detector, acting]);
    if (prepared?.name === name) return prepared.value;
    const found = [await sample.digest(), (await sample.regionDigest?.()) ?? null];
    if (found[0] !== content || found[1] !== region)
      throw new InputError(`sample ${sample.id} of ${settings.worker} is not the one that was planned with`);
    prepared = { name, value: await prepareSample(sample, sizes) };
    return prepared.value;
  };

  return {
    compute: async (item) => {
      const open = await chainFor(item);
      const work = workOf(item, await sampleFor(item));
      if (itemKey(work, item.dataset.kind) !== item.key)
        throw new RefusedItem("the planner's key of an item is another one here: the versions differ");
      const ofObject = await open.digestOf(item.object, item.className);
      if (ofObject !== item.objectDigest)
        throw new RefusedItem(`the detector of ${item.object} here is not the one that was planned with`);
      const started = settings.clock();
      const ready = await preparedFor(item, work.sample, open);
      const result = await computeItem(work, ready, open, { dataset: item.dataset.kind });
      return { ...result, milliseconds: settings.clock() - started, worker: settings.worker };
    },
    close,
  };
}

function workOf(item: QueuedItem, sample: Sample): WorkItem {
  const { key, role, className, content, region, objectDigest, preset, experiment, known, hints } = item;
  return {
    key,
    role,
    sample,
    className,
    content,
    region,
    detector: objectDigest,
    preset,
    experiment,
    known,
    hints,
  };
}

/** The detector that was planned with; RefusedItem where what opens here is another, or nothing. */
async function verifiedDetector(
  { detector: said }: QueuedItem,
  settings: ItemServerSettings,
): Promise<Detector> {
  const asked = askedDetector(said);
  try {
    const ways = waysToOpen(asked, settings);
    for (const here of ways) {
      const detector = await openedIfSame(here, asked.digest);
      if (detector !== null) return detector;
    }
    throw new InputError(
      `what ${asked.source} opens here${settingsText(ways[0])} is not what was planned with${settingsText(asked)}`,
    );
  } catch (error) {
    throw refusal(error);
  }
}

/** The detector where it has the digest, else null. What files hold is compared before anything in them is opened. */
async function openedIfSame(here: DetectorSettings, digest: string): Promise<Detector | null> {
  const { reach, digest: ofFiles } = DETECTORS.named(here.source);
  const isCheap = reach !== "outside" && ofFiles !== undefined;
  if (isCheap && (await detectorDigest(here)) !== digest) return null;
  const detector = await openDetector(here);
  if (detector.digest === digest) return detector;
  await detector.close();
  return null;
}

/** A detector's settings, as its user may have written them: " (model demo)". */
function settingsText({ options }: Partial<Pick<DetectorSettings, "options">> = {}): string {
  const words = settingWords(options ?? {});
  return words === "" ? "" : ` (${words})`;
}

async function openedDataset(
  { kind, options }: QueuedItem["dataset"],
  { roots }: ItemServerSettings,
): Promise<Dataset> {
  const root = roots.get(kind) ?? roots.get("") ?? options.root;
  return openDataset(kind, movedTo(root, options)).catch((error: unknown) => {
    throw refusal(error);
  });
}

function refusal(error: unknown): unknown {
  return error instanceof InputError ? new RefusedItem(error.message) : error;
}
