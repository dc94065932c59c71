// Records left on the disk, asked for like those of a map.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lineOf } from "../../src/results/journal-lines.ts";
import type { ItemRecord } from "../../src/results/record.ts";
import { StoredRecords } from "../../src/results/stored-records.ts";
import { recordOf } from "../support/records.ts";
import { scratchFolder } from "../support/scratch.ts";

/** A record whose line is about as many bytes long. */
function longRecord(key: string, bytes: number): ItemRecord {
  return recordOf(key, { defect: "ä".repeat(bytes / 2) });
}

it("stored records are a map of what their lines say, however long these are", async () => {
  const path = join(await scratchFolder(), "journal.jsonl");
  const short = recordOf("short");
  const exactly = 4096 - Buffer.byteLength(lineOf(recordOf("exactly", { defect: "" })));
  const records = [
    short,
    longRecord("long", 10_000),
    recordOf("exactly", { defect: "x".repeat(exactly) }),
    recordOf("one more", { defect: "x".repeat(exactly) }),
    longRecord("longer", 200_000),
    recordOf("last"),
  ];
  const lines = records.map(lineOf);
  await writeFile(path, lines.join(""));
  const stored = new StoredRecords(path);
  let start = 0;
  for (const [index, record] of records.entries()) {
    stored.place(record.key, start);
    start += Buffer.byteLength(lines[index] ?? "");
  }
  expect(records.map(({ key }) => stored.get(key))).toEqual(records);
  expect([...stored.values()]).toEqual(records);
  expect([...stored.keys()]).toEqual(records.map(({ key }) => key));
  expect([...stored]).toEqual(records.map((record) => [record.key, record]));
  const seen: unknown[] = [];
  stored.forEach((...each) => {
    seen.push(each);
  });
  expect(seen).toEqual(records.map((record) => [record, record.key, stored]));
  expect([stored.size, stored.has("last"), stored.has("none"), stored.get("none")]).toEqual([
    records.length,
    true,
    false,
    undefined,
  ]);
  expect([stored.delete("short"), stored.delete("short"), stored.size]).toEqual([true, false, 5]);
  stored.place("last", 0);
  expect(stored.get("last")).toEqual(short);
});
