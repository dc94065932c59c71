// The command line in the test's own process: what a command prints, and its exit code.

import { runCli } from "../../src/index.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test may do while a command runs. */
export interface Around {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly out?: (line: string) => void;
  readonly progress?: (line: string) => void;
}

/** Runs commands from a folder. */
export function cliIn(folder: string): (args: readonly string[], around?: Around) => Promise<Ran> {
  return async (args, { env = {}, signal, out, progress = () => {} } = {}) => {
    const [printed, noted]: [string[], string[]] = [[], []];
    const code = await runCli([...args], {
      ...{ env: { ...process.env, ...env }, cwd: folder, progress },
      signal: signal ?? new AbortController().signal,
      out: (line) => {
        printed.push(line);
        out?.(line);
      },
      note: (line) => void noted.push(line),
    });
    return { code, stdout: printed.join("\n"), stderr: noted.join("\n") };
  };
}
