// A folder of its own for each test, removed afterwards.

import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A new empty folder (links resolved) that lasts as long as the running test. */
export async function scratchFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "faultline-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
