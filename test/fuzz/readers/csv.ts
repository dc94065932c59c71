// Tables that users write: VisA's list of pictures, and which pictures show one part.

import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Random } from "../../../src/core/random.ts";
import { readGroups } from "../../../src/data/groups.ts";
import { publishedTable, tablePath } from "../../../src/data/visa-table.ts";
import { pick } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";
import { readAsFile } from "./as-files.ts";

const CELLS = [
  "sample",
  "part",
  "object",
  "split",
  "label",
  "image",
  "mask",
  "train",
  "test",
  "normal",
  "Good",
];
const ODD = [
  "",
  '"',
  '""',
  '"a,b"',
  '"a\nb"',
  "../x.png",
  "/etc/passwd",
  "C:\\x",
  "__proto__",
  "\u001b[2J",
  "a".repeat(300),
];

function made(random: Random): Uint8Array {
  const separator = pick([",", ",", ";", "\t"], random);
  const end = pick(["\n", "\r\n", "\r"], random);
  const head = pick(["sample,part", "object,split,label,image,mask", "group,picture"], random).replaceAll(
    ",",
    separator,
  );
  const cell = (): string => pick(random.integer(5) === 0 ? ODD : CELLS, random);
  const width = head.split(separator).length + (random.integer(8) === 0 ? 1 : 0);
  const rows = Array.from({ length: random.integer(6) }, () =>
    Array.from({ length: width }, cell).join(separator),
  );
  return Buffer.from([`${random.integer(6) === 0 ? "\ufeff" : ""}${head}`, ...rows].join(end));
}

async function readVisa(path: string): Promise<void> {
  const root = dirname(path);
  const table = tablePath(root);
  await mkdir(dirname(table));
  await rename(path, table);
  await publishedTable(root, () => {});
}

export const csv: FuzzedReader = {
  name: "csv",
  seeds: async () =>
    [
      'sample,part\nnut/a.png,7\n"nut/b, left.png","7"\n',
      "\ufeffPart;Image\r\n7;nut\\a.png\r\n",
      "object,split,label,image,mask\nnut,train,normal,nut/a.png,\nnut,test,crack,nut/b.png,nut/b_mask.png\n",
    ].map((text) => Buffer.from(text)),
  make: made,
  words: ['"', ",", ";", "\r", "sample", "object,split,label,image,mask", "normal", ".."],
  read: (bytes, folder) => readAsFile(bytes, folder, join("a.csv"), [readGroups, readVisa]),
};
