// A detector held in memory, with text vectors computed beforehand, is the one that the files give.

import { readFile } from "node:fs/promises";
import { expect, it, onTestFinished } from "vitest";
import { present } from "../../src/core/errors.ts";
import { MODEL_FILES, openHeldDetector } from "../../src/detector/browser.ts";
import { browserFiles, openDetector } from "../../src/detector/registry.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { openChain } from "../../src/objective/chain.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";
import { openTiny, tinySample } from "../support/tiny.ts";

const POINT = { theta: 12, hue: 0.4 };

it("gives the values of the detector that the files open, for the classes it has vectors of", async () => {
  const folder = `${FIXTURES}tiny-gelu`;
  const settings = {
    ...({ source: "winclip", aspect: "squash", device: "cpu", threads: 1 } as const),
    ...{ options: { model: folder }, env: { XDG_CACHE_HOME: await scratchFolder() }, cwd: "." },
    openEngine: openNodeEngine,
  };
  const { files, vectors } = await browserFiles(settings, ["nut"]);
  const engine = await openNodeEngine({ device: "cpu", threads: 1, weightsFolder: folder });
  const pathOf = (name: string): string => present(files.get(name), name);
  const held = openHeldDetector({
    ...{ name: "tiny", engine, vectors, aspect: "squash" },
    config: await readFile(pathOf(MODEL_FILES.config), "utf8"),
    weights: new Uint8Array(await readFile(pathOf(MODEL_FILES.weights))),
  });
  const opened = await openDetector(settings);
  onTestFinished(async () => {
    await held.close();
    await opened.close();
  });
  const sample = { ...tinySample(await openTiny("tiny-gelu")), className: "nut" };
  const values = [];
  for (const detector of [held, opened]) {
    const objective = await openChain({ detector, preset: "paper", pixelAuroc }).objective(sample);
    values.push(await objective([POINT], { gradient: true, map: true }));
  }
  expect(values[0]).toEqual(values[1]);
  await expect(held.prepare({ object: "gear", className: "gear" })).rejects.toThrow(
    "this site knows nut alone",
  );
});
