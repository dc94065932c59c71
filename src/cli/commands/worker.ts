// faultline worker: computes items from a queue, on any machine.

import { hostname } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { CancelledError, UsageError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";
import { loadWorker } from "../../study/queue/load.ts";
import { defineCommand, type Registration } from "../command.ts";
import { type Metric, metricsPortFlag, openMetrics } from "../metrics-server.ts";
import { countFlag, listFlag } from "../options.ts";
import { outsideDetectors, withOutsideDetectors } from "../outside-detectors.ts";

const LEASE_SECONDS = 30;

/** Characters of what is said of an item, which others may have put into the queue. */
const SHOWN = 1000;

const ownFlags = {
  queue: z
    .string()
    .describe("redis://HOST[:PORT], rediss:// for TLS; the password in FAULTLINE_QUEUE_PASSWORD"),
  root: listFlag()
    .optional()
    .describe("a data set's folder on this machine: DIR, or KIND=DIR,…  (default: as planned)"),
  model: listFlag()
    .optional()
    .describe(
      "a detector's model folder or FILE.onnx on this machine: PATH, or NAME=PATH,… by the planner's NAME (default: as planned)",
    ),
  workers: countFlag("workers")
    .optional()
    .describe("items computed in parallel, one engine each (default 1)"),
  lease: countFlag("seconds")
    .optional()
    .describe(`seconds after which a silent worker's item goes to another (default ${LEASE_SECONDS})`),
  metricsPort: metricsPortFlag,
};

export const worker: Registration = defineCommand({
  name: "worker",
  summary: "Compute items of studies run with --queue, until stopped",
  example: "faultline worker --queue redis://planner.example:6379 --root /data/mvtec_ad",
  options: () => withOutsideDetectors(ownFlags),
  run: async (flags, surroundings) => {
    const { queue, root, model, workers = 1, lease = LEASE_SECONDS, metricsPort } = flags;
    const { env, cwd, note, progress, signal } = surroundings;
    const { FAULTLINE_QUEUE_PASSWORD: password, FAULTLINE_QUEUE_SECRET: secret } = env;
    const detectors = outsideDetectors(flags, cwd);
    const { runWorker } = await loadWorker();
    const name = `${hostname()}:${process.pid}`;
    const metrics = await openMetrics(metricsPort, note);
    const count = { items: 0, failures: 0, milliseconds: 0 };
    const show = (): void => metrics.show(workerMetrics(count));
    show();
    try {
      note(`worker ${name}: waiting for items`);
      await runWorker({
        address: { url: queue, password, secret },
        ...{ places: placesOf(model, cwd, "--model"), roots: placesOf(root, cwd, "--root") },
        ...{ detectors, worker: name, slots: workers, leaseSeconds: lease, env, signal },
        clock: () => performance.now(),
        onItem: ({ sample, key }, { milliseconds }) => {
          count.items++;
          count.milliseconds += milliseconds;
          show();
          progress(`${count.items} items, the last in ${Math.round(milliseconds)} ms`, {
            sample,
            key,
            milliseconds,
          });
        },
        onFailure: ({ sample, key }, { message }) => {
          count.failures++;
          show();
          note(shownText(`${sample}: ${message}`, SHOWN), { sample, key, error: message });
        },
        onNote: note,
      });
    } finally {
      metrics.close();
    }
    note(`worker ${name}: ${count.items} items done, nothing in hand`);
    if (signal.reason instanceof CancelledError && signal.reason.by === "SIGINT") throw signal.reason;
    return 0;
  },
});

/** "DIR" or "NAME=DIR,…" → folder by name, "" for any. */
function placesOf(
  texts: readonly string[] | undefined,
  cwd: string,
  flag: string,
): ReadonlyMap<string, string> {
  return new Map(
    (texts ?? []).map((text) => {
      const [, name = "", folder = ""] = /^(?:([^=]+)=)?(.+)$/.exec(text) ?? [];
      if (folder === "") throw new UsageError(`invalid ${flag} "${text}"; expected PATH or NAME=PATH`);
      return [name, resolve(cwd, folder)];
    }),
  );
}

function workerMetrics({
  items,
  failures,
  milliseconds,
}: {
  readonly items: number;
  readonly failures: number;
  readonly milliseconds: number;
}): Metric[] {
  const counter = (name: string, help: string, value: number): Metric => ({
    ...{ name, help, type: "counter", values: { "": value } },
  });
  return [
    counter("items_total", "Items done by this worker.", items),
    counter("item_failures_total", "Tries of items that ended in an error.", failures),
    counter("item_seconds_total", "Time spent on items that were done.", milliseconds / 1000),
  ];
}
