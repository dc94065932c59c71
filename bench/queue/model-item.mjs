// The smallest item of ViT-B/16+, one evaluation of one picture, with random weights of the published shape; and the
// overhead of store and queue against it.
import { BACKBONE_CONFIGS } from "../../dist/clip/configs.js";
import { writeRandomCheckpoint } from "../../dist/clip/random-checkpoint.js";
import { openDataset } from "../../dist/data/registry.js";
import { computeItem, prepareSample } from "../../dist/study/item.js";
import { openModel } from "../../dist/detector/winclip/open-model.js";

const RUNS = 5;
const SPEC = {
  ...{ preset: "paper", aspect: "squash" },
  ranges: { theta: [-90, 90], hue: [-Math.PI, Math.PI], saturation: [-0.5, 0.5] },
};

/** Milliseconds of the item, and the share that storing it and sending it through the queue adds. */
export async function measureModelItem(folder, store, queue, note) {
  note("ViT-B/16+: writing random weights");
  await writeRandomCheckpoint(folder, BACKBONE_CONFIGS["ViT-B/16+"], 1);
  const model = await openModel({ model: folder, device: "cpu", threads: 0, env: process.env, cwd: "/" });
  const detector = model.detector(SPEC);
  const [sample] = await (await openDataset("demo", { objects: ["nut"] })).testSamples("nut");
  const times = [];
  for (let run = 0; run <= RUNS; run++) {
    const started = performance.now();
    const prepared = await prepareSample(sample, detector.workingSize);
    const item = { key: "0", sample, className: "nut", experiment: { kind: "original" } };
    await computeItem(item, prepared, detector, { dataset: "demo", ranges: SPEC.ranges, preset: "paper" });
    note(`ViT-B/16+: run ${run} of ${RUNS}`);
    // The first opens the session.
    if (run > 0) times.push(performance.now() - started);
  }
  await model.close();
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
