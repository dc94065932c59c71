// A small disk of a test's own, which may be full or read-only; mounting one takes the right to.

import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

const command = promisify(execFile);

export const canMount: boolean = await (async () => {
  const probe = join("/tmp", `faultline-mount-${process.pid}`);
  await mkdir(probe, { recursive: true });
  try {
    await command("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe]);
    await command("umount", [probe]);
    return true;
  } catch {
    return false;
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
})();

/** Mounts an empty disk in memory at a new folder, as long as the running test. */
export async function mountTmpfs(folder: string, options: string): Promise<void> {
  await mkdir(folder);
  await command("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  onTestFinished(async () => void (await command("umount", [folder])));
}

/** Changes the options of a mounted disk: "size=1m", "ro". */
export async function remount(folder: string, options: string): Promise<void> {
  await command("mount", ["-o", `remount,${options}`, folder]);
}
