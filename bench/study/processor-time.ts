// Processor seconds of this process, and of those that it started.

import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Clock ticks of /proc in a second, on every Linux. */
const TICKS = 100;

/** Seconds that this process and its living children have computed for; without children where there is no /proc. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + livingChildren();
}

/** Seconds that children computed for that have ended, theirs included; 0 where there is no /proc. */
export function endedChildrenSeconds(): number {
  const [, , user = 0, system = 0] = timesOf("self");
  return (user + system) / TICKS;
}

function livingChildren(): number {
  const threads = "/proc/self/task";
  if (!existsSync(threads)) return 0;
  const children = readdirSync(threads).flatMap((thread) => childrenOf(`${threads}/${thread}/children`));
  return children.reduce((sum, pid) => {
    const [user = 0, system = 0] = timesOf(pid);
    return sum + (user + system) / TICKS;
  }, 0);
}

function childrenOf(file: string): string[] {
  return existsSync(file)
    ? readFileSync(file, "utf8")
        .split(" ")
        .filter((pid) => pid !== "")
    : [];
}

/** utime, stime, cutime and cstime; nothing of a process that is gone. */
function timesOf(pid: string): number[] {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return [];
  // The name, in brackets, may hold anything; utime is the 12th field after it.
  const stat = readFileSync(file, "utf8");
  return stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15)
    .map(Number);
}
