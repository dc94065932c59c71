// Metrics: Prometheus' text on loopback, for those who ask by its own name.

import { request } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { metricsText, openMetrics, studyMetrics } from "../../src/cli/metrics-server.ts";
import { InputError } from "../../src/core/errors.ts";

const PROGRESS = {
  ...{ done: 3, total: 10, failed: 1, itemsPerSecond: 0.5, secondsLeft: Number.NaN },
  workers: [{ worker: 'host:"7"', items: 3, itemsPerSecond: 0.5, busySeconds: 6 }],
};

const TEXT = `# HELP faultline_items Items of the study.
# TYPE faultline_items gauge
faultline_items 10
# HELP faultline_items_done Items with a record.
# TYPE faultline_items_done gauge
faultline_items_done 3
# HELP faultline_items_failed Items that were given up.
# TYPE faultline_items_failed gauge
faultline_items_failed 1
# HELP faultline_items_per_second Items done per second of this call.
# TYPE faultline_items_per_second gauge
faultline_items_per_second 0.5
# HELP faultline_seconds_left Time left at this rate.
# TYPE faultline_seconds_left gauge
# HELP faultline_worker_items_total Items done by each worker.
# TYPE faultline_worker_items_total counter
faultline_worker_items_total{worker="host:\\"7\\""} 3
# HELP faultline_worker_busy_seconds_total Time each worker spent on its items.
# TYPE faultline_worker_busy_seconds_total counter
faultline_worker_busy_seconds_total{worker="host:\\"7\\""} 6
`;

const get = (url: string, host?: string): Promise<{ status: number | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(url, host === undefined ? {} : { headers: { host } }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    asked.on("error", reject);
    asked.end();
  });

it("writes a study's progress as Prometheus reads it; what cannot be told is left out", () => {
  expect(metricsText(studyMetrics(PROGRESS))).toBe(TEXT);
});

it("answers on loopback alone, to its own name alone, and says where a port is taken", async () => {
  const notes: string[] = [];
  const server = await openMetrics(0, (note) => notes.push(note));
  onTestFinished(() => server.close());
  server.show(studyMetrics(PROGRESS));
  const url = notes[0]?.replace("metrics at ", "") ?? "";
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  expect(await get(url)).toEqual({ status: 200, text: TEXT });
  expect((await get(url, "elsewhere.example")).status).toBe(403);
  expect((await get(url.replace("/metrics", "/"))).status).toBe(404);
  const port = Number(new URL(url).port);
  await expect(openMetrics(port, () => {})).rejects.toThrow(
    new InputError(`cannot serve metrics on port ${port} (EADDRINUSE); choose another one`),
  );
});
