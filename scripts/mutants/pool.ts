// Worker processes, each with its own vitest: taken one order at a time, ended with all their children where an order
// outlasts its limit, and replaced.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { CancelledError } from "../../src/core/errors.ts";
import type { Order, Outcome } from "./worker.ts";

export type Answer = Outcome | { readonly state: "timed out" | "crashed" };

export interface Pool {
  /** Runs one order in a free worker, as many at once as there are workers; CancelledError once it is closed. */
  run(order: Order, limitSeconds: number): Promise<Answer>;
  /** Ends every worker and what it started. */
  close(): void;
}

const WORKER = fileURLToPath(new URL("./worker.js", import.meta.url));

/** A pool of `size` workers; `env(number)` is added to a worker's environment. */
export function openPool(
  size: number,
  root: string,
  env: (number: number) => Readonly<Record<string, string>>,
): Pool {
  const started = new Map<number, Promise<ChildProcess>>();
  const free = Array.from({ length: size }, (_, number) => number);
  const queue: ((number: number) => void)[] = [];
  const taken = (): Promise<number> => {
    const number = free.pop();
    return number === undefined ? new Promise((resolve) => queue.push(resolve)) : Promise.resolve(number);
  };
  const release = (number: number): void => {
    const next = queue.shift();
    if (next === undefined) free.push(number);
    else next(number);
  };
  const running = new Set<ChildProcess>();
  let closed = false;
  const start = async (number: number): Promise<ChildProcess> => {
    const child = fork(WORKER, { cwd: root, detached: true, env: { ...process.env, ...env(number) } });
    running.add(child);
    await once(child, "message");
    return child;
  };
  const end = (child: ChildProcess): void => {
    running.delete(child);
    // Its own process group: vitest's forks go with it.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  return {
    run: async (order, limitSeconds) => {
      const number = await taken();
      if (closed) {
        release(number);
        throw new CancelledError();
      }
      const worker = started.get(number) ?? start(number);
      started.set(number, worker);
      const child = await worker;
      const answer = await answerOf(child, order, limitSeconds);
      if (answer.state === "timed out" || answer.state === "crashed") {
        end(child);
        started.delete(number);
      }
      release(number);
      return answer;
    },
    close: () => {
      closed = true;
      for (const child of running) end(child);
    },
  };
}

function answerOf(child: ChildProcess, order: Order, limitSeconds: number): Promise<Answer> {
  return new Promise((resolve) => {
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      child.removeAllListeners("message").removeAllListeners("exit");
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ state: "timed out" }), limitSeconds * 1000);
    child.once("message", (outcome) => finish(outcome as Outcome));
    child.once("exit", () => finish({ state: "crashed" }));
    child.send(order);
  });
}
