// A process whose watchdog watches an endless loop: see harness.test.ts.

import { Worker } from "node:worker_threads";

const shared = new Int32Array(new SharedArrayBuffer(4)).fill(7);
const workerData = { shared, what: "stuck", mostSeconds: 1, mostBytes: 3e9 };
new Worker(new URL("./watchdog.mjs", import.meta.url), { workerData }).once("online", () => {
  for (;;) Math.random();
});
