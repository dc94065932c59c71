// What storing an item costs: a map of 240×240 and a journal line, both synced.
import { appendFileSync, mkdirSync, statSync } from "node:fs";
import { openJournal, readRecords } from "../../dist/results/journal.js";
import { lineOf } from "../../dist/results/journal-lines.js";
import { writeMaps } from "../../dist/results/maps.js";
import { trivialItem, trivialResult } from "./items.mjs";

const SIDE = 240;
const AT_ONCE = 16;

/** Milliseconds an item, one after the other and with sixteen waiting together; the median of the rounds. */
export async function measureStore(folder, count) {
  const journal = await openJournal(folder);
  const items = Array.from({ length: count }, (_, number) => trivialItem(number));
  const results = items.map((item) => trivialResult(item, SIDE));
  const store = async ({ record, maps }) => {
    const stored = await writeMaps(folder, record.key, maps);
    await journal.append({ ...record, maps: stored, milliseconds: 1 });
  };
  const timed = async (batch) => {
    const started = performance.now();
    await Promise.all(batch.map(store));
    return (performance.now() - started) / batch.length;
  };
  const [alone, together] = [[], []];
  for (const result of results.slice(0, count / 4)) alone.push(await timed([result]));
  for (let first = count / 4; first + AT_ONCE <= count; first += AT_ONCE)
    together.push(await timed(results.slice(first, first + AT_ONCE)));
  await journal.close();
  return {
    oneAfterTheOther: median(alone),
    sixteenAtOnce: median(together),
    mapBytes: SIDE * SIDE * Float32Array.BYTES_PER_ELEMENT,
  };
}

/** Size of records on the disk and in memory, and how fast a journal is read. */
export async function measureJournal(folder, count) {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/journal.jsonl`;
  for (let first = 0; first < count; first += 1000) {
    const lines = Array.from({ length: Math.min(1000, count - first) }, (_, index) => {
      const { record } = trivialResult(trivialItem(first + index), 1);
      const maps = { file: `maps/${record.key}.f32`, sha256: `${record.key}${record.key.slice(0, 24)}` };
      return lineOf({ ...record, maps, milliseconds: 1 });
    });
    appendFileSync(path, lines.join(""));
  }
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const records = await readRecords(folder);
  const seconds = (performance.now() - started) / 1000;
  globalThis.gc?.();
  return {
    records: records.size,
    bytesPerRecord: Math.round(statSync(path).size / count),
    memoryPerRecord: Math.round((process.memoryUsage().rss - before) / count),
    recordsReadPerSecond: Math.round(count / seconds),
  };
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}
