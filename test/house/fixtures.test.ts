// Large fixtures are in the repository in packed form alone.

import { readdir, readFile, stat } from "node:fs/promises";
import { expect, test } from "vitest";

const FIXTURES = new URL("../fixtures/", import.meta.url);

test("array files above 60 kB are packed, and git ignores what they are unpacked to", async () => {
  const names = await readdir(FIXTURES, { recursive: true });
  const packed = names.filter((name) => name.endsWith(".br")).map((name) => name.slice(0, -".br".length));
  const ignored = (await readFile(new URL(".gitignore", FIXTURES), "utf8"))
    .split("\n")
    .filter((line) => line.startsWith("/"));
  expect(packed.map((name) => `/${name}`).sort()).toEqual(ignored.sort());

  const loose = names.filter((name) => /\.(safetensors|pt|onnx|data)$/.test(name) && !packed.includes(name));
  for (const name of loose) {
    expect(
      (await stat(new URL(name, FIXTURES))).size,
      `${name}: node scripts/pack-fixtures.mjs`,
    ).toBeLessThanOrEqual(60_000);
  }
});
