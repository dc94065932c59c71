// What a study does beside steps: rotation and colour alone, loading a picture, one map's pixel AUROC.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openNodeEngine } from "../dist/graph/session-node.js";
import { decodeImage, encodePng } from "../dist/image/codec.js";
import { resizeBicubic } from "../dist/image/resize.js";
import { pixelAuroc } from "../dist/metrics/pixel-auroc.js";
import { imageTransformer } from "../dist/transform/transformer.js";
import { spreadOf } from "./rounds.mjs";

const SIZE = 240;
const PICTURE = 1024;

/** Median, least and most milliseconds by name. */
export async function measureParts({ runs, threads }) {
  const engine = await openNodeEngine({ device: "cpu", threads });
  const transform = imageTransformer(engine);
  const image = { width: SIZE, height: SIZE, data: waves(3 * SIZE * SIZE) };
  const mask = Uint8Array.from({ length: SIZE * SIZE }, (_, pixel) => Number(pixel % 97 === 0));
  const map = waves(SIZE * SIZE);
  const folder = mkdtempSync(join(tmpdir(), "faultline-bench-"));
  const path = join(folder, "picture.png");
  writeFileSync(
    path,
    await encodePng({ width: PICTURE, height: PICTURE, data: waves(3 * PICTURE * PICTURE) }),
  );
  const parts = {
    rotationMs: () => transform(image, { theta: 30, hue: 0, saturation: 0 }),
    rotationAndColourMs: () => transform(image, { theta: 30, hue: 0.5, saturation: 0.1 }),
    loadPictureMs: async () => resizeBicubic(await decodeImage(path), SIZE, SIZE),
    pixelAurocMs: async () => pixelAuroc(map, mask),
  };
  const times = Object.fromEntries(Object.keys(parts).map((name) => [name, []]));
  for (let round = 0; round <= runs; round++) {
    for (const [name, part] of Object.entries(parts)) {
      const started = performance.now();
      await part();
      if (round > 0) times[name].push(performance.now() - started);
    }
  }
  await engine.close();
  rmSync(folder, { recursive: true });
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, spreadOf(values)]));
}

function waves(count) {
  return Float32Array.from({ length: count }, (_, index) => 0.5 + 0.4 * Math.sin(index * 0.37));
}
