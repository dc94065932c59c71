// The running server as strangers and clumsy clients meet it: everything is refused or served, and it stays up. It
// serves the tiny model, whose every answer goes the demo's way in a few milliseconds.

import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mapCommand } from "../../src/explore/command-line.ts";
import { decodeFrame, floatsOf } from "../../src/explore/frame.ts";
import type { EvaluationView, ExploreState, SampleDetail, SampleView } from "../../src/explore/protocol.ts";
import { faultline, readNpy } from "../support/cli.ts";
import {
  type Asked,
  ask,
  firstSample,
  jsonOf,
  type ServedExplorer,
  serveExplorer,
} from "../support/explorer.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";

const SEARCH = { over: ["theta"], criterion: "pauroc", strategy: "worst-of-k", budget: 2, seed: 1 };

let served: ServedExplorer;
let sample: string;
beforeAll(async () => {
  // One thread: with more, the runtime spins for cores that other tests are using.
  served = await serveExplorer("--model", `${FIXTURES}tiny-gelu`, "--threads", "1");
  sample = await firstSample(served.port, "gear", "chip");
});
afterAll(async () => {
  expect([await served.stop(), served.notes()]).toEqual([0, expect.not.stringContaining("Error")]);
});

const evaluate = (theta: number, headers: Readonly<Record<string, string>> = {}): Promise<Asked> =>
  ask(served.port, "/api/evaluate", {
    method: "POST",
    headers,
    body: JSON.stringify({ sample, point: { theta } }),
  });
const viewOf = ({ body }: Asked): EvaluationView =>
  decodeFrame(new Uint8Array(body).buffer).json as EvaluationView;

describe("what is asked for", () => {
  it.each([
    "/../../package.json",
    "/..%2f..%2fpackage.json",
    "/%2e%2e/%2e%2e/package.json",
    "/assets/../../cli/main.js",
    "/assets/..%5c..%5ccli/main.js",
    "/index.html/../../cli/main.js",
    "/site/index.html",
    "/api/samples/..%2f..%2fpackage.json/thumbnail",
    "/api/samples//etc/passwd/thumbnail",
    "/api/runs/..%2f..%2fetc/figures/passwd",
    "/package.json",
  ])("serves no file by path: %s", async (path) => {
    const { status, body } = await ask(served.port, path);
    expect([status, body.toString()]).toEqual([404, expect.stringContaining("unknown")]);
  });

  it("is refused to foreign names, origins and sites, and by method", async () => {
    const statuses = await Promise.all([
      ask(served.port, "/", { headers: { Host: "evil.example" } }),
      ask(served.port, "/api/state", { headers: { Origin: "http://evil.example" } }),
      ask(served.port, "/api/state", { headers: { "Sec-Fetch-Site": "cross-site" } }),
      ask(served.port, "/api/evaluate", { method: "POST", headers: { Origin: "http://evil.example" } }),
      ask(served.port, "/", { method: "DELETE" }),
      ask(served.port, "/api/evaluate"),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403, 403, 405, 404]);
  });

  it("carries the headers that keep the page to itself", async () => {
    const { headers } = await ask(served.port, "/");
    expect(headers).toMatchObject({
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("default-src 'none'; script-src 'self';"),
    });
    expect(headers["content-security-policy"]).not.toContain("unsafe");
  });

  it.each([
    ["no JSON", "{"],
    ["another shape", "[]"],
    ["no finite point", `{"sample":"x","point":{"theta":1e999}}`],
    ["more than fits", `"${"x".repeat(5000)}"`],
  ])("is refused with a reason: %s", async (_what, body) => {
    const answer = await ask(served.port, "/api/evaluate", { method: "POST", body });
    expect([400, 413]).toContain(answer.status);
    expect(jsonOf<{ error: string }>(answer).error).not.toBe("");
  });

  it.each([
    ["evaluate", { point: { tehta: 1 } }],
    ["landscape", { axes: ["tehta"], count: 5, at: {} }],
    ["search", { ...SEARCH, over: ["tehta"] }],
  ])("names a shift that is not known: %s", async (path, asked) => {
    const body = JSON.stringify({ sample, ...asked });
    const answer = await ask(served.port, `/api/${path}`, { method: "POST", body });
    expect(answer.body.toString()).toContain(`unknown shift \\"tehta\\"`);
  });

  it("may be a search of an unknown strategy: the stream's last line says so", async () => {
    const body = JSON.stringify({ sample, ...SEARCH, strategy: "magic" });
    const { body: lines } = await ask(served.port, "/api/search", { method: "POST", body });
    expect(lines.toString()).toContain(`unknown strategy \\"magic\\"`);
  });
});

