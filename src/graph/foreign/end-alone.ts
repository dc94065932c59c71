// How a foreign model's process ends where nobody is left to end it, and what its folder is called.

import { rmSync } from "node:fs";
import { basename } from "node:path";

/** How the name of a foreign model's folder begins. */
export const FOLDER_PREFIX = "faultline-foreign-";

/** Ends the process at once, whatever it is doing, and takes its folder with it. */
export function endAlone(): void {
  removeOwnFolder();
  process.kill(process.pid, "SIGKILL");
}

/** Removes the folder that the process runs in; never another one, wherever it was started. */
export function removeOwnFolder(): void {
  try {
    const folder = process.cwd();
    if (basename(folder).startsWith(FOLDER_PREFIX)) rmSync(folder, { recursive: true, force: true });
  } catch {
    // It is gone.
  }
}
