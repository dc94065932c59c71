// Requests to the explorer as they come over a connection: addresses, heads and bodies. The server is a real one, in this
// process, of a detector that takes no time.

import { connect } from "node:net";
import { InputError } from "../../../src/core/errors.ts";
import type { Random } from "../../../src/core/random.ts";
import type { Explorer } from "../../../src/explore/server/explorer.ts";
import { type RunningServer, serve } from "../../../src/explore/server/serve.ts";
import { openTestExplorer, redDetector } from "../../support/explorer.ts";
import { pick, shortLength } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

/** Stand for what is known once the server is there; as long as a sample's id, so that a body keeps its length. */
const [PORT, SAMPLE] = ["PORT", "SAMPLE".repeat(4)];
/** A request that is cut off is waited for by the server, not by this. */
const PATIENCE_MS = 150;

interface Served {
  readonly explorer: Explorer;
  readonly server: RunningServer;
  readonly sample: string;
  /** Failures that are bugs. */
  readonly bugs: unknown[];
}

let served: Promise<Served> | undefined;

async function open(): Promise<Served> {
  const bugs: unknown[] = [];
  const explorer = await openTestExplorer({ detector: await redDetector() });
  const server = await serve({
    ...{ explorer, assets: new Map(), host: "127.0.0.1", port: 0 },
    onBug: (error) => void bugs.push(error),
  });
  return { explorer, server, bugs, sample: explorer.catalogue.page({}, 0, 1).samples[0]?.id ?? "" };
}

const POINT = `{"sample":"${SAMPLE}","point":{"theta":3,"hue":-0.5}}`;
const LANDSCAPE = `{"sample":"${SAMPLE}","axes":["theta","hue"],"count":5,"at":{"saturation":0.5}}`;
const SEARCH = `{"sample":"${SAMPLE}","over":["theta"],"criterion":"loss","strategy":"grid","budget":2,"seed":1}`;

const REQUESTS: readonly string[] = [
  ...["/", "/api/state", "/api/samples?object=gear&offset=1&limit=2", "/api/runs/abc/figures/x-1"].map(get),
  ...["", "/thumbnail"].map((end) => get(`/api/samples/${SAMPLE}${end}`)),
  ...[post("/api/evaluate", POINT), post("/api/measure", POINT)],
  ...[post("/api/landscape", LANDSCAPE), post("/api/search", SEARCH)],
  ...[post("/api/uploads?class=nut&name=a.png", "no picture"), post("/api/uploads/abc/mask", "0101")],
];

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${PORT}\r\nConnection: close\r\n\r\n`;
}

function post(path: string, body: string): string {
  const own = `Host: 127.0.0.1:${PORT}\r\nOrigin: http://127.0.0.1:${PORT}\r\nX-Client: a`;
  return `POST ${path} HTTP/1.1\r\n${own}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
}

const PIECES = [
  ...[
    "/",
    "\\",
    "[",
    "]",
    "%",
    "%00",
    "%2f",
    "..",
    "?",
    "#",
    "@",
    ":",
    "//",
    "api",
    "samples",
    "runs",
    "figures",
  ],
  ...[
    "token=",
    "__proto__",
    "constructor",
    SAMPLE,
    "offset=",
    "class=",
    "name=",
    "&",
    "xn--",
    "\u00ff",
    "{",
    "}",
  ],
];
const VALUES = [
  ...[
    "0",
    "-1",
    "1e999",
    "1e308",
    "-1e308",
    "5e-324",
    "null",
    "true",
    "[]",
    "{}",
    '""',
    `"${SAMPLE}"`,
    '"theta"',
  ],
  ...[
    '{"theta":1e308}',
    '{"__proto__":1}',
    '["theta","theta"]',
    '["hue"]',
    "2000",
    "9007199254740993",
    '"\\u0000"',
  ],
];

/** An address of pieces, or a body with values in other places: of the right length, so that it is looked at. */
function make(random: Random): Uint8Array {
  if (random.next() < 0.5) {
    const length = shortLength(12, random);
    return bytesOf(get(`/${Array.from({ length }, () => pick(PIECES, random)).join("")}`));
  }
  const [path, body] = pick(
    [["evaluate", POINT] as const, ["landscape", LANDSCAPE] as const, ["search", SEARCH] as const],
    random,
  );
  const changed = body.replace(/:(\{[^}]*\}|\[[^\]]*\]|"[^"]*"|[^,}]+)/g, (whole) =>
    random.next() < 0.3 ? `:${pick(VALUES, random)}` : whole,
  );
  return bytesOf(post(`/api/${path}`, changed));
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

export const explorer: FuzzedReader = {
  name: "explorer",
  seeds: async () => REQUESTS.map(bytesOf),
  make,
  words: [
    ...PIECES,
    ...VALUES,
    "Content-Length: 9",
    "Transfer-Encoding: chunked",
    "Upgrade: websocket",
    "\r\n",
  ],
  // Most of the time goes to waiting for requests that are cut off.
  inTests: 300,
  read: async (bytes) => {
    served ??= open();
    const { server, sample, bugs } = await served;
    const text = Buffer.from(bytes)
      .toString("latin1")
      .replaceAll(PORT, `${server.port}`)
      .replaceAll(SAMPLE, sample);
    const answer = await answered(server.port, Buffer.from(text, "latin1"));
    const [bug] = bugs.splice(0);
    if (bug !== undefined) throw bug;
    const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? "none";
    if (status.startsWith("5") && status !== "503") throw new Error(`answered with ${status}`);
    if (!status.startsWith("2")) throw new InputError(`refused with ${status}`);
  },
  close: async () => {
    const { server, explorer: opened } = (await served) ?? {};
    served = undefined;
    await server?.close();
    await opened?.close();
  },
};

/** The head of what a server answers; less of it, or none, where it waits for more of the request. */
function answered(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let head = "";
    const socket = connect(port, "127.0.0.1");
    const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
    socket.on("data", (chunk: Buffer) => {
      if (head.length < 200) head += chunk.toString("latin1", 0, 200);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(head);
    });
    socket.write(bytes);
  });
}
