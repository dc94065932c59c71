// What a worker vouches for before it computes: its pictures and its weights are those that the planner counted with.

import { rm } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { present } from "../../../src/core/errors.ts";
import { openDataset } from "../../../src/data/registry.ts";
import { detectorDigest, openDetector } from "../../../src/detector/registry.ts";
import { openNodeEngine } from "../../../src/graph/session-node.ts";
import { itemKey, type WorkItem } from "../../../src/study/plan.ts";
import { openItemServer } from "../../../src/study/queue/item-server.ts";
import type { QueuedDetector, QueuedItem } from "../../../src/study/queue/messages.ts";
import { RefusedItem } from "../../../src/study/queue/refused-item.ts";
import { openSampleIndex } from "../../../src/study/queue/sample-index.ts";
import { scratchFolder } from "../../support/scratch.ts";
import { picture, plant } from "../../support/tree.ts";

const SETTINGS = {
  places: new Map<string, string>(),
  roots: new Map<string, string>(),
  worker: "this machine",
  env: {},
  clock: () => 0,
  openEngine: openNodeEngine,
};

const ASKED: Omit<QueuedDetector, "digest"> = {
  ...{ source: "winclip", options: { model: "demo" }, aspect: "squash" },
  ...{ device: "cpu", threads: 1, cwd: "/" },
};

interface Changes {
  readonly content?: string;
  readonly region?: string;
  readonly digest?: string;
  readonly objectDigest?: string;
  readonly key?: string;
  /** The folder of calibration pictures. */
  readonly calibration?: string;
  /** How many of each kind of defect the demo draws. */
  readonly demoPerDefect?: number;
  /** The picture asked for; the demo's first nut unless given. */
  readonly sample?: string;
}

/** The unshifted picture of the demo's first nut, as a planner with these digests would ask for it. */
async function queued(changes: Changes = {}): Promise<QueuedItem> {
  const { calibration, demoPerDefect } = changes;
  const options = { objects: ["nut"], calibration, demoPerDefect };
  const dataset = await openDataset("demo", options);
  const samples = await dataset.testSamples("nut");
  const id = changes.sample ?? present(samples[0], "sample").id;
  const sample = present(await openSampleIndex(dataset, "nut")(id), id);
  const opened = { ...ASKED, env: {}, openEngine: openNodeEngine };
  const digest = changes.digest ?? (await detectorDigest(opened));
  const objectDigest = changes.objectDigest ?? (await digestForNuts());
  const content = changes.content ?? (await sample.digest());
  const { region = null } = changes;
  const work: Omit<WorkItem, "key" | "role" | "known" | "hints"> = {
    ...{ sample, className: "nut", content, region, detector: objectDigest, preset: "paper" },
    experiment: { kind: "points", points: [{}] },
  };
  return {
    ...{ run: "run", tries: 1, role: "original", known: [], hints: [] },
    dataset: { kind: "demo", options },
    detector: { ...ASKED, digest },
    ...{ key: changes.key ?? itemKey(work, "demo"), objectDigest, object: "nut", sample: sample.id },
    ...{ className: "nut", content, region, preset: "paper", experiment: work.experiment },
  };
}

/** The demo detector's digest for nuts. */
async function digestForNuts(): Promise<string> {
  const detector = await openDetector({ ...ASKED, env: {}, openEngine: openNodeEngine });
  try {
    return (await detector.prepare({ object: "nut", className: "nut" })).digest;
  } finally {
    await detector.close();
  }
}

describe("a worker", () => {
  it.each([
    [
      "pictures of other content",
      { content: "another" },
      /nut\/.* of this machine is not the one that was planned with/,
    ],
    ["pictures with another region", { region: "another" }, /nut\/.* is not the one that was planned with/],
    [
      "other weights",
      { digest: "another" },
      /what winclip opens here \(model demo\) is not what was planned with \(model demo\)/,
    ],
    [
      "another detector of the object",
      { objectDigest: "another" },
      /the detector of nut here is not the one that was planned with/,
    ],
    ["items that have another key here", { key: "another" }, /the versions differ/],
  ])("computes nothing on %s", async (_, changes, message) => {
    const server = openItemServer(SETTINGS);
    onTestFinished(() => server.close());
    await expect(server.compute(await queued(changes))).rejects.toThrow(message);
  });

  it("computes what is asked for where everything agrees", async () => {
    const server = openItemServer(SETTINGS);
    onTestFinished(() => server.close());
    const item = await queued();
    const { record, maps, worker } = await server.compute(item);
    expect([record.key, worker, maps.length]).toEqual([item.key, "this machine", 1]);
    expect(record.settings).toMatchObject({ detector: item.objectDigest, region: null });
  });

  it("finds the pictures that thresholds are chosen from: calibration and training ones", async () => {
    const calibration = await plant(await scratchFolder(), { "day 1/ok.png": picture() });
    const server = openItemServer(SETTINGS);
    onTestFinished(() => server.close());
    const [training] = await (await openDataset("demo", { objects: ["nut"] })).trainSamples("nut");
    for (const sample of ["calibration/day 1/ok.png", present(training, "training picture").id]) {
      const { record } = await server.compute(await queued({ calibration, sample }));
      expect([record.sample, record.anomalous]).toEqual([sample, false]);
    }
    const item = await queued({ calibration, sample: "calibration/day 1/ok.png" });
    await rm(calibration, { recursive: true });
    const elsewhere = openItemServer(SETTINGS);
    onTestFinished(() => elsewhere.close());
    await expect(elsewhere.compute(item)).rejects.toThrow(
      new RefusedItem(`missing --calibration ${calibration}: there is no such folder`),
    );
  });
});

it("a worker finds as many pictures of the demo as were planned with, by what the item says", async () => {
  const server = openItemServer(SETTINGS);
  onTestFinished(() => server.close());
  const item = await queued({ demoPerDefect: 30, sample: "nut/test/crack/029.png" });
  expect((await server.compute(item)).record.sample).toBe("nut/test/crack/029.png");
  const few = { ...item, dataset: { ...item.dataset, options: { objects: ["nut"] } } };
  await expect(server.compute(few)).rejects.toThrow("missing sample nut/test/crack/029.png");
});

describe("the samples of an object", () => {
  it("are listed as far as they are looked for", async () => {
    const dataset = await openDataset("demo", { objects: ["nut"] });
    const find = openSampleIndex(
      { ...dataset, trainSamples: () => Promise.reject(new Error("listed")) },
      "nut",
    );
    const [first] = await dataset.testSamples("nut");
    expect((await find(present(first, "sample").id))?.id).toBe(first?.id);
    await expect(find("nut/elsewhere.png")).rejects.toThrow("listed");
  });
});
