// A verdict and the records that it is from are the same wherever they are computed: by one worker, by two, and through a
// queue. On a detector of known answers, so that every stage of a verdict is gone through in little time.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { present } from "../../../src/core/errors.ts";
import type { Sample } from "../../../src/data/dataset.ts";
import { DETECTORS } from "../../../src/detector/registry.ts";
import { prepareSample } from "../../../src/image/prepare.ts";
import { type AcceptanceData, acceptanceOf } from "../../../src/results/acceptance.ts";
import { readRecords } from "../../../src/results/journal.ts";
import { exportRecords } from "../../../src/results/record.ts";
import type { StudyConfig } from "../../../src/study/config.ts";
import { computeItem } from "../../../src/study/item.ts";
import { openDetectorChain } from "../../../src/study/open-chain.ts";
import type { ItemServer } from "../../../src/study/queue/item-server.ts";
import { queueRunner } from "../../../src/study/queue/planner.ts";
import { runWorker } from "../../../src/study/queue/worker.ts";
import { runStudy } from "../../../src/study/study.ts";
import {
  KNOWN_RULE,
  type KnownLimits,
  knownDataset,
  knownSettings,
  knownSource,
} from "../../support/known-answers.ts";
import { hasRedis, type RedisServer, startRedis } from "../../support/redis.ts";
import { sharedFolder } from "../../support/scratch.ts";

/** Five defective parts hold a limit of 50% without a failure; two of them escape beyond half of the range. */
const PARTS: Readonly<Record<string, readonly KnownLimits[]>> = {
  narrow: [
    { anomalous: true, exposure: [null, 0.57] },
    { anomalous: true, theta: 5.6 },
    ...Array<KnownLimits>(3).fill({ anomalous: true }),
  ],
};

const NAME = "known-anywhere";
DETECTORS.register(knownSource(NAME, PARTS));
const dataset = knownDataset(PARTS);
const folder = await sharedFolder();

const CONFIG: StudyConfig = {
  asks: [
    {
      question: "accept",
      settings: {
        ...{ ranges: { theta: [-10, 10], exposure: [-1, 1] }, limits: "escapes=50%" },
        ...{ operatingPoint: KNOWN_RULE, budget: 2, common: 2, factors: [0, 0.5], steps: 2 },
      },
    },
  ],
  ...{ seed: 3, samplesPerObject: null, preset: "paper" },
};

interface Judged {
  readonly answer: AcceptanceData | undefined;
  readonly records: string;
}

async function judged(name: string, more: Partial<Parameters<typeof runStudy>[2]>): Promise<Judged> {
  const runFolder = join(folder, name);
  const { summary } = await runStudy(CONFIG, dataset, {
    ...{ runFolder, data: {}, detector: knownSettings(NAME), workers: 1, clock: () => 0, ...more },
  });
  return { answer: acceptanceOf(summary), records: exportRecords((await readRecords(runFolder)).values()) };
}

/** Computes items on the data set in memory, which no worker can open by its options. */
async function memoryServer(): Promise<ItemServer> {
  const { chain, close } = await openDetectorChain(knownSettings(NAME), "paper");
  const samples: Sample[] = [];
  for (const object of dataset.objects) samples.push(...(await dataset.testSamples(object)));
  return {
    compute: async (item) => {
      const sample = present(
        samples.find(({ id }) => id === item.sample),
        item.sample,
      );
      const work = { ...item, sample, detector: item.objectDigest };
      const prepared = await prepareSample(sample, chain.sizes);
      const result = await computeItem(work, prepared, chain, { dataset: dataset.kind });
      return { ...result, milliseconds: 0, worker: "elsewhere" };
    },
    close,
  };
}

const alone = await judged("one", {});

describe("a verdict", () => {
  it("goes through every stage", () => {
    expect(alone.answer?.objects[0]).toMatchObject({ verdict: "accept-within", within: { factor: 0.5 } });
    for (const strategy of ["surrogate-simplex", "simplex"])
      expect(alone.records.includes(`"strategy":"${strategy}"`)).toBe(true);
  });

  it("is the same of two workers, its records too", async () => {
    expect(await judged("two", { workers: 2 })).toEqual(alone);
  });
});

describe.skipIf(!hasRedis)("through a queue (needs redis-server)", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis(folder);
  });
  afterAll(() => server.stop());

  it("a verdict is the same, its records too", async () => {
    const cancel = new AbortController();
    const address = { url: server.url };
    const items = await memoryServer();
    const ended = runWorker({
      ...{ address, places: new Map(), roots: new Map(), worker: "elsewhere", slots: 1 },
      ...{ leaseSeconds: 5, signal: cancel.signal, env: {}, cwd: folder, clock: () => 0 },
      openServer: () => items,
    });
    onTestFinished(async () => {
      cancel.abort();
      await ended;
    });
    const queue = queueRunner({ address, dataset: {}, tries: 2 });
    expect(await judged("queued", { remote: queue })).toEqual(alone);
  });
});
