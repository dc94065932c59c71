// Data sets as trees, one entry a line of the input: "d folder", "f file", "l link > target", "p picture", and what a file
// holds. Read as every kind of data set, and checked.

import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { InputError } from "../../../src/core/errors.ts";
import type { Random } from "../../../src/core/random.ts";
import { checkDataset } from "../../../src/data/check.ts";
import { openDataset } from "../../../src/data/registry.ts";
import { encodeGreyPng } from "../../../src/image/codec.ts";
import { pick } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const KINDS = ["mvtec", "visa", "folder"];
const PARTS = [
  "nut",
  "test",
  "train",
  "good",
  "ground_truth",
  "crack",
  "normal",
  "anomalous",
  "masks",
  "split_csv",
];
const FILES = [
  "000.png",
  "000_mask.png",
  "001.PNG",
  "a.tif",
  "1cls.csv",
  "é.png",
  "n\nl.png",
  "\u001b[2J.png",
  "..png",
  "a b.jpg",
];
const MOST_ENTRIES = 40;

const PICTURE = encodeGreyPng({ width: 2, height: 2, data: Uint8Array.of(0, 255, 0, 0) });

function made(random: Random): Uint8Array {
  const place = (): string => Array.from({ length: random.integer(4) }, () => pick(PARTS, random)).join("/");
  const entry = (): string => {
    const name = `${place()}/${JSON.stringify(pick(FILES, random)).slice(1, -1)}`;
    const kind = random.integer(10);
    if (kind < 6) return `p ${name}`;
    if (kind < 8) return `d ${place()}`;
    if (kind === 8) return `f ${name} > object,split,label,image,mask`;
    return `l ${place()}/${pick([...PARTS, "b.png"], random)} > ${pick([".", "..", "./nut", "nowhere", "test"], random)}`;
  };
  return Buffer.from(Array.from({ length: 1 + random.integer(20) }, entry).join("\n"));
}

async function plantTree(text: string, root: string): Promise<void> {
  for (const line of text.split("\n").slice(0, MOST_ENTRIES)) {
    const [, kind, rest = ""] = /^([dflp]) (.*)$/su.exec(line) ?? [];
    const [named = "", content = ""] = rest.split(" > ");
    const path = resolve(root, `./${named.replace(/\\n/g, "\n").replace(/\\u001b/g, "\u001b")}`);
    // Nothing is written, or linked, to the outside; what no system holds is left out.
    if (kind === undefined || !path.startsWith(root + sep) || path.includes("\0") || path.length > 800)
      continue;
    const target = resolve(dirname(path), content);
    const inside = target === root || target.startsWith(root + sep);
    await mkdir(kind === "d" ? path : dirname(path), { recursive: true }).catch(() => {});
    if (kind === "f") await writeFile(path, content).catch(() => {});
    if (kind === "p") await writeFile(path, await PICTURE).catch(() => {});
    if (kind === "l" && inside && !content.includes("\0"))
      await symlink(content || ".", path).catch(() => {});
  }
}

async function readAs(kind: string, root: string): Promise<void> {
  const dataset = await openDataset(kind, { root });
  for (const object of dataset.objects) {
    const samples = await dataset.testSamples(object);
    for (const sample of samples.slice(0, 3)) {
      await sample.loadImage();
      await sample.loadMask();
    }
  }
  await checkDataset({ kind, options: { root }, published: new Map() });
}

const lines = (...entries: readonly string[]): Uint8Array => Buffer.from(entries.join("\n"));

export const dataTrees: FuzzedReader = {
  name: "data-trees",
  seeds: async () => [
    lines(
      "p nut/train/good/000.png",
      "p nut/test/good/000.png",
      "p nut/test/crack/000.png",
      "p nut/ground_truth/crack/000_mask.png",
    ),
    lines("p normal/000.png", "p anomalous/000.png", "p masks/000.png"),
    lines("p a.png", "p b.png"),
    lines("f split_csv/1cls.csv > object,split,label,image,mask", "p nut/000.png"),
  ],
  make: made,
  words: ["\np ", "\nl ", " > ..", "/test/good/000.png", "ground_truth", "masks/", "normal/"],
  // Files and folders by the dozen, of three kinds of data sets.
  inTests: 300,
  read: async (bytes, folder) => {
    const root = join(folder, "tree");
    await mkdir(root);
    await plantTree(Buffer.from(bytes).toString(), root);
    let refused = 0;
    for (const kind of KINDS) {
      try {
        await readAs(kind, root);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        refused++;
        if (refused === KINDS.length) throw error;
      }
    }
  },
};
