// Runs a command under /usr/bin/time: what it used, how it ended and the last that it said.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a command came to. */
export interface Measured {
  /** Processor time of all its threads, in seconds. */
  readonly seconds: number;
  /** The most memory it held, in bytes. */
  readonly peak: number;
  /** Its exit code; 124 where it was ended. */
  readonly code: number;
  /** Standard error; else standard output. */
  readonly said: string;
}

const MOST_WALL_SECONDS = 120;

/** Runs a script with its arguments in a folder. */
export function measure(script: readonly string[], folder: string): Measured {
  const times = join(folder, ".times");
  const command = ["--format=%U %S %M", `--output=${times}`, "timeout", `${MOST_WALL_SECONDS}`];
  const { stdout, stderr, status } = spawnSync("/usr/bin/time", [...command, process.execPath, ...script], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1e9,
    env: { ...process.env, NO_COLOR: "1" },
  });
  // A line of its own stands before the figures where the command failed.
  const [user = 0, system = 0, kilobytes = 0] = (readFileSync(times, "utf8").trim().split("\n").at(-1) ?? "")
    .split(" ")
    .map(Number);
  const said = stderr.trim() === "" ? stdout.trim() : stderr.trim();
  return { seconds: user + system, peak: kilobytes * 1024, code: status ?? -1, said };
}
