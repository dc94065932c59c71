// Jobs handed to a few processes of their own, each as it becomes free.

import { fork } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { Job, JobResult } from "./types.ts";

const PROCESSES = 2;
/** The benchmark gives way to whatever else the machine does. */
const NICENESS = 10;

/** Runs all jobs; results in the order of the jobs. Rejects when a process fails. */
export async function runJobs(
  jobs: readonly Job[],
  onDone: (result: JobResult, done: number) => void,
): Promise<JobResult[]> {
  const results = new Array<JobResult>(jobs.length);
  let next = 0;
  let done = 0;
  const serve = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = fork(fileURLToPath(new URL("worker.js", import.meta.url)));
      if (worker.pid !== undefined) setPriority(worker.pid, NICENESS);
      let current = -1;
      let finished = false;
      const give = (): void => {
        const job = jobs[next];
        current = next++;
        finished = job === undefined;
        if (job === undefined) worker.kill();
        else worker.send(job);
      };
      worker.on("message", (result: JobResult) => {
        results[current] = result;
        onDone(result, ++done);
        give();
      });
      worker.on("exit", (code) => (finished ? resolve() : reject(new Error(`a process ended with ${code}`))));
      give();
    });
  await Promise.all(Array.from({ length: Math.min(PROCESSES, jobs.length) }, serve));
  return results;
}
