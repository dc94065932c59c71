// RUN/maps/KEY.f32: the aligned maps of one record, little-endian float32, whole or absent. Node only.

import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../core/digest.ts";
import { InputError, invariant, present, unreadableFile } from "../core/errors.ts";
import { makeFolder } from "../core/folders.ts";
import { beyondLimit, limitOf } from "../core/limits.ts";
import { openRegular } from "../core/regular-file.ts";
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
    // A pipe without a writer would keep the opening waiting.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) throw new InputError(`invalid map file ${path}: it is no ordinary file`);
      const length = stats.size;
      const size = length / record.points.length;
      if (size === 0 || !Number.isInteger(size / 4)) {
        throw new InputError(`invalid map file ${path}: ${length} bytes for ${record.points.length} maps`);
      }
      if (size / 4 > limitOf("pixels"))
        throw new InputError(`invalid map file ${path}: ${beyondLimit("pixels", size / 4)}`);
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
  try {
    return (await sha256OfMaps(join(runFolder, maps.file))) === maps.sha256;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** SHA-256 of a map file; InputError where it is missing, or no ordinary file. */
export async function sha256OfMaps(path: string): Promise<string> {
  const file = await openRegular(path);
  const hash = createHash("sha256");
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Uint8Array);
    return hash.digest("hex");
  } catch (error) {
    throw unreadableFile(path, error);
  } finally {
    await file.close();
  }
}
