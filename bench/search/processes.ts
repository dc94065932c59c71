// Jobs handed to a few processes of their own, each as it becomes free.

import { fork } from "node:child_process";
import { getPriority, setPriority } from "node:os";
import { fileURLToPath } from "node:url";

const PROCESSES = 2;
/** The benchmark gives way to whatever else the machine does. */
const NICENESS = 10;

/**
 * Runs all jobs in processes of `worker`, which answers each message with one; results in the order of the jobs. Rejects
 * when a process fails.
 */
export async function runJobs<Job extends object, Result>(
  worker: URL,
  jobs: readonly Job[],
  onDone: (result: Result, done: number) => void,
): Promise<Result[]> {
  const results = new Array<Result>(jobs.length);
  let next = 0;
  let done = 0;
  const serve = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(fileURLToPath(worker));
      if (child.pid !== undefined) setPriority(child.pid, Math.max(NICENESS, getPriority()));
      let current = -1;
      let finished = false;
      const give = (): void => {
        const job = jobs[next];
        current = next++;
        finished = job === undefined;
        if (job === undefined) child.kill();
        else child.send(job);
      };
      child.on("message", (result: Result) => {
        results[current] = result;
        onDone(result, ++done);
        give();
      });
      child.on("exit", (code) => (finished ? resolve() : reject(new Error(`a process ended with ${code}`))));
      give();
    });
  await Promise.all(Array.from({ length: Math.min(PROCESSES, jobs.length) }, serve));
  return results;
}
