// Small picture trees on disk, written as they are named.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodeGreyPng, encodePng } from "../../src/image/codec.ts";

/** A grey picture of 6×4 pixels. */
export function picture(level = 0.5): Promise<Uint8Array> {
  return encodePng({ width: 6, height: 4, data: new Float32Array(72).fill(level) });
}

/** A mask of 6×4 pixels (or another size) with the given values at its beginning. */
export function mask(values: readonly number[], width = 6, height = 4): Promise<Uint8Array> {
  const data = new Uint8Array(width * height);
  data.set(values);
  return encodeGreyPng({ width, height, data });
}

/** Writes files by their paths relative to a root; returns the root. */
export async function plant(
  root: string,
  files: Readonly<Record<string, string | Uint8Array | Promise<Uint8Array>>>,
): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), await content);
  }
  return root;
}
