// Hostile inputs that come beside the pictures: detectors of strangers, data trees, maps, tables.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bytesField, joined, varintField } from "../../src/graph/protobuf.ts";
import type { Case } from "./cases.ts";
import { png, writeNpy } from "./made.ts";

const SPOT = fileURLToPath(new URL("../../test/fixtures/anomalib/spot-plain.onnx", import.meta.url));

/** Detectors, data trees, maps and tables. */
export function outsideCases(): readonly Case[] {
  return [...models(), ...trees(), ...tables()];
}

function models(): Case[] {
  const model = (what: string, write: (path: string) => void): Case => ({
    what: `onnx: ${what}`,
    args: ["detector", "check", "a.onnx"],
    write: (folder) => write(join(folder, "a.onnx")),
  });
  const graph = (...parts: Uint8Array[]): Uint8Array =>
    joined([varintField(1, 8), bytesField(7, joined(parts))]);
  const nodes = (count: number): Uint8Array =>
    Buffer.concat(Array(count).fill(bytesField(1, bytesField(4, "Relu"))));
  return [
    model("10 MB of one varint", (path) => writeFileSync(path, Buffer.alloc(10_000_000, 0xff))),
    model("a length of 2^63", (path) => writeFileSync(path, Buffer.from("3affffffffffffffffff7f", "hex"))),
    model("a million nodes without names", (path) => writeFileSync(path, graph(nodes(1_000_000)))),
    model("subgraphs 1,500 deep", (path) => writeFileSync(path, deepGraph(1500))),
    model("an initializer that claims 2^40 floats", (path) =>
      writeFileSync(path, graph(bytesField(5, claim()))),
    ),
    model("a description nested 20,000 deep", (path) => {
      cpSync(SPOT, path);
      writeFileSync(path.replace(".onnx", ".yaml"), `map: ${"[".repeat(20_000)}`);
    }),
    model("a description whose aliases double 30 times", (path) => {
      cpSync(SPOT, path);
      const aliases = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`);
      writeFileSync(path.replace(".onnx", ".yaml"), `a0: &a0 [1]\n${aliases.join("\n")}\n`);
    }),
    model("a pipe in its place", (path) => void execFileSync("mkfifo", [path])),
  ];
}

/** An If within an If: each level is a node with a graph in an attribute. */
function deepGraph(levels: number): Uint8Array {
  let inner: Uint8Array = new Uint8Array();
  for (let level = 0; level < levels; level++) {
    const attribute = joined([bytesField(1, "then_branch"), bytesField(6, inner), varintField(20, 5)]);
    inner = bytesField(1, joined([bytesField(4, "If"), bytesField(5, attribute)]));
  }
  return joined([varintField(1, 8), bytesField(7, inner)]);
}

function claim(): Uint8Array {
  return joined([
    varintField(1, 2 ** 40),
    varintField(2, 1),
    bytesField(8, "w"),
    bytesField(9, new Uint8Array(4)),
  ]);
}

function trees(): Case[] {
  const tree = (what: string, write: (good: string) => void): Case => ({
    what: `data check: ${what}`,
    args: ["data", "check", "--dataset", "folder", "--root", "data", "--normal-dir", "good"],
    write: (folder) => {
      const good = join(folder, "data/good");
      mkdirSync(good, { recursive: true });
      writeFileSync(join(good, "0.png"), png(32));
      write(good);
    },
  });
  return [
    tree("a pipe in place of a picture", (good) => void execFileSync("mkfifo", [join(good, "1.png")])),
    tree("a link in a circle", (good) => symlinkSync("..", join(good, "again"))),
    tree("a name with a terminal's commands", (good) =>
      writeFileSync(join(good, "\u001b[2J\r\nx.png"), "no picture"),
    ),
    tree("20,000 files that are no pictures", (good) => {
      for (let at = 0; at < 20_000; at++) writeFileSync(join(good, `${at}.txt`), "");
    }),
  ];
}

function tables(): Case[] {
  const maps = (what: string, descr: string, shape: string, bytes: number): Case => ({
    what: `metrics: ${what}`,
    args: ["metrics", "--maps", "maps", "--masks", "masks"],
    write: (folder) => {
      for (const name of ["maps", "masks"]) mkdirSync(join(folder, name));
      writeNpy(join(folder, "maps/a.npy"), descr, shape, bytes);
      writeFileSync(join(folder, "masks/a.png"), png(32));
    },
  });
  const group = (what: string, text: () => string): Case => ({
    what: `csv: ${what}`,
    args: [
      ...["operating-point", "--dataset", "demo", "--model", "demo", "--samples", "1", "--budget", "2"],
      ...["--group", "parts.csv", "--out", "other"],
    ],
    write: (folder) => writeFileSync(join(folder, "parts.csv"), text()),
  });
  return [
    maps("a map of 100 million elements", "<f4", "(10000, 10000)", 4e8),
    maps("a map of 2^40 elements", "<f4", "(1048576, 1048576)", 64),
    maps("a map without width", "<f4", "(32, 0)", 0),
    group("30 MB on one line", () => `sample,part\n${"x".repeat(30_000_000)}`),
    group("a quote that never ends", () => `sample,part\n"${"a,b\n".repeat(2_000_000)}`),
    group("a million columns", () => `sample,part${",x".repeat(1_000_000)}\n`),
  ];
}
