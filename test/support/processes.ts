// Processes of the system, as Linux shows them.

import { existsSync, readFileSync } from "node:fs";

/** False of a zombie too: it has ended, and nobody has asked how. */
export function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/status`;
  return existsSync(file) && !/^State:\tZ/m.test(readFileSync(file, "utf8"));
}
