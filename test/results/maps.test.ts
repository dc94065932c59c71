// Map files: what was written comes back, and damage is noticed.

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { mapsIntact, readMap, writeMaps } from "../../src/results/maps.ts";
import type { ItemRecord, StoredMaps } from "../../src/results/record.ts";
import { recordOf } from "../support/records.ts";
import { scratchFolder } from "../support/scratch.ts";

const MAPS = [Float32Array.of(0.1, -0, 3e-40), Float32Array.of(1, 2, 3)];

async function stored(run: string): Promise<ItemRecord & { readonly maps: StoredMaps }> {
  const maps = await writeMaps(run, "a", MAPS);
  const { points } = recordOf("a");
  return { ...recordOf("a", { points: [...points, ...points] }), maps };
}

it("gives back each map of a record, bit for bit", async () => {
  const run = await scratchFolder();
  const record = await stored(run);
  expect([readMap(run, record, 0), readMap(run, record, 1)]).toEqual(MAPS);
  expect(record.maps.file).toBe(join("maps", "a.f32"));
  expect((await readFile(join(run, record.maps.file))).length).toBe(24);
});

it("knows an intact file from a changed, a cut and a missing one", async () => {
  const run = await scratchFolder();
  const record = await stored(run);
  const path = join(run, record.maps.file);
  const bytes = await readFile(path);
  expect(await mapsIntact(run, record)).toBe(true);
  await writeFile(path, bytes.subarray(0, 20));
  expect(await mapsIntact(run, record)).toBe(false);
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  await writeFile(path, bytes);
  expect(await mapsIntact(run, record)).toBe(false);
  await rm(path);
  expect(await mapsIntact(run, record)).toBe(false);
});

it("names a file that is missing or too short when it is read", async () => {
  const run = await scratchFolder();
  const record = await stored(run);
  const path = join(run, record.maps.file);
  await writeFile(path, new Uint8Array(10));
  expect(() => readMap(run, record, 0)).toThrow(
    new InputError(`invalid map file ${path}: 10 bytes for 2 maps`),
  );
  await writeFile(path, "");
  expect(() => readMap(run, record, 0)).toThrow(InputError);
  await rm(path);
  expect(() => readMap(run, record, 0)).toThrow(new InputError(`missing map file ${path}`));
});

it("misses no map of a record that has none", async () => {
  const { maps: _none, ...record } = recordOf("scores");
  expect(await mapsIntact(await scratchFolder(), record)).toBe(true);
});
