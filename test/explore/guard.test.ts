// Who may ask the explorer: the guard is a pure function of a request's head.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOf, type GuardRules, type RequestHead, refusalOf } from "../../src/explore/server/guard.ts";

const RULES: GuardRules = { hosts: new Set(["127.0.0.1:8000", "localhost:8000"]), token: null };
const get = (url: string, headers: RequestHead["headers"] = {}): RequestHead => ({
  ...{ method: "GET", url },
  headers: { host: "127.0.0.1:8000", ...headers },
});
const post = (headers: RequestHead["headers"] = {}): RequestHead => ({
  ...get("/api/evaluate", { origin: "http://127.0.0.1:8000", ...headers }),
  method: "POST",
});
const statusOf = (head: RequestHead, rules = RULES): number => refusalOf(head, rules)?.status ?? 200;

describe("the guard", () => {
  it("lets the page and its own requests pass", () => {
    const own = { "sec-fetch-site": "same-origin" };
    expect([get("/"), get("/api/state", own), post(), post(own)].map((head) => statusOf(head))).toEqual([
      200, 200, 200, 200,
    ]);
    expect(statusOf(get("/", { host: "LOCALHOST:8000" }))).toBe(200);
  });

  it.each([
    "evil.example",
    "evil.example:8000",
    "127.0.0.1",
    "127.0.0.1:8001",
    "127.0.0.1:8000.evil.example",
    "",
  ])("refuses the Host %j, as a rebound name would have it", (host) => {
    expect(statusOf(get("/", { host }))).toBe(403);
  });

  it.each([
    ...["/\\[x", "/\\evil.example/api/state", "/a\\b", "//evil.example/", "http://evil.example/", "*", ""],
    ...["/a b", "/\u0001", "/\u00e9"],
  ])("refuses the address %j", (url) => {
    expect(statusOf(get(url))).toBe(400);
  });

  it("reads every address that passes, whatever it holds, as one of this server", () => {
    for (const url of ["/[x", "/@evil:1/", "/%", "/%00%ff", "/..//..", "/?token=%", "/#?[", "/:99999"])
      expect([statusOf(get(url)), addressOf(url).host]).toEqual([200, "localhost"]);
  });

  it("refuses a request without a Host", () => {
    expect(statusOf({ method: "GET", url: "/", headers: {} })).toBe(403);
  });

  it.each(["http://evil.example", "null", "https://127.0.0.1:8000", "http://127.0.0.1:8001", ""])(
    "refuses the Origin %j, also on reading",
    (origin) => {
      expect(statusOf(post({ origin }))).toBe(403);
      expect(statusOf(get("/api/state", { origin }))).toBe(403);
    },
  );

  it("asks for an Origin where something is computed or kept", () => {
    const { origin: _, ...headers } = post().headers;
    expect(statusOf({ ...post(), headers })).toBe(403);
  });

  it("lets other sites link to the page, but fetch nothing", () => {
    const foreign = { "sec-fetch-site": "cross-site" };
    expect(statusOf(get("/", { ...foreign, "sec-fetch-mode": "navigate" }))).toBe(200);
    expect(statusOf(get("/api/state", { ...foreign, "sec-fetch-mode": "navigate" }))).toBe(403);
    expect(statusOf(get("/", { ...foreign, "sec-fetch-mode": "no-cors" }))).toBe(403);
    expect(statusOf(post({ "sec-fetch-site": "same-site" }))).toBe(403);
  });

  it.each(["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get"])(
    "does not know the method %s",
    (method) => {
      expect(statusOf({ ...get("/"), method })).toBe(405);
    },
  );

  it.each(["http://127.0.0.1:8000/", "//evil.example/", "*", "", "/\u0000", "/ä"])(
    "takes no address %j",
    (url) => {
      expect(statusOf(get(url))).toBe(400);
    },
  );

  it("takes addresses up to 2,048 characters", () => {
    expect(statusOf(get("/".padEnd(2048, "a")))).toBe(200);
    expect(statusOf(get("/".padEnd(2049, "a")))).toBe(414);
  });

  it("asks for the token where it has one, in a cookie or once in the address", () => {
    const rules = { ...RULES, token: "s3cret" };
    expect(statusOf(get("/"), rules)).toBe(401);
    expect(statusOf(get("/?token=wrong"), rules)).toBe(401);
    expect(statusOf(get("/?token=s3cret"), rules)).toBe(200);
    expect(statusOf(get("/", { cookie: "a=b; faultline_token=s3cret" }), rules)).toBe(200);
    expect(statusOf(get("/", { cookie: "faultline_token=s3cre" }), rules)).toBe(401);
  });

  it("never throws, whatever the head", () => {
    const text = fc.string({ unit: "binary", maxLength: 24 });
    const headers = fc.dictionary(
      fc.constantFrom("host", "origin", "cookie", "sec-fetch-site", "sec-fetch-mode"),
      fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constant(undefined)),
    );
    fc.assert(
      fc.property(text, text, headers, fc.option(text), (method, url, given, token) => {
        const refusal = refusalOf({ method, url, headers: given }, { ...RULES, token });
        expect(refusal === null || refusal.status >= 400).toBe(true);
      }),
    );
  });
});
