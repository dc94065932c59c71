// A thread that ends the process where one input never does, or takes memory without end: nothing in JavaScript can stop
// a loop from its own thread. What it says last names the input.

import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { shared, what, mostSeconds, mostBytes } = workerData;
let [index, since] = [-1, 0];

setInterval(() => {
  const { user, system } = process.cpuUsage();
  const [now, seconds] = [Atomics.load(shared, 0), (user + system) / 1e6];
  if (now < 0 || now !== index) [index, since] = [now, seconds];
  const bytes = process.memoryUsage.rss();
  const fault =
    seconds - since > mostSeconds
      ? `still reading after ${mostSeconds.toFixed(0)} s of processor time`
      : bytes > mostBytes
        ? `held ${Math.round(bytes / 1e6)} MB`
        : undefined;
  if (fault === undefined || now < 0) return;
  writeSync(2, `fuzz: ${what}, input ${now}: ${fault}\n`);
  process.kill(process.pid, "SIGKILL");
}, 100);
