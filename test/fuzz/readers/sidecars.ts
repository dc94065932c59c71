// The files beside an ONNX file: where it says that its weights lie, and what lies there. An input is a list of both, a line
// each: what is made, a space, the location.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { link, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Random } from "../../../src/core/random.ts";
import { readForeignModel } from "../../../src/graph/foreign/read-model.ts";
import { placeSidecars } from "../../../src/graph/foreign/sidecars.ts";
import { withExternalData } from "../../support/foreign-models.ts";
import { pick } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const MADE = ["file", "file", "folder", "link-in", "link-out", "hard-link", "circle", "pipe", "nothing"];
const PARTS = [
  "w.bin",
  "a",
  "b",
  "..",
  ".",
  "",
  "w.bin\u0007",
  "my.onnx",
  "é",
  "w".repeat(300),
  "c:",
  "\\",
  "*",
];

const text = (lines: readonly string[]): Uint8Array => Buffer.from(lines.join("\n"));

export const sidecars: FuzzedReader = {
  name: "sidecars",
  seeds: async () => [
    text(["file w.bin"]),
    text(["file a/w.bin", "file w.bin", "file ./w.bin"]),
    text(["link-out a/b", "circle w.bin", "pipe p.bin", "hard-link h.bin"]),
  ],
  make: (random) => text(Array.from({ length: 1 + random.integer(4) }, () => madeLine(random))),
  words: [...MADE, "../", "/etc/hostname", "./"],
  // A pipe is another process's.
  inTests: 500,
  read: async (bytes, folder) => {
    const below = join(folder, "model");
    await mkdir(below);
    await writeFile(join(folder, "outside.bin"), "outside");
    const lines = Buffer.from(bytes).toString().split("\n", 6);
    const models: Uint8Array[] = [];
    for (const line of lines) {
      const [what = "", ...rest] = line.split(" ");
      const location = rest.join(" ");
      await make(what, location, below, join(folder, "outside.bin")).catch(() => {});
      models.push(withExternalData(location));
    }
    const path = join(below, "my.onnx");
    // A message that is given twice is the sum of both.
    await writeFile(path, Buffer.concat(models));
    const { sidecars: found } = await readForeignModel(path, "my.onnx", { sidecars: "beside" });
    const place = join(folder, "place");
    await mkdir(place);
    await placeSidecars(place, "my.onnx", found);
  },
};

function madeLine(random: Random): string {
  const parts = Array.from({ length: 1 + random.integer(3) }, () => pick(PARTS, random));
  return `${pick(MADE, random)} ${parts.join("/")}`;
}

/** Puts something at a location within the model's folder; elsewhere nothing. */
async function make(what: string, location: string, below: string, outside: string): Promise<void> {
  const path = join(below, location);
  // Writing into a pipe would wait for its reader.
  if (!path.startsWith(`${below}/`) || path.startsWith(join(below, "my.onnx")) || existsSync(path)) return;
  await mkdir(dirname(path), { recursive: true });
  if (what === "file") await writeFile(path, "weights");
  if (what === "folder") await mkdir(path);
  if (what === "link-in") await symlink("w.bin", path);
  if (what === "link-out") await symlink(outside, path);
  if (what === "hard-link") await link(outside, path);
  if (what === "circle") await symlink(path, path);
  if (what === "pipe") execFileSync("mkfifo", [path], { stdio: "ignore" });
}
