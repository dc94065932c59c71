// RUN/maps/KEY.f32: the aligned maps of one record, little-endian float32, whole or absent. Node only.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../core/digest.ts";
import { InputError, invariant, present } from "../core/errors.ts";
import { makeFolder } from "../core/folders.ts";
import { writeFileAtomic } from "../core/write-file.ts";
import type { ItemRecord, StoredMaps } from "./record.ts";

const FOLDER = "maps";

/** Writes the maps of a key; what the record keeps of them. */
export async function writeMaps(
  runFolder: string,
  key: string,
  maps: readonly Float32Array[],
): Promise<StoredMaps> {
  const length = maps.reduce((sum, map) => sum + map.length, 0);
  const values = new Float32Array(length);
  let offset = 0;
  for (const map of maps) {
    values.set(map, offset);
    offset += map.length;
  }
  const bytes = new Uint8Array(values.buffer);
  const file = join(FOLDER, `${key}.f32`);
  await makeFolder(join(runFolder, FOLDER));
  await writeFileAtomic(join(runFolder, file), bytes);
  return { file, sha256: sha256(bytes) };
}

/** One of the maps of a record that has some; InputError where the file is missing or of another length than the record's points need. */
export function readMap(runFolder: string, record: ItemRecord, index: number): Float32Array {
  const path = join(runFolder, present(record.maps, "maps of a record").file);
  invariant(index >= 0 && index < record.points.length, `a record without a map ${index}`);
  try {
    const file = openSync(path, "r");
    try {
      const length = fstatSync(file).size;
      const size = length / record.points.length;
      if (size === 0 || !Number.isInteger(size / 4)) {
        throw new InputError(`invalid map file ${path}: ${length} bytes for ${record.points.length} maps`);
      }
      const values = new Float32Array(size / 4);
      const read = readSync(file, values, 0, size, index * size);
      if (read < size) throw new InputError(`invalid map file ${path}: it ends after ${read} bytes of a map`);
      return values;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw readFailure(path, error);
  }
}

function readFailure(path: string, error: unknown): unknown {
  if (error instanceof InputError) return error;
  const { code } = error as NodeJS.ErrnoException;
  return new InputError(
    code === "ENOENT" ? `missing map file ${path}` : `unreadable map file ${path} (${code})`,
  );
}

/** True where the record's map file is there and unchanged, or the record has none. */
export async function mapsIntact(runFolder: string, { maps }: ItemRecord): Promise<boolean> {
  if (maps === undefined) return true;
  const bytes = await readFile(join(runFolder, maps.file)).catch(() => undefined);
  return bytes !== undefined && sha256(bytes) === maps.sha256;
}
