// What a measurement was made on.
import { spawnSync } from "node:child_process";
import { cpus, loadavg, platform, totalmem } from "node:os";

/** Processor, memory, versions, the file system of a folder, and the load of other work at the start. */
export function machineOf(folder) {
  const answer = (command, args) => spawnSync(command, args, { encoding: "utf8" }).stdout ?? "";
  return {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    platform: platform(),
    node: process.version,
    redis: /v=([\d.]+)/.exec(answer("redis-server", ["--version"]))?.[1] ?? null,
    fileSystem: answer("stat", ["-f", "-c", "%T", `${folder}/..`]).trim(),
    loadAtStart: loadavg()[0],
  };
}
