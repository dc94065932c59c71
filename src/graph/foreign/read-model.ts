// The bytes of a foreign model, read here: its own process sees no file.

import { open } from "node:fs/promises";
import { InputError, unreadableFile } from "../../core/errors.ts";
import { refuseExternalData } from "./external-data.ts";

/** Beyond, a file is refused unread. */
const MOST_BYTES = 1_000_000_000;

/** The bytes of an ONNX file that needs no other; InputError, naming it, for anything else. */
export async function readForeignModel(path: string, file: string): Promise<Uint8Array> {
  const bytes = await boundedBytes(path, file);
  refuseExternalData(bytes, file);
  return bytes;
}

async function boundedBytes(path: string, file: string): Promise<Uint8Array> {
  const handle = await open(path, "r").catch((error: unknown) => {
    throw unreadableFile(file, error);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new InputError(`unreadable file ${file}: it is no regular file`);
    if (stats.size > MOST_BYTES)
      throw new InputError(
        `invalid ${file}: ${Math.ceil(stats.size / 1e6)} MB; expected at most ${MOST_BYTES / 1e6} MB`,
      );
    const bytes = new Uint8Array(stats.size);
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  } finally {
    await handle.close();
  }
}
