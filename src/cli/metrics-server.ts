// --metrics-port: numbers for Prometheus, on loopback only.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { z } from "zod";
import { InputError } from "../core/errors.ts";
import type { RunProgress } from "../study/run.ts";
import { countFlag } from "./options.ts";

export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
  /** Values by their label (worker); one without a label under "". */
  readonly values: Readonly<Record<string, number>>;
}

export interface MetricsServer {
  /** What is answered from now on. */
  show(metrics: readonly Metric[]): void;
  close(): void;
}

export const metricsPortFlag: z.ZodOptional<z.ZodType<number>> = countFlag("port", 0)
  .optional()
  .describe("Prometheus metrics at http://127.0.0.1:PORT/metrics (0: any free port)");

const LOOPBACK = "127.0.0.1";

/** Serves metrics on a port; does nothing without one. InputError where the port is taken. */
export async function openMetrics(
  port: number | undefined,
  note: (line: string) => void,
): Promise<MetricsServer> {
  if (port === undefined) return { show: () => {}, close: () => {} };
  let text = "";
  const server = createServer((request, response) => {
    // A name that leads here from elsewhere is no reason to answer: pages of other sites could read along.
    const known = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? "");
    if (!known) response.writeHead(403).end();
    else if (request.method !== "GET" || request.url !== "/metrics") response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new InputError(`cannot serve metrics on port ${port} (${error.code}); choose another one`)),
    );
    server.listen(port, LOOPBACK, resolve);
  });
  server.unref();
  note(`metrics at http://${LOOPBACK}:${(server.address() as AddressInfo).port}/metrics`);
  return {
    show: (metrics) => {
      text = metricsText(metrics);
    },
    close: () => server.close(),
  };
}

/** Prometheus' text format. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .flatMap(({ name, help, type, values }) => [
      `# HELP faultline_${name} ${help}`,
      `# TYPE faultline_${name} ${type}`,
      ...Object.entries(values)
        .filter(([, value]) => Number.isFinite(value))
        .map(([label, value]) => `faultline_${name}${labelText(label)} ${value}`),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

/** A study's progress as metrics. */
export function studyMetrics(progress: RunProgress): Metric[] {
  const { done, total, failed, itemsPerSecond, secondsLeft, workers } = progress;
  const single = (name: string, help: string, value: number): Metric => ({
    ...{ name, help, type: "gauge", values: { "": value } },
  });
  return [
    single("items", "Items of the study.", total),
    single("items_done", "Items with a record.", done),
    single("items_failed", "Items that were given up.", failed),
    single("items_per_second", "Items done per second of this call.", itemsPerSecond),
    single("seconds_left", "Time left at this rate.", secondsLeft),
    {
      ...{ name: "worker_items_total", help: "Items done by each worker.", type: "counter" },
      values: Object.fromEntries(workers.map(({ worker, items }) => [worker, items])),
    },
    {
      ...{ name: "worker_busy_seconds_total", help: "Time each worker spent on its items.", type: "counter" },
      values: Object.fromEntries(workers.map(({ worker, busySeconds }) => [worker, busySeconds])),
    },
  ];
}

function labelText(label: string): string {
  return label === "" ? "" : `{worker="${label.replace(/["\\\n]/g, "\\$&")}"}`;
}
