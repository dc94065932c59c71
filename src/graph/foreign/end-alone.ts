// How a foreign model's process ends where nobody is left to end it.

import { rmdirSync } from "node:fs";

/** Ends the process at once, whatever it is doing, and takes its folder with it where that is as empty as it was given. */
export function endAlone(): void {
  try {
    rmdirSync(process.cwd());
  } catch {
    // It is gone, or holds something.
  }
  process.kill(process.pid, "SIGKILL");
}
