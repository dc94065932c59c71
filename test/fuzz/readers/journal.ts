// RUN/journal.jsonl: lines whose checksum is right around whatever they hold, and bytes.

import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../../src/core/errors.ts";
import type { Random } from "../../../src/core/random.ts";
import { readRecords } from "../../../src/results/journal.ts";
import { lineOf } from "../../../src/results/journal-lines.ts";
import { querySchema } from "../../../src/results/query-tables.ts";
import { exportRecords } from "../../../src/results/record.ts";
import { notesOf, outcomeAt, recordOf, searchOver } from "../../support/records.ts";
import { pick } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const SEARCH = {
  experiment: searchOver({ theta: [-10, 10] }),
  points: [outcomeAt({ theta: 3 }, 0.5), outcomeAt({ theta: -4 }, null)],
  search: notesOf(0.5),
};
const LINES = [lineOf(recordOf("a")), lineOf(recordOf("b", SEARCH))];
const { maps: _none, ...ALONE } = recordOf("c");
const SCHEMA = querySchema([{ name: "theta", unit: "degrees" }]);

const VALUES = ["null", "3", `"a"`, "[]", "{}", "[null]", "{bad", "1e999", "true", `{"a":{}}`, "[[[[1]]]]"];

/** The JSON of a line with one value exchanged, under the checksum of a version's line. */
function madeLine(random: Random): string {
  const version = pick(["5 ", "5 ", "5 ", "6 ", "4 ", "7 ", "", "99999999999999999999 "], random);
  let json = pick(LINES, random).trimEnd().slice(19);
  const change = random.integer(4);
  const places = [...json.matchAll(/:("[^"]*"|-?[\d.]+|true|false|null|\[[^[\]]*\]|\{[^{}]*\})/g)];
  const place = pick(places, random);
  if (change === 0) json = pick(VALUES, random);
  else if (change === 1) json = `${json.slice(0, place.index)}:${json.slice(place.index + place[0].length)}`;
  else
    json = `${json.slice(0, place.index)}:${pick(VALUES, random)}${json.slice(place.index + place[0].length)}`;
  const text = `${version}${json}`;
  return `${createHash("sha256").update(text).digest("hex").slice(0, 16)} ${text}\n`;
}

export const journal: FuzzedReader = {
  name: "journal",
  inTests: 500,
  seeds: async () => [LINES.join(""), lineOf(ALONE)].map((text) => Buffer.from(text)),
  make: (random) =>
    Buffer.from(Array.from({ length: 1 + random.integer(3) }, () => madeLine(random)).join("")),
  words: ["\n", " 5 ", `"points":`, `"maps":`, ...VALUES],
  read: async (bytes, folder) => {
    await writeFile(join(folder, "journal.jsonl"), bytes);
    const records = await readRecords(folder);
    for (const table of Object.values(SCHEMA.tables))
      for (const record of records.values()) table.rows(record);
    exportRecords(records.values());
    if (records.size === 0) throw new InputError("missing records");
  },
};
