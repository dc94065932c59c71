// How much memory a process holds, seen from outside.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Resident memory of a process in bytes: /proc on Linux, `ps` elsewhere; null where neither tells. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === "linux") {
    // In kB, whatever the size of a page.
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    return kilobytes(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]);
  }
  const listed = await run("ps", ["-o", "rss=", "-p", `${pid}`]).catch(() => null);
  return kilobytes(listed?.stdout.trim());
}

function kilobytes(text: string | undefined): number | null {
  return text === undefined || !/^\d+$/.test(text) ? null : Number(text) * 1024;
}
