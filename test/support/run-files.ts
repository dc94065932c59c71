// What a run leaves on the disk, held against another run's.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../src/core/digest.ts";
import { readRecords } from "../../src/results/journal.ts";
import { exportRecords } from "../../src/results/record.ts";

/** Digests of a run's files by name, with the sorted records in place of the journal and its clocks. */
export async function runFiles(run: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const entries = await readdir(run, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[path.slice(run.length + 1)] = sha256(await readFile(path));
  }
  return { ...files, "journal.jsonl": exportRecords((await readRecords(run)).values()) };
}

/** The keys of a journal's lines, as often as they are there. */
export async function journalKeys(run: string): Promise<string[]> {
  const lines = (await readFile(join(run, "journal.jsonl"), "utf8")).trim().split("\n");
  return lines.map((line) => /"key":"([0-9a-z-]+)"/.exec(line)?.[1] ?? `no key: ${line}`);
}
