// Starts the process of a foreign model: with its own folder, hardly any environment, and a pipe each way.

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ForeignSettings } from "./settings.ts";

/** Of JavaScript's own objects; tensors are outside. */
const HEAP_MEGABYTES = 256;
const KEPT_ENVIRONMENT = [
  ...["PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SystemRoot"],
  ...["CUDA_VISIBLE_DEVICES", "VK_ICD_FILENAMES", "VK_DRIVER_FILES"],
];

/** A process that waits for requests. It keeps this one from ending: see holdOpen. */
export function startProcess(folder: string, { limits, program }: ForeignSettings): ChildProcess {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const entry = program ?? new URL(`./child.${extension}`, import.meta.url);
  const kept = KEPT_ENVIRONMENT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return fork(fileURLToPath(entry), [`${limits.memoryMegabytes}`, `${process.pid}`], {
    cwd: folder,
    env: { ...Object.fromEntries(kept), TMPDIR: folder, ORT_DISABLE_TELEMETRY: "1" },
    execArgv: [`--max-old-space-size=${Math.min(HEAP_MEGABYTES, limits.memoryMegabytes)}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc", "pipe", "pipe"],
    // Ctrl-C in a terminal goes to this process alone, which ends the other.
    ...{ detached: true, windowsHide: true },
  });
}

/** Whether the process keeps this one from ending. */
export function holdOpen(child: ChildProcess, holds: boolean): void {
  const parts = [child, child.channel, ...child.stdio] as ({ ref?(): void; unref?(): void } | null)[];
  for (const part of parts) {
    if (holds) part?.ref?.();
    else part?.unref?.();
  }
}
