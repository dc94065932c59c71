// A worker whose items cost nothing: node trivial-worker.mjs URL SIDE
import { runWorker } from "../../dist/study/queue/worker.js";
import { trivialResult } from "./items.mjs";

const [url, side] = process.argv.slice(2);
await runWorker({
  address: { url },
  ...{ places: new Map(), roots: new Map(), worker: `host:${process.pid}`, slots: 1, leaseSeconds: 30 },
  ...{ signal: new AbortController().signal, env: process.env, cwd: "/", clock: () => performance.now() },
  openServer: () => ({
    compute: async (item) => {
      const { key, experiment, object, sample: id } = item;
      const work = { key, experiment, sample: { id, object, defect: "crack", anomalous: true } };
      return { ...trivialResult(work, Number(side)), milliseconds: 1, worker: `host:${process.pid}` };
    },
    close: async () => {},
  }),
});
