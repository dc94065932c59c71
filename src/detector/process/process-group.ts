// A program with all that it started: ended together, also where faultline itself is killed first. Node only.

import { type ChildProcess, spawn } from "node:child_process";

/** There are no process groups on Windows: a program there has to end its own children. */
const HAS_GROUPS = process.platform !== "win32";

/**
 * Waits for the end of its input, which comes when faultline is gone, however that went; gives the program two seconds to
 * see the end of its own, and kills what is left of the group.
 */
const GUARD = 'read -r _; sleep 2; kill -s KILL -- "-$1"';

/** Kills a program and all that it started and left in its group, also where it has exited before them. */
export function killGroup(child: ChildProcess | undefined): void {
  if (child?.pid === undefined) return;
  try {
    if (HAS_GROUPS) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // Nobody of it is left.
  }
}

/** Has the group of a program killed should this process be killed; what it returns ends the watch. */
export function guardGroup({ pid }: ChildProcess): () => void {
  if (!HAS_GROUPS || pid === undefined) return () => {};
  const guard = spawn("/bin/sh", ["-c", GUARD, "guard", String(pid)], {
    ...{ stdio: ["pipe", "ignore", "ignore"], cwd: "/", env: { PATH: "/usr/bin:/bin" } },
    detached: true,
  });
  // It is a second line: where it cannot be had, programs still see the end of their input.
  guard.on("error", () => {});
  guard.stdin?.on("error", () => {});
  guard.unref();
  (guard.stdin as { unref?(): void } | null)?.unref?.();
  return () => {
    guard.kill("SIGKILL");
    guard.stdin?.destroy();
  };
}
