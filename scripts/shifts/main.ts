// npm run shifts: writes the generated part of docs/shifts.md, and the pictures in docs/shifts.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { decodeImage } from "../../src/image/codec.ts";
import { SHIFTS, shiftFacts } from "../../src/shift/registry.ts";
import { imageTransformer } from "../../src/shift/transformer.ts";
import { withShifts } from "./page.ts";
import { drawPart, partOf } from "./parts.ts";
import { drawStrip, smallPng } from "./strips.ts";

const PAGE = "docs/shifts.md";
const FOLDER = "docs/shifts";

await mkdir(FOLDER, { recursive: true });
const objects = new Set(SHIFTS.all().map(partOf));
for (const object of objects) await writeFile(`${FOLDER}/${object}.png`, await smallPng(drawPart(object)));

const engine = await openNodeEngine({ device: "cpu", threads: 0 });
try {
  const transform = imageTransformer(engine);
  for (const facts of shiftFacts()) {
    const part = await decodeImage(`${FOLDER}/${partOf(facts)}.png`);
    const png = await smallPng(await drawStrip(facts, part, transform));
    await writeFile(`${FOLDER}/${facts.name}.png`, png);
    process.stderr.write(`${FOLDER}/${facts.name}.png: ${Math.ceil(png.length / 1000)} kB\n`);
  }
} finally {
  await engine.close();
}
await writeFile(PAGE, withShifts(await readFile(PAGE, "utf8"), shiftFacts()));
