// Bodies of bounded size, whatever their head says.

import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerError, answerJson, HttpError, readBody } from "../../src/explore/server/exchange.ts";
import { type Asked, ask } from "../support/explorer.ts";

const LIMIT = 1000;
const server = createServer((request, response) => {
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
