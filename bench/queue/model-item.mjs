// The smallest item of ViT-B/16+, one evaluation of one picture, with random weights of the published shape; and the
// overhead of store and queue against it.
import { BACKBONE_CONFIGS } from "../../dist/clip/configs.js";
import { writeRandomCheckpoint } from "../../dist/clip/random-checkpoint.js";
import { openDataset } from "../../dist/data/registry.js";
import { DEFAULT_DETECTOR } from "../../dist/detector/registry.js";
import { prepareSample } from "../../dist/image/prepare.js";
import { computeItem } from "../../dist/study/item.js";
import { openDetectorChain } from "../../dist/study/open-chain.js";

const RUNS = 5;

/** Milliseconds of the item, and the share that storing it and sending it through the queue adds. */
export async function measureModelItem(folder, store, queue, note) {
  note("ViT-B/16+: writing random weights");
  await writeRandomCheckpoint(folder, BACKBONE_CONFIGS["ViT-B/16+"], 1);
  const settings = {
    ...{ source: DEFAULT_DETECTOR, options: { model: folder }, aspect: "squash" },
    ...{ device: "cpu", threads: 0, env: process.env, cwd: "/" },
  };
  const { chain, close } = await openDetectorChain(settings, "paper");
  const [sample] = await (await openDataset("demo", { objects: ["nut"] })).testSamples("nut");
  const times = [];
  for (let run = 0; run <= RUNS; run++) {
    const started = performance.now();
    const prepared = await prepareSample(sample, chain.workingSize);
    const item = {
      ...{ key: "0", role: "original", sample, className: "nut", content: "", region: null, detector: "" },
      ...{ preset: "paper", known: [], experiment: { kind: "points", points: [{}] } },
    };
    await computeItem(item, prepared, chain, { dataset: "demo" });
    note(`ViT-B/16+: run ${run} of ${RUNS}`);
    // The first opens the session.
    if (run > 0) times.push(performance.now() - started);
  }
  await close();
  const originalMilliseconds = times.toSorted((left, right) => left - right)[Math.floor(RUNS / 2)];
  // A worker's share of the queue's time, and the store as if nothing went on beside it.
  const queueMilliseconds = (1000 * queue.workers) / queue.itemsPerSecond;
  const overheadMilliseconds = store.oneAfterTheOther + queueMilliseconds;
  return {
    originalMilliseconds,
    queueMilliseconds,
    overheadMilliseconds,
    overhead: overheadMilliseconds / originalMilliseconds,
  };
}
