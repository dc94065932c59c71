// Many requests at once, with a detector that waits to be released: who is served is decided by the queue, never by
// how fast this machine is.

import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeFrame } from "../../src/explore/frame.ts";
import type { EvaluationView } from "../../src/explore/protocol.ts";
import type { Explorer } from "../../src/explore/server/explorer.ts";
import { type RunningServer, serve } from "../../src/explore/server/serve.ts";
import { type Asked, ask, openTestExplorer, redDetector } from "../support/explorer.ts";
import { type Held, held } from "../support/held.ts";

let explorer: Explorer;
let server: RunningServer;
let sample: string;
let begun: Held;
let detection: Held;
let evaluated = 0;

beforeEach(async () => {
  [begun, detection] = [held(), held()];
  // Each call of the detector waits until the test releases it.
  const detector = await redDetector(async (pictures) => {
    begun.release();
    await detection.promise;
    // Between two batches the server hears of readers that went away.
    await new Promise(setImmediate);
    evaluated += pictures;
  });
  explorer = await openTestExplorer({ detector });
  sample = explorer.catalogue.page({ defect: "crack" }, 0, 1).samples[0]?.id ?? "";
  server = await serve({
    ...{ explorer, assets: new Map(), host: "127.0.0.1", port: 0 },
    onBug: (error) => {
      throw error;
    },
  });
  evaluated = 0;
});
afterEach(async () => {
  detection.release();
  await server.close();
  await explorer.close();
});

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Asked> =>
  ask(server.port, path, { method: "POST", headers, body: JSON.stringify(body) });
const evaluate = (theta: number, client: string): Promise<Asked> =>
  post("/api/evaluate", { sample, point: { theta } }, { "X-Client": client });
const waiting = (count: number): Promise<void> =>
  expect.poll(() => explorer.line.waiting(), { interval: 5 }).toBe(count);
const statusesOf = async (answers: readonly Promise<Asked>[]): Promise<number[]> =>
  (await Promise.all(answers)).map(({ status }) => status);

describe("much at once", () => {
  it("of 200 rapid moves of one slider serves the first and the last: newer ones replace those that wait", async () => {
    const first = evaluate(0, "slider");
    await begun.promise;
    const between = Array.from({ length: 198 }, (_, index) => evaluate(index / 4, "slider"));
    const dropped = statusesOf(between);
    let answered = 0;
    for (const move of between) move.then(() => answered++);
    await expect.poll(() => answered, { interval: 5 }).toBe(197);
    const last = evaluate(77, "slider");
    expect(await dropped).toEqual(between.map(() => 409));
    detection.release();
    expect((await first).status).toBe(200);
    const { status, body } = await last;
    const view = decodeFrame(new Uint8Array(body).buffer).json as EvaluationView;
    expect([status, view.point]).toEqual([200, { theta: 77 }]);
  });

  it("serves 20 clients with sliders, landscapes and searches", async () => {
    const landscape = { sample, axes: ["theta"], count: 5, at: { hue: 0 } };
    const search = { sample, over: ["theta"], criterion: "loss", strategy: "worst-of-k", budget: 2, seed: 1 };
    const clients = Array.from({ length: 20 }, (_, number) => [
      evaluate(number, `client ${number}`),
      post("/api/landscape", landscape),
      post("/api/search", search),
    ]).flat();
    await waiting(59);
    detection.release();
    expect(await statusesOf(clients)).toEqual(clients.map(() => 200));
    expect(evaluated).toBe(20 * (1 + 5 + 4));
  });

  it("refuses what the queue has no room for, and serves the rest", async () => {
    const running = evaluate(0, "first");
    await begun.promise;
    const queued = Array.from({ length: 128 }, (_, number) => evaluate(number, `client ${number}`));
    await waiting(128);
    const { status, headers } = await evaluate(1, "too many");
    expect([status, headers["retry-after"]]).toEqual([503, "1"]);
    detection.release();
    expect(await statusesOf([running, ...queued])).toEqual([running, ...queued].map(() => 200));
  });

  it("stops a search whose reader went away, before its budget is spent", async () => {
    detection.release();
    const search = { over: ["theta", "hue"], criterion: "pauroc", strategy: "grid", budget: 2000, seed: 0 };
    const body = JSON.stringify({ sample, ...search });
    const { port } = server;
    await new Promise<void>((resolve) => {
      const headers = { Origin: `http://127.0.0.1:${port}` };
      const asked = request(
        { host: "127.0.0.1", port, path: "/api/search", method: "POST", headers },
        (response) => {
          response.once("data", () => asked.destroy());
          response.once("close", () => resolve());
          response.on("error", () => {});
        },
      );
      asked.on("error", () => {});
      asked.end(body);
    });
    await explorer.line.idle();
    expect((await evaluate(1, "next")).status).toBe(200);
    expect(evaluated).toBeLessThan(1000);
  });
});