describe("own pictures", () => {
  const upload = (body: Uint8Array | string, query = "class=hazelnut&name=a.png"): Promise<Asked> =>
    ask(served.port, `/api/uploads?${query}`, { method: "POST", body });

  it("are taken, masked and evaluated", async () => {
    const { id } = jsonOf<SampleView>(await upload(await readFile(`${FIXTURES}/photo.jpg`)));
    const mask = new Uint8Array(64 * 64).fill(1, 0, 500);
    const wrong = await ask(served.port, `/api/uploads/${id}/mask`, {
      method: "POST",
      body: mask.subarray(1),
    });
    expect([wrong.status, wrong.body.toString()]).toEqual([422, expect.stringContaining("64×64")]);
    await ask(served.port, `/api/uploads/${id}/mask`, { method: "POST", body: mask });
    const opened = decodeFrame(new Uint8Array((await ask(served.port, `/api/samples/${id}`)).body).buffer);
    expect((opened.json as SampleDetail).original.pauroc).toBeTypeOf("number");
  });

  it("that are corrupt, empty, no pictures or too large are refused", async () => {
    const photo = await readFile(`${FIXTURES}/photo.jpg`);
    expect((await upload(photo.subarray(0, photo.length / 2))).status).toBe(422);
    expect((await upload("<svg onload=alert(1)>")).status).toBe(422);
    expect((await upload("")).status).toBe(400);
    expect((await upload(photo, "class=&name=a.png")).status).toBe(400);
    expect((await upload(pngClaiming(40_000, 40_000))).status).toBe(422);
    const claimed = await ask(served.port, "/api/uploads?class=a&name=b", {
      method: "POST",
      headers: { "Content-Length": "99000000", Connection: "close" },
    }).catch(() => null);
    expect(claimed === null || claimed.status === 413).toBe(true);
    expect((await ask(served.port, "/api/state")).status).toBe(200);
  });
});

describe("numbers", () => {
  it("are those of the command line that stands beside them", async () => {
    const point = { theta: 21.5, hue: 0.4, saturation: -0.1, "motion-x": 1.5, noise: 0.02 };
    const body = JSON.stringify({ sample, point });
    const answer = await ask(served.port, "/api/evaluate", { method: "POST", body });
    const opened = await ask(served.port, `/api/samples/${sample}`);
    const { command } = decodeFrame(new Uint8Array(opened.body).buffer).json as SampleDetail;
    const folder = await scratchFolder();
    await faultline(["synth", "--layout", "mvtec", "--samples", "2", "--out", `${folder}/demo-pictures`]);
    const { acting, search, shifts } = jsonOf<ExploreState>(await ask(served.port, "/api/state"));
    const line = command === null ? "" : mapCommand(command, point, { acting, seed: search.seed, shifts });
    const words = line.slice(line.indexOf("faultline map")).split(" ").slice(1);
    const { stdout } = await faultline([...words, "--threads", "1", "--out", `${folder}/map.npy`], {
      cwd: folder,
    });
    const { loss, pauroc, imageScore } = viewOf(answer);
    expect(JSON.parse(stdout)).toMatchObject({ loss, pauroc, imageScore });
    const map = floatsOf(decodeFrame(new Uint8Array(answer.body).buffer), "map");
    expect([...map]).toEqual([...(await readNpy(`${folder}/map.npy`)).data]);
  });
});

describe("much at once", () => {
  it("serves 20 clients with sliders, landscapes and searches, and keeps its memory", async () => {
    const landscape = JSON.stringify({
      sample,
      axes: ["theta"],
      count: 5,
      at: {},
    });
    const search = JSON.stringify({ sample, ...SEARCH });
    const client = async (number: number): Promise<number[]> => {
      const all = await Promise.all([
        evaluate(number, { "X-Client": `client ${number}` }),
        ask(served.port, "/api/landscape", { method: "POST", body: landscape }),
        ask(served.port, "/api/search", { method: "POST", body: search }),
      ]);
      return all.map(({ status }) => status);
    };
    const clients = async (count: number): Promise<number[]> =>
      (await Promise.all(Array.from({ length: count }, (_, number) => client(number)))).flat();
    await clients(8);
    const before = await served.memory();
    const statuses = await clients(20);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(30);
    expect((await served.memory()) - before).toBeLessThan(60);
  });

  it("survives connections that say nothing, nonsense, or end in the middle", async () => {
    const say = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(served.port, "127.0.0.1", () => {
          socket.write(text);
          setTimeout(() => socket.destroy(), 30);
        });
        socket.on("error", () => {});
        socket.on("close", () => resolve());
      });
    await Promise.all(
      [
        "",
        "\u0000\u0001",
        "GET / HTTP/1.1\r\n",
        "POST /api/uploads HTTP/1.1\r\nContent-Length: 9\r\n\r\n1",
      ].map(say),
    );
    expect((await ask(served.port, "/api/state")).status).toBe(200);
  });
});

/** A PNG whose header claims a size that nothing follows. */
function pngClaiming(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(57);
  bytes.write("89504e470d0a1a0a0000000d49484452", "hex");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.write("0802000000", 24, "hex");
  return bytes;
}
