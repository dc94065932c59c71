// Makes the input of a find smaller: blocks are left out as long as the same error comes.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { used } from "../../test/fuzz/budget.ts";
import type { FuzzedReader } from "../../test/fuzz/reader.ts";
import { faultOf, signatureOf } from "../../test/fuzz/refused.ts";

/** Processor time that it may take, and the readings. */
const SECONDS = 5;
const READINGS = 3000;

/** The smallest input met with the same error; undefined where the find is no error that repeats at once. */
export async function minimised(
  reader: FuzzedReader,
  whole: Uint8Array,
  signature: string,
): Promise<Uint8Array | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "faultline-fuzz-"));
  const fails = async (bytes: Uint8Array): Promise<boolean> => {
    try {
      await reader.read(bytes, folder);
      return false;
    } catch (thrown) {
      return faultOf(thrown) !== undefined && signatureOf(thrown) === signature;
    }
  };
  try {
    return (await fails(whole)) ? await smaller(whole, fails) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function smaller(
  whole: Uint8Array,
  fails: (bytes: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  const start = used().seconds;
  let [least, readings]: [Uint8Array, number] = [whole, 0];
  for (let size = Math.ceil(least.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < least.length; ) {
      if (readings++ > READINGS || used().seconds - start > SECONDS) return least;
      const without = Buffer.concat([least.subarray(0, at), least.subarray(at + size)]);
      if (await fails(without)) least = without;
      else at += size;
    }
  }
  return least;
}
