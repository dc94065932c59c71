// The processor's instruction sets, as Linux tells them.

import { readFile } from "node:fs/promises";

/** By the kernel's names ("avx2", "asimddp"); null on systems that do not tell. */
export async function processorInstructions(): Promise<ReadonlySet<string> | null> {
  return instructionsIn(await readFile("/proc/cpuinfo", "utf8").catch(() => ""));
}

/** The instruction sets that a /proc/cpuinfo lists: x86's flags or Arm's features; null where it lists none. */
export function instructionsIn(cpuinfo: string): ReadonlySet<string> | null {
  const [, list] = /^(?:flags|Features)\s*:\s*(.+)$/m.exec(cpuinfo) ?? [];
  return list === undefined ? null : new Set(list.trim().split(/\s+/));
}
