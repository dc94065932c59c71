// How much memory the pictures that are decoded at once may take together, in the whole process: they wait in line for
// it, first come first served. Node only.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { InputError } from "../core/errors.ts";
import { beyondLimit, limitOf } from "../core/limits.ts";

/** Waits until as many more bytes are there to be taken. InputError where they never can be. At most once. */
export type Claim = (bytes: number) => Promise<void>;

/** Pictures from here on are released for the next only when their memory has been given back. */
const LARGE_BYTES = 16_000_000;

const line = {
  /** Bytes taken by those that are being decoded. */
  taken: 0,
  /** Bytes of large pictures since the last collection: nobody may hold them, and they may still be there. */
  released: 0,
  /** Settled when the one before is through the door. */
  door: Promise.resolve(),
  /** Wakes the one that waits at the door for memory. */
  wake: (): void => {},
};

/**
 * Does what needs a file's bytes in memory, and then what it claims to decode them. Until it has claimed, or has ended,
 * whoever comes later waits: each gets all it needs in the end. InputError naming the file where that is beyond the limit.
 */
export async function inDecodingLine<T>(
  path: string,
  fileBytes: number,
  work: (claim: Claim) => Promise<T>,
): Promise<T> {
  const before = line.door;
  let leaveDoor = (): void => {};
  line.door = new Promise((resolve) => {
    leaveDoor = resolve;
  });
  await before;
  let mine = 0;
  const take = async (bytes: number): Promise<void> => {
    const all = mine + bytes;
    if (all > limitOf("decode-bytes"))
      throw new InputError(`invalid image ${path}: ${beyondLimit("decode-bytes", all)}`);
    await untilFree(bytes, mine);
    line.taken += bytes;
    mine = all;
  };
  try {
    await take(fileBytes);
    return await work(async (bytes) => {
      await take(bytes);
      leaveDoor();
    });
  } finally {
    line.taken -= mine;
    if (mine >= LARGE_BYTES) line.released += mine;
    leaveDoor();
    line.wake();
  }
}

async function untilFree(bytes: number, mine: number): Promise<void> {
  while (line.taken > mine && line.taken + bytes > limitOf("decode-bytes")) {
    await new Promise<void>((resolve) => {
      line.wake = resolve;
    });
  }
  if (line.released === 0 || line.taken + line.released + bytes <= limitOf("decode-bytes")) return;
  line.released = 0;
  await collectGarbage();
}

/** Memory of libraries is given back by another thread and a later turn. */
const FREEING_MS = 20;

let collect: (() => void) | undefined;

/** The engine counts memory of libraries late: it would keep three large pictures that nobody holds. */
async function collectGarbage(): Promise<void> {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
    setFlagsFromString("--no-expose-gc");
  }
  // The last picture is on its way to whoever wanted it.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  await new Promise((resolve) => setTimeout(resolve, FREEING_MS));
}
