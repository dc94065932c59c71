// Where a run is made and by which command, as its stamp says it. Node only.

import { availableParallelism, cpus } from "node:os";
import { quoted } from "../core/shell-word.ts";
import { runtimeVersion } from "../graph/session-node.ts";
import type { MadeBy } from "../results/stamp.ts";
import type { Invocation, Surroundings } from "./command.ts";
import { flagWords } from "./command-words.ts";
import { OF_ONE_RUN } from "./of-one-run.ts";

/** This machine and the command that runs on it. */
export function madeBy({ invocation }: Pick<Surroundings, "invocation">): MadeBy {
  return { machine: machineText(), command: invocation === undefined ? null : commandText(invocation) };
}

/** "AMD EPYC 9654, 2 cores, linux x64, Node 22.1.0, onnxruntime 1.30.0": what last bits may depend on, and no names. */
function machineText(): string {
  const model = cpus()[0]?.model.trim().replace(/\s+/g, " ") ?? "";
  const cores = availableParallelism();
  return [
    ...(model === "" || model === "unknown" ? [] : [model]),
    `${cores} ${cores === 1 ? "core" : "cores"}`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    `onnxruntime ${runtimeVersion()}`,
  ].join(", ");
}

/** "faultline bound --dataset demo …", quoted for a POSIX shell; without what says only how it was run. */
export function commandText({ command, flags }: Invocation): string {
  const keys = Object.keys(flags).filter((key) => !OF_ONE_RUN.includes(key));
  return ["faultline", ...command.split(" "), ...flagWords(keys, flags)].map(quoted).join(" ");
}
