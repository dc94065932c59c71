// docs/shifts.md is what `npm run shifts` makes of the facts, and its strips are what `augment` makes.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { withShifts } from "../../scripts/shifts/page.ts";
import { drawPart, partOf } from "../../scripts/shifts/parts.ts";
import { GAP } from "../../scripts/shifts/strips.ts";
import { tilesOf, writtenAmount } from "../../scripts/shifts/tiles.ts";
import type { RgbImage } from "../../src/core/image.ts";
import { parsePoint } from "../../src/core/shift-grammar.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { decodeImage } from "../../src/image/codec.ts";
import { runCli } from "../../src/index.ts";
import { SHIFTS, shiftFacts } from "../../src/shift/registry.ts";
import { scratchFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));
const picture = (name: string): Promise<RgbImage> => decodeImage(join(DOCS, `shifts/${name}.png`));

/** One picture of a strip. */
function tileAt({ width, height, data }: RgbImage, index: number): RgbImage {
  const tile = new Float32Array(3 * height * height);
  for (let row = 0; row < 3 * height; row++) {
    const from = row * width + index * (height + GAP);
    tile.set(data.subarray(from, from + height), row * height);
  }
  return { width: height, height, data: tile };
}

/** 8-bit values. */
const levels = ({ data }: RgbImage): number[] => Array.from(data, (value) => Math.round(255 * value));

describe("docs/shifts.md", () => {
  it("is what the facts say", () => {
    const page = readFileSync(join(DOCS, "shifts.md"), "utf8");
    expect(withShifts(page, shiftFacts()), "run npm run shifts").toBe(page);
  });

  it("writes every amount so that it is read as the same, in the unit that is read most easily", () => {
    for (const facts of shiftFacts()) {
      for (const { amount } of tilesOf(facts))
        expect(parsePoint([writtenAmount(facts, amount)], "--at", [facts])).toEqual({ [facts.name]: amount });
    }
    const severe = (name: string): string => {
      const facts = SHIFTS.named(name);
      return writtenAmount(facts, facts.severities.severe[1]);
    };
    expect(["hue", "translate-y", "jpeg", "colour-temperature"].map(severe)).toEqual([
      ...["hue=180deg", "translate-y=10%", "jpeg=q30", "colour-temperature=220mired"],
    ]);
  });

  it("has a strip for each shift and the parts that they begin with, all together below 1.5 MB", () => {
    const files = readdirSync(join(DOCS, "shifts")).sort();
    const parts = SHIFTS.all().map(partOf);
    const names = [...new Set([...SHIFTS.names(), ...parts])].map((name) => `${name}.png`);
    expect(files).toEqual(names.sort());
    const bytes = files.reduce((sum, file) => sum + statSync(join(DOCS, "shifts", file)).size, 0);
    expect(bytes).toBeLessThan(1.5e6);
  });

  it("begins with parts as the generator draws them", async () => {
    expect(levels(await picture("capsule"))).toEqual(levels(drawPart("capsule")));
  });
});

/** What `augment` makes of a part at a severity, the strip's picture, and that of the strip's unshifted part. */
async function made(name: string, index: number): Promise<[augmented: RgbImage, stored: RgbImage]> {
  const facts = SHIFTS.named(name);
  const { amount } = tilesOf(facts)[index] ?? { amount: Number.NaN };
  const out = join(await scratchFolder(), "out.png");
  const image = join(DOCS, `shifts/${partOf(facts)}.png`);
  const said: string[] = [];
  const note = (line: string): void => void said.push(line);
  const code = await runCli(
    ["augment", "--image", image, "--at", writtenAmount(facts, amount), "--out", out],
    { env: {}, cwd: DOCS, out: note, note, progress: note, signal: new AbortController().signal },
  );
  expect(code, said.join()).toBe(0);
  return [await decodeImage(out), tileAt(await picture(name), index)];
}

describe("a strip's picture is what augment makes", () => {
  // These compute with whole numbers, or one operation a value, which every processor rounds alike.
  it.each([
    ["jpeg", 3],
    ["noise", 2],
    ["saturation", 0],
  ])("%s, to the last level", async (name, index) => {
    const [augmented, stored] = await made(name, index);
    expect(levels(stored)).toEqual(levels(augmented));
  });

  it.each([
    ["tilt-x", 4],
    ["exposure", 0],
  ])("%s, but for roundings of another processor's sums", async (name, index) => {
    const [augmented, stored] = await made(name, index);
    const [is, was] = [levels(augmented), levels(stored)];
    const off = is.map((level, at) => Math.abs(level - (was[at] ?? Number.NaN)));
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
    expect(off.filter((distance) => distance > 0).length).toBeLessThan(is.length / 1000);
  });

  it("and its unshifted one is the part itself", async () => {
    const facts = SHIFTS.named("jpeg");
    expect(levels(tileAt(await picture(facts.name), 0))).toEqual(levels(await picture(partOf(facts))));
  });
});
