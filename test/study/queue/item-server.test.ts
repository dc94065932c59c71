// What a worker vouches for before it computes: its pictures and its weights are those that the planner counted with.

import { describe, expect, it, onTestFinished } from "vitest";
import { openCheckpoint } from "../../../src/clip/checkpoint.ts";
import { locateModel } from "../../../src/clip/locate.ts";
import { present } from "../../../src/core/errors.ts";
import { PAPER_RANGES } from "../../../src/core/shift.ts";
import { openDataset } from "../../../src/data/registry.ts";
import { openNodeEngine } from "../../../src/graph/session-node.ts";
import { itemKey } from "../../../src/study/plan.ts";
import { openItemServer } from "../../../src/study/queue/item-server.ts";
import { type QueuedItem, queueVersion } from "../../../src/study/queue/messages.ts";

const SETTINGS = {
  models: new Map<string, string>(),
  roots: new Map<string, string>(),
  worker: "this machine",
  env: {},
  cwd: "/",
  clock: () => 0,
  openEngine: openNodeEngine,
};

/** The unshifted picture of the demo's first nut, as a planner with these digests would ask for it. */
async function queued(changes: { readonly content?: string; readonly digest?: string }): Promise<QueuedItem> {
  const dataset = await openDataset("demo", { objects: ["nut"] });
  const sample = present((await dataset.testSamples("nut"))[0], "sample");
  const { folder } = await locateModel("demo", {}, "/");
  const digest = changes.digest ?? (await (await openCheckpoint(folder)).digest());
  const content = changes.content ?? (await sample.digest());
  const spec = { preset: "paper", aspect: "squash", ranges: PAPER_RANGES } as const;
  const work = { sample, className: "nut", content, spec, experiment: { kind: "original" } as const };
  const context = { datasetKind: "demo", modelDigest: digest };
  return {
    ...{ version: queueVersion(), run: "run", tries: 1, spec, content },
    dataset: { kind: "demo", options: { objects: ["nut"] } },
    model: { name: "demo", digest, device: "cpu", threads: 1 },
    ...{ key: itemKey(work, context), object: "nut", sample: sample.id },
    ...{ className: work.className, experiment: work.experiment },
  };
}

describe("a worker", () => {
  it.each([
    [
      "pictures of other content",
      { content: "another" },
      /nut\/.* of this machine is not the one that was planned with/,
    ],
    [
      "other weights",
      { digest: "another" },
      /the weights in .* are not those that were planned with \(demo\)/,
    ],
  ])("computes nothing on %s", async (_, changes, message) => {
    const server = openItemServer(SETTINGS);
    onTestFinished(() => server.close());
    await expect(server.compute(await queued(changes))).rejects.toThrow(message);
  });
});
