// The built command line, run as a user runs it.

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { decodeFloat32Npy, encodeNpy } from "../../src/core/npy.ts";
import { tensor } from "../../src/core/tensor.ts";

/** The built command line. */
export const MAIN: string = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; sends a signal (SIGINT unless another is named) as soon as `interruptWhen` holds. */
export function faultline(
  args: readonly string[],
  {
    cwd,
    env = {},
    interruptWhen,
    signal = "SIGINT",
  }: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly interruptWhen?: () => boolean;
    readonly signal?: NodeJS.Signals;
  } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    const watch = setInterval(() => {
      if (interruptWhen?.() !== true) return;
      clearInterval(watch);
      child.kill(signal);
    }, 10);
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(watch);
      resolve({ code, stdout, stderr });
    });
  });
}

/** Writes floats as .npy. */
export async function writeNpy(
  path: string,
  shape: readonly number[],
  values: ArrayLike<number>,
): Promise<string> {
  await writeFile(path, encodeNpy(tensor(shape, Float32Array.from(values))));
  return path;
}

/** The floats of a .npy file. */
export async function readNpy(path: string): Promise<{ shape: readonly number[]; data: Float32Array }> {
  return decodeFloat32Npy(await readFile(path), path);
}
