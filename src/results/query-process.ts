// Starts a query's process, asks it one thing after another, and ends it.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { CancelledError, InputError } from "../core/errors.ts";
import { limitsText } from "../core/limits.ts";
import type { QueryPart } from "./query-engine.ts";
import type { QueryReply, QueryRequest } from "./query-messages.ts";
import { refusedQuery } from "./query-statement.ts";

export interface RunningQuery {
  /** Rejects with what it failed of; CancelledError once the signal is aborted. `onPart` hears of an answer's parts. */
  ask(request: QueryRequest, onPart?: (part: QueryPart) => void): Promise<number>;
  close(): void;
}

type Opened = Omit<QueryRequest & { readonly kind: "open" }, "kind" | "limits">;

/** What waits for a reply. */
interface Waiting {
  readonly onPart: (part: QueryPart) => void;
  readonly resolve: (count: number) => void;
  readonly reject: (error: Error) => void;
}

/** The built program, wherever this file was run from: a process cannot run its source. */
const ENTRY = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/results/query-child.js" : "./query-child.js",
  import.meta.url,
);

/** Opens a run in a process of its own; rejects as openQueryEngine does. */
export async function startQuery(opened: Opened, signal: AbortSignal): Promise<RunningQuery> {
  if (signal.aborted) throw new CancelledError();
  const child = fork(fileURLToPath(ENTRY), [], {
    serialization: "advanced",
    execArgv: [],
    // DuckDB prints where it is told to profile, and says on standard error why it ended itself.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    // Ctrl-C in a terminal goes to this process alone, which ends the other.
    ...{ detached: true, windowsHide: true },
  });
  const ask = asking(child, signal);
  const close = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", close, { once: true });
  child.once("exit", () => signal.removeEventListener("abort", close));
  try {
    await ask({ kind: "open", ...opened, limits: limitsText() });
  } catch (error) {
    close();
    throw error;
  }
  return { ask, close };
}

/** One request after another. */
function asking(child: ChildProcess, signal: AbortSignal): RunningQuery["ask"] {
  let waiting: Waiting | undefined;
  child.on("message", (reply: QueryReply) => {
    if (reply.kind === "part") waiting?.onPart(reply.part);
    else if (reply.kind === "done") waiting?.resolve(reply.count);
    else waiting?.reject(reply.input ? new InputError(reply.message) : new Error(reply.message));
  });
  const ended = endOf(child).then((why) => {
    const error = signal.aborted ? new CancelledError() : refusedQuery(`it ended DuckDB (${why})`);
    waiting?.reject(error);
    return error;
  });
  let last: Promise<unknown> = Promise.resolve();
  return (request, onPart = () => {}) => {
    const answered = last.then(async () => {
      if (!child.connected) throw await ended;
      return await new Promise<number>((resolve, reject) => {
        waiting = { onPart, resolve, reject };
        // Where it cannot be sent the process has ended, which says why.
        child.send(request, () => {});
      });
    });
    last = answered.catch(() => {});
    return answered;
  };
}

/** Why a process ended, in a word. */
async function endOf(child: ChildProcess): Promise<string> {
  const failed = once(child, "error").then(([error]) => String(error));
  const exited = once(child, "exit").then(([code, by]) => String(by ?? `exit code ${code}`));
  return await Promise.race([failed, exited]);
}
