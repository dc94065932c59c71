// The directory of a zip file and where its entries lie: fields that disagree, entries that overlap, claims of any size.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readingFile } from "../../../src/clip/read-file.ts";
import { openZip } from "../../../src/clip/zip-directory.ts";
import { InputError } from "../../../src/core/errors.ts";
import type { Random } from "../../../src/core/random.ts";
import { type ZippedEntry, zipBytes } from "../../support/zip-bytes.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const NAMES = ["m/data.pkl", "m/data/0", "m/data/1", "m/byteorder", "m/version", "../x", "\u001b[2J\n", ""];
const EDGES = [0, 1, 8, 9, 29, 30, 0x7fff, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff];

/** Entries of which some fields are not true. */
export function madeEntries(random: Random): ZippedEntry[] {
  return Array.from({ length: shortLength(12, random) }, (_, index) => {
    const name = random.integer(6) === 0 ? pick(NAMES, random) : `m/data/${index}`;
    const content = new Uint8Array(random.integer(40));
    if (random.integer(4) !== 0) return { name, content };
    const local = random.integer(2) === 0 ? fieldsOf(random) : {};
    return { name, content, local, central: { ...fieldsOf(random), ...placeOf(random) } };
  });
}

function fieldsOf(random: Random): NonNullable<ZippedEntry["local"]> {
  const small = (): number =>
    pick(
      EDGES.filter((edge) => edge <= 0xffff),
      random,
    );
  return pick(
    [
      { flags: pick([1, 8, 0x41, 0x800], random) },
      { method: pick([8, 99, 0xffff], random) },
      { length: pick(EDGES, random) },
      { packedLength: pick(EDGES, random), length: pick(EDGES, random) },
      { extraLength: small() },
      { name: pick(NAMES, random) },
    ],
    random,
  );
}

function placeOf(random: Random): NonNullable<ZippedEntry["central"]> {
  if (random.integer(2) === 0) return { offset: pick(EDGES, random) };
  const extra = Buffer.alloc(4 + 8 * random.integer(4));
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(pick([extra.length - 4, 0, 65_535], random), 2);
  for (let at = 4; at + 8 <= extra.length; at += 8)
    extra.writeBigUInt64LE(BigInt(pick(EDGES, random)) ** 2n, at);
  return { extra, length: 0xffffffff, packedLength: 0xffffffff, offset: 0xffffffff };
}

export const zip: FuzzedReader = {
  name: "zip",
  seeds: async () => {
    const entry = (name: string, length: number): ZippedEntry => ({ name, content: new Uint8Array(length) });
    return [
      zipBytes([entry("m/data.pkl", 20), entry("m/data/0", 16), entry("m/version", 2)]),
      zipBytes([entry("a", 0)], { comment: Buffer.from("a comment") }),
    ];
  },
  make: (random) =>
    zipBytes(madeEntries(random), {
      ...(random.integer(8) === 0 ? { directoryLength: pick(EDGES, random) } : {}),
      ...(random.integer(8) === 0 ? { directoryOffset: pick(EDGES, random) } : {}),
    }),
  words: ["PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x06", "PK\x06\x07", "\xff\xff\xff\xff"],
  read: async (bytes, folder) => {
    const path = join(folder, "m.pt");
    await writeFile(path, bytes);
    const fail = (why: string): InputError => new InputError(`invalid zip file: ${why}`);
    await readingFile(path, async (file) => {
      const { entries, dataOffset } = await openZip(file, fail);
      for (const entry of entries.values()) dataOffset(entry);
    });
  },
};
