// A folder of its own for each test, removed afterwards.

import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

/** A new empty folder (links resolved) that lasts as long as the running test. */
export async function scratchFolder(): Promise<string> {
  const folder = await newFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A new empty folder that lasts for a whole file of tests: call it at the top level. */
export async function sharedFolder(): Promise<string> {
  const folder = await newFolder();
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function newFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), "faultline-")));
}
