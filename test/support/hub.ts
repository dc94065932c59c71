// A server on loopback that behaves like the Hugging Face hub: a front that knows repositories and redirects large
// files to a second origin, which serves ranges. Faults are switched on by the test.

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface HubContent {
  readonly bytes: Uint8Array;
  /** Large files have a SHA-256 for an ETag and lie on the second origin. */
  readonly large: boolean;
}

export interface HubFaults {
  /** Bytes after which the second origin cuts the connection, once for each entry. */
  cuts: number[];
  /** Milliseconds between pieces of 64 KiB. */
  delay: number;
  ignoreRanges: boolean;
  flipByte: number | null;
  token: string | null;
  /** Answers of the front before it works. */
  failures: number[];
}

export interface FakeHub {
  readonly endpoint: string;
  readonly files: Map<string, HubContent>;
  readonly faults: HubFaults;
  /** Everything asked for: "GET front /org/model/…", with the range and whether a token was sent. */
  readonly requests: {
    readonly what: string;
    readonly range: string | undefined;
    readonly authorised: boolean;
  }[];
  commit: string;
}

/** Starts both origins for the running test. */
export async function startHub(id: string): Promise<FakeHub> {
  const files = new Map<string, HubContent>();
  const faults: HubFaults = {
    ...{ cuts: [], delay: 0, ignoreRanges: false, flipByte: null, token: null, failures: [] },
  };
  const requests: FakeHub["requests"] = [];
  const hub = { commit: "c0ffee" };
  const record = (origin: string, request: IncomingMessage): void => {
    requests.push({
      what: `${request.method} ${origin} ${request.url}`,
      range: request.headers.range,
      authorised: request.headers.authorization !== undefined,
    });
  };
  const store = await listen((request, response) => {
    record("store", request);
    const content = files.get(decodeURIComponent((request.url ?? "").slice(1)));
    if (content === undefined) response.writeHead(404).end();
    else void serve(content.bytes, request, response, faults);
  });
  const front = await listen((request, response) => {
    record("front", request);
    const failure = faults.failures.shift();
    if (failure !== undefined) response.writeHead(failure, { "retry-after": "0" }).end();
    else if (faults.token !== null && request.headers.authorization !== `Bearer ${faults.token}`)
      response.writeHead(401).end();
    else answer(request, response);
  });
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const prefix = new RegExp(`^/${id}/resolve/([^/]+)/(.+)$`).exec(request.url ?? "");
    const content = files.get(prefix?.[2] ?? "");
    if (prefix === null || content === undefined) {
      response.writeHead(404, { "x-error-code": prefix === null ? "RepoNotFound" : "EntryNotFound" }).end();
      return;
    }
    const common = { "x-repo-commit": hub.commit };
    if (content.large) {
      response.writeHead(302, {
        ...common,
        "x-linked-etag": `"${createHash("sha256").update(content.bytes).digest("hex")}"`,
        "x-linked-size": content.bytes.length,
        location: `${store}/${encodeURIComponent(prefix[2] ?? "")}`,
      });
      response.end();
      return;
    }
    const etag = createHash("sha1").update(`blob ${content.bytes.length}\0`).update(content.bytes);
    response.writeHead(200, {
      ...common,
      etag: `W/"${etag.digest("hex")}"`,
      "content-length": content.bytes.length,
    });
    response.end(request.method === "HEAD" ? undefined : content.bytes);
  };
  return {
    endpoint: front,
    files,
    faults,
    requests,
    get commit() {
      return hub.commit;
    },
    set commit(commit) {
      hub.commit = commit;
    },
  };
}

async function serve(
  whole: Uint8Array,
  request: IncomingMessage,
  response: ServerResponse,
  faults: HubFaults,
): Promise<void> {
  const asked = faults.ignoreRanges ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  const start = Number(asked ?? 0);
  if (start >= whole.length) {
    response.writeHead(416).end();
    return;
  }
  const bytes = Uint8Array.from(whole);
  if (faults.flipByte !== null) bytes[faults.flipByte] = (bytes[faults.flipByte] ?? 0) ^ 1;
  const headers = { "content-length": bytes.length - start };
  if (asked === undefined) response.writeHead(200, headers);
  else
    response.writeHead(206, {
      ...headers,
      "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    });
  const cut = faults.cuts.shift();
  const end = cut === undefined ? bytes.length : Math.min(bytes.length, start + cut);
  for (let at = start; at < end && !response.destroyed; at += 65_536) {
    await new Promise((resolve) => response.write(bytes.subarray(at, Math.min(end, at + 65_536)), resolve));
    if (faults.delay > 0) await new Promise((resolve) => setTimeout(resolve, faults.delay));
  }
  if (cut === undefined) response.end();
  else response.destroy();
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
