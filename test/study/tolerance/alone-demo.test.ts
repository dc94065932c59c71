// The demo's pictures under its own model: the scan beside the scores of every picture at every value of the published
// grid, which bench/tolerance-grid.mjs computed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { present } from "../../../src/core/errors.ts";
import { openDemoDataset } from "../../../src/data/synthetic/dataset.ts";
import { DEFAULT_DETECTOR } from "../../../src/detector/registry.ts";
import { openNodeEngine } from "../../../src/graph/session-node.ts";
import { boxOf } from "../../../src/shift/registry.ts";
import { openDetectorChain } from "../../../src/study/open-chain.ts";
import { judgedScan } from "../../../src/study/tolerance/judged-scan.ts";
import { plannedScan } from "../../../src/study/tolerance/scan.ts";
import { reachAt, type ScanAsk } from "../../../src/study/tolerance/scan-ask.ts";
import { bruteForce, failuresOf, gridOf, type KnownPart, runJudged } from "../../support/breaking-parts.ts";
import { FIXTURES } from "../../support/fixtures.ts";
import { sharedFolder } from "../../support/scratch.ts";

const folder = await sharedFolder();

const GRID = z
  .object({
    ...{ object: z.string(), shift: z.string(), range: z.tuple([z.number(), z.number()]) },
    threshold: z.number(),
    pictures: z.array(
      z.object({ id: z.string(), anomalous: z.boolean(), scores: z.array(z.number()).length(181) }),
    ),
  })
  .parse(JSON.parse(readFileSync(`${FIXTURES}tolerance/grid-scores.json`, "utf8")));

const { chain, close } = await openDetectorChain(
  {
    ...{ source: DEFAULT_DETECTOR, options: { model: "demo" }, aspect: "squash", device: "cpu", threads: 1 },
    ...{ env: { XDG_CACHE_HOME: folder }, cwd: "/", openEngine: openNodeEngine },
  },
  "paper",
);
afterAll(close);

it("a scan of the demo counts as brute force at every value of the grid of 181", async () => {
  const { object, shift: name, range, threshold, pictures } = GRID;
  const shift = present(boxOf({ [name]: range })[0], name);
  const grid = gridOf(range);
  const parts = pictures.map(
    ({ anomalous, scores }): KnownPart => ({
      anomalous,
      wrongAt: ({ [name]: amount = 0 }) =>
        present(scores[grid.indexOf(amount)], "score") > threshold !== anomalous,
    }),
  );
  const ids = new Set(pictures.map(({ id }) => id));
  const samples = (await openDemoDataset({ seed: 0 }).testSamples(object)).filter(({ id }) => ids.has(id));
  const ask: ScanAsk = { shift, steps: 90, chunk: 15, parts: {} };
  const { view } = await runJudged(
    join(folder, "scan"),
    { samples, openChain: async () => chain, threshold },
    (plan) => plannedScan(ask, plan),
  );
  const scan = judgedScan(ask, object, view);
  const factors = Array.from({ length: 91 }, (_, step) => step / 90);
  expect(factors.map((factor) => failuresOf(scan.within(reachAt(scan.sides, shift, factor))))).toEqual(
    factors.map((factor) => bruteForce(parts, shift, factor)),
  );
});
