// pAUROC, AUPRO, F1-max and AP of 150 maps of 240×240, in turns with scikit-learn and a vectorised per-region overlap.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "../dist/core/random.js";
import { evaluateMaps } from "../dist/metrics/evaluate.js";
import { peerEnvironment } from "./machine.mjs";
import { contestant, spreadOf } from "./rounds.mjs";

const MAPS = 150;
const SIZE = 240;
const NAMES = ["pauroc", "aupro", "f1max", "ap"];

/** Median milliseconds of ours and of the peer, and how far apart their values are at most. */
export async function measureMetrics({ runs, python, note }) {
  const { maps, masks } = makeMaps();
  const folder = mkdtempSync(join(tmpdir(), "faultline-bench-"));
  writeFileSync(join(folder, "maps.f32"), Buffer.concat(maps.map((map) => Buffer.from(map.buffer))));
  writeFileSync(join(folder, "masks.u8"), Buffer.concat(masks.map((mask) => Buffer.from(mask))));
  const script = new URL("peer/metrics.py", import.meta.url).pathname;
  const peer = contestant(python, [script, folder, String(SIZE)], { env: peerEnvironment() });
  let peerAnswers = (await peer.ask({ kind: "open" }).catch(() => null)) !== null;
  const [ours, theirs] = [[], []];
  let difference = 0;
  for (let round = 0; round <= runs; round++) {
    const started = performance.now();
    const { values } = evaluateMaps({ maps, masks, width: SIZE, height: SIZE });
    if (round > 0) ours.push(performance.now() - started);
    if (!peerAnswers) continue;
    const answer = await peer.ask({ kind: "run" }).catch(() => null);
    peerAnswers = answer !== null;
    if (answer === null) continue;
    if (round > 0) theirs.push(answer.ms);
    difference = Math.max(difference, ...NAMES.map((name) => Math.abs(values[name] - answer[name])));
    note(`metrics: round ${round} of ${runs}`);
  }
  peer.end();
  rmSync(folder, { recursive: true });
  const spread = { ours: spreadOf(ours), ...(theirs.length > 0 ? { peer: spreadOf(theirs) } : {}) };
  return {
    maps: MAPS,
    ms: spread.ours.median,
    peerMs: spread.peer?.median ?? null,
    largestDifference: spread.peer === undefined ? null : difference,
    spread,
  };
}

/** Smooth maps; two of three pictures have one to three anomalous squares, where scores tend to be higher. */
function makeMaps() {
  const source = random("bench", "metrics");
  const maps = [];
  const masks = [];
  for (let index = 0; index < MAPS; index++) {
    const mask = new Uint8Array(SIZE * SIZE);
    for (let square = 0; square < (index % 3) * (1 + (index % 2)); square++) {
      const side = 6 + source.integer(40);
      const [top, left] = [source.integer(SIZE - side), source.integer(SIZE - side)];
      for (let row = top; row < top + side; row++) mask.fill(1, row * SIZE + left, row * SIZE + left + side);
    }
    const phase = source.uniform(0, 6);
    const value = (pixel) =>
      0.4 +
      0.2 * Math.sin(0.05 * (pixel % SIZE) + phase) * Math.cos(0.04 * Math.floor(pixel / SIZE)) +
      0.1 * source.next();
    maps.push(Float32Array.from(mask, (hit, pixel) => value(pixel) + 0.15 * hit));
    masks.push(mask);
  }
  return { maps, masks };
}
