// The lines of a file one after the other, whatever its size: none is held that is longer than allowed. Node only.

import type { FileHandle } from "node:fs/promises";
import { InputError, unreadableFile } from "../core/errors.ts";
import { beyondLimit, limitOf } from "../core/limits.ts";

const NEWLINE = 10;
const CHUNK_BYTES = 1 << 20;

/** One whole line. */
export interface FileLine {
  /** Without its end; valid until the next line is asked for. */
  readonly bytes: Uint8Array;
  /** The byte that it starts at, and the one after its end. */
  readonly start: number;
  readonly end: number;
}

/** What of a line was read, as long as its end was not. */
class Begun {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  add(part: Uint8Array): void {
    this.length += part.length;
    // Of a line that is too long, its length alone is of interest.
    if (this.length > limitOf("line-bytes")) this.#parts.length = 0;
    else this.#parts.push(part);
  }

  /** The line that ends with `last`. */
  endedWith(last: Uint8Array): Uint8Array {
    return this.length === 0 ? last : Buffer.concat([...this.#parts, last]);
  }
}

/**
 * The lines of an open file from its beginning on; what stands behind the last end of a line is none. InputError naming
 * the file, `path`, and the line, where one is longer than the limit line-bytes, or where it cannot be read.
 */
export async function* linesOf(file: FileHandle, path: string): AsyncGenerator<FileLine> {
  let begun = new Begun();
  let number = 1;
  let start = 0;
  const check = (length: number): void => {
    if (length > limitOf("line-bytes"))
      throw new InputError(`invalid ${path}, line ${number}: ${beyondLimit("line-bytes", length)}`);
  };
  for await (const chunk of chunksOf(file, path)) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const last = chunk.subarray(from, end);
      const length = begun.length + last.length;
      check(length);
      yield { bytes: begun.endedWith(last), start, end: start + length + 1 };
      if (begun.length > 0) begun = new Begun();
      from = end + 1;
      start += length + 1;
      number++;
    }
    if (from < chunk.length) begun.add(chunk.subarray(from));
  }
  check(begun.length);
}

async function* chunksOf(file: FileHandle, path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false }))
      yield chunk as Buffer;
  } catch (error) {
    throw unreadableFile(path, error);
  }
}
