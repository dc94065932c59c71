// Every shift in the browser, by the page's own worker on wasm: the values that the command line's engine gives.

import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sizesFor } from "../../src/core/acting-size.ts";
import { present } from "../../src/core/errors.ts";
import type { RgbImage } from "../../src/core/image.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { formatPoint } from "../../src/core/shift-grammar.ts";
import { openDemoDataset } from "../../src/data/synthetic/dataset.ts";
import type { Detector } from "../../src/detector/detector.ts";
import { DEFAULT_DETECTOR, openDetector } from "../../src/detector/registry.ts";
import type { Explorer } from "../../src/explore/server/explorer.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { shiftFacts } from "../../src/shift/registry.ts";
import { imageTransformer } from "../../src/shift/transformer.ts";
import { hasChromium, openBrowser } from "../support/browser.ts";
import { faultline } from "../support/cli.ts";
import { openTestExplorer } from "../support/explorer.ts";
import { siteEvaluations } from "../support/site-worker.ts";
import { serveFolder } from "../support/static-server.ts";

const patience = { signal: new AbortController().signal };
const NAME = "nut/test/crack/000.png";

/**
 * Every shift alone at its moderate extent, and some of every stage together; not with JPEG, which a last bit before it
 * takes to another level.
 */
const POINTS: readonly ShiftPoint[] = [
  ...shiftFacts().map(({ name, severities: { moderate } }) => ({ [name]: moderate[1] })),
  { theta: -7, "tilt-y": 3, exposure: 0.3, hue: -0.2, "motion-x": 1.2, noise: 0.02, resolution: 0.4 },
];

describe.skipIf(!hasChromium)("every shift in the browser (not run without chromium)", () => {
  let folder: string;
  let server: Server;
  let address: string;
  let browser: Browser;
  let detector: Detector;
  let explorer: Explorer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "faultline-"));
    const { code } = await faultline(["explore", "--static", join(folder, "site")]);
    expect(code).toBe(0);
    ({ address, server } = await serveFolder(join(folder, "site")));
    browser = await openBrowser();
    detector = await openDetector({
      ...{ source: DEFAULT_DETECTOR, options: { model: "demo" }, aspect: "squash" },
      ...{ device: "cpu", threads: 1, env: {}, cwd: ".", openEngine: openNodeEngine },
    });
    explorer = await openTestExplorer({ detector, dataset: openDemoDataset() });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    await explorer.close();
    await rm(folder, { recursive: true });
  });

  it("gives node's map, scores and picture to 1e-5", async () => {
    const sample = present(explorer.find(explorer.catalogue.idOf(NAME) ?? ""), "sample");
    const transform = imageTransformer(detector.engine);
    const { image } = await sample.prepare(sizesFor(detector, "working"));
    const there = await siteEvaluations(browser, address, NAME, POINTS);
    for (const [index, point] of POINTS.entries()) {
      const here = await explorer.laboratory.evaluate(sample, point, patience);
      const { map, picture, loss, pauroc, imageScore } = present(there[index], "evaluation");
      const shifted = await transform(image, point);
      const differences = {
        map: furthest(here.map ?? [Number.NaN], (at) => map?.[at]),
        picture: beyondRounding(shifted, picture),
        scores: furthest([here.loss ?? Number.NaN, here.imageScore, here.pauroc ?? Number.NaN], (at) =>
          [loss, imageScore, pauroc].at(at),
        ),
      };
      for (const [what, apart] of Object.entries(differences))
        expect(apart, `${what} at ${formatPoint(point)}`).toBeLessThan(1e-5);
    }
    await transform.close();
  }, 180_000);
});

function furthest(values: ArrayLike<number>, other: (at: number) => number | null | undefined): number {
  const apart = Array.from(values, (value, at) => Math.abs(value - (other(at) ?? Number.NaN)));
  return apart.some(Number.isNaN) ? Number.NaN : Math.max(...apart);
}

/** How much further than rounding a picture's RGB bytes, row by row, are from planar values. */
function beyondRounding({ width, height, data }: RgbImage, bytes: readonly number[]): number {
  const pixels = width * height;
  const rounded = (at: number): number =>
    (bytes[3 * (at % pixels) + Math.floor(at / pixels)] ?? Number.NaN) / 255;
  return furthest(data, rounded) - 0.5 / 255;
}
