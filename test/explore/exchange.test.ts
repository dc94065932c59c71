// Bodies of bounded size, whatever their head says.

import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  answer,
  answerError,
  answerJson,
  bodyReader,
  HttpError,
  readBody,
} from "../../src/explore/server/exchange.ts";
import { type Asked, ask } from "../support/explorer.ts";

const LIMIT = 1000;
const receive = bodyReader(1);
const large = Buffer.alloc(64_000_000);
const server = createServer((request, response) => {
  if (request.url === "/large") return answer(response, "application/octet-stream", large, { patience: 50 });
  if (request.url === "/file")
    return void receive(request, LIMIT).then(
      (body) => answerJson(response, { bytes: body.length }),
      (error: unknown) => answerError(response, 503, String(error)),
    );
  readBody(request, LIMIT).then(
    (body) => answerJson(response, { bytes: body.length }),
    (error: unknown) => answerError(response, error instanceof HttpError ? error.status : 500, String(error)),
  );
});
let port: number;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => void server.close());

const send = (bytes: number, headers: Readonly<Record<string, string>>): Promise<Asked> =>
  ask(port, "/", { method: "POST", headers, body: "x".repeat(bytes) });

describe("a body", () => {
  it.each([
    ["with its length", {}],
    ["without its length", { "Transfer-Encoding": "chunked" }],
  ])("%s is taken up to the limit, and refused one byte beyond it", async (_, headers) => {
    const whole = await send(LIMIT, headers);
    expect([whole.status, whole.body.toString()]).toEqual([200, `{"bytes":${LIMIT}}`]);
    const larger = await send(LIMIT + 1, headers);
    expect([larger.status, larger.body.toString()]).toEqual([
      413,
      expect.stringContaining("larger than 1000 bytes"),
    ]);
  });
});

it("files are received as many at once as fit, and again when one is there", async () => {
  const head = "POST /file HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n12";
  const first = connect(port, "127.0.0.1");
  first.write(head);
  const second = (): Promise<Asked> => ask(port, "/file", { method: "POST", body: "12" });
  await expect.poll(async () => (await second()).status).toBe(503);
  first.end("34");
  await expect.poll(async () => (await second()).status).toBe(200);
});

it("a reader that takes nothing of its answer is let go", async () => {
  const reader = connect(port, "127.0.0.1");
  reader.pause();
  reader.write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  const connections = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
  await expect.poll(connections).toBeGreaterThan(0);
  await expect.poll(connections).toBe(0);
  reader.destroy();
});
