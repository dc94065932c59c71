// npm run bench:queue [-- --json --items 4000 --workers 2 --out FILE --model-item]
// What the store and the queue cost: trivial items per second through a real redis-server, time, bytes and commands per
// item, the journal's memory; with --model-item against an item of ViT-B/16+ (random weights of the published shape).
// Needs a build and redis-server.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machineOf } from "./machine.mjs";
import { measureModelItem } from "./model-item.mjs";
import { measureQueue } from "./queue.mjs";
import { measureJournal, measureStore } from "./store.mjs";

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    items: { type: "string", default: "4000" },
    workers: { type: "string", default: "2" },
    records: { type: "string", default: "300000" },
    "model-item": { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const note = (line) => process.stderr.write(`${line}\n`);
const items = Number(flags.items);
const workers = Number(flags.workers);
const folder = mkdtempSync(join(tmpdir(), "faultline-bench-queue-"));
try {
  const machine = machineOf(folder);
  note("store");
  const store = await measureStore(join(folder, "store"), 400);
  note("journal");
  const journal = await measureJournal(join(folder, "journal"), Number(flags.records));
  const queue = [];
  for (const [name, side, count] of [
    ["trivial", 4, items],
    ["map of 240×240", 240, Math.ceil(items / 4)],
  ]) {
    note(`queue, ${name}`);
    queue.push({ name, ...(await measureQueue(join(folder, `queue-${side}`), { side, count, workers })) });
  }
  const modelItem = flags["model-item"]
    ? await measureModelItem(join(folder, "model"), store, queue[1], note)
    : null;
  const document = { machine, store, journal, queue, modelItem };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (flags.out !== undefined) writeFileSync(flags.out, text);
  if (flags.json) process.stdout.write(text);
  else {
    for (const { name, itemsPerSecond, commandsPerItem } of queue)
      console.log(
        `${name}: ${itemsPerSecond.toFixed(0)} items/s with ${workers} workers, ${commandsPerItem.toFixed(1)} commands an item`,
      );
    console.log(
      `store: ${store.oneAfterTheOther.toFixed(2)} ms an item, ${store.sixteenAtOnce.toFixed(2)} ms where sixteen wait together`,
    );
    console.log(
      `journal: ${journal.bytesPerRecord} bytes a record on disk, ${journal.memoryPerRecord} in memory, ${journal.recordsReadPerSecond} records/s read`,
    );
    if (modelItem !== null)
      console.log(`overhead: ${(100 * modelItem.overhead).toFixed(2)}% of ViT-B/16+'s smallest item`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
