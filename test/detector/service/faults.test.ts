// What the client makes of services that fail, stall, answer nonsense or lead elsewhere: tried again where that can help, else
// one true line.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { CancelledError } from "../../../src/core/errors.ts";
import { raiseLimits } from "../../../src/core/limits.ts";
import { parseAddress } from "../../../src/detector/service/address.ts";
import {
  openServiceModel,
  type ServiceModel,
  type ServiceSettings,
} from "../../../src/detector/service/client.ts";
import { openService } from "../../../src/detector/service/open.ts";
import { retryAfter } from "../../../src/detector/service/patience.ts";
import { scratchFolder } from "../../support/scratch.ts";
import { type Asked, answerMean, nodeService, say } from "../../support/servers-in-node.ts";

const PICTURE = {
  image: { type: "float32", shape: [1, 3, 1, 2], data: Float32Array.of(0, 0.5, 0.25, 0.5, 0.5, 0.5) },
} as const;
const ask = (model: ServiceModel) => model.run(PICTURE, ["anomaly_map", "pred_score"]);
const RIGHT = { anomaly_map: { type: "float32", shape: [1, 1, 1, 2], data: Float32Array.of(0.25, 0.5) } };

async function opened(url: string, more: Partial<ServiceSettings> = {}): Promise<ServiceModel> {
  const model = await openServiceModel({ address: parseAddress(url), token: null, seconds: 5, ...more });
  onTestFinished(() => model.close());
  return model;
}

/** A service whose first answer is of this kind, and whose later ones are right. */
const onceThenRight = (first: (asked: Asked) => void) =>
  nodeService({ infer: (asked) => (asked.count === 1 ? first(asked) : answerMean(asked)) });

describe("a service that fails once", () => {
  it.each<[string, (asked: Asked) => void]>([
    ["has a full queue", say(503, { error: "Exceeds maximum queue size" })],
    ["asks for patience", say(429, "slow down", { "retry-after": "0" })],
    ["is behind a gateway", say(502, "<html>Bad Gateway</html>", { "content-type": "text/html" })],
    ["fails within", say(500, "Internal Server Error")],
    ["closes the connection", ({ request }) => void request.socket.destroy()],
    [
      "dies within its answer",
      ({ request, response }) => {
        response.writeHead(200, { "content-length": "1000" }).write('{"outputs":[');
        setTimeout(() => request.socket.destroy(), 20);
      },
    ],
  ])("is asked again: it %s", async (_name, first) => {
    const { url, counts } = await onceThenRight(first);
    expect(await ask(await opened(url))).toMatchObject(RIGHT);
    expect(counts.infer).toBe(2);
  });

  it("is asked again where its model is being loaded, whatever it calls that", async () => {
    let loaded = true;
    const { url } = await nodeService({
      ready: (asked) => say(loaded ? 200 : 400)(asked),
      infer: (asked) => {
        if (asked.count > 1) return answerMean(asked);
        loaded = false;
        setTimeout(() => (loaded = true), 100);
        return say(404, { error: "Request for unknown model: 'mean' is not found" })(asked);
      },
    });
    expect(await ask(await opened(url))).toMatchObject(RIGHT);
  });

  it("is sent the same at once where it had closed an idle connection", async () => {
    const { url } = await onceThenRight(({ request }) => void request.socket.destroy());
    // No second try is allowed: a connection that was kept is stale, not a failure.
    expect(await ask(await opened(url, { tries: 1 }))).toMatchObject(RIGHT);
  });
});

describe("a service that goes on failing", () => {
  it("is given up after so many tries, with its own words on one printable line", async () => {
    const error = "queue\n is \u001b[31mfull\u0007";
    const { url, counts } = await nodeService({ infer: say(503, { error }) });
    await expect(ask(await opened(url, { tries: 3 }))).rejects.toThrow(
      `${url} answered 503: queue is full; tried 3 times in`,
    );
    expect(counts.infer).toBe(3);
    await expect(ask(await opened(url, { seconds: 0.1 }))).rejects.toThrow("tried 1 time in 0.0 s");
  });

  it("is not asked endlessly with a model process that is dead", async () => {
    const { url, counts } = await nodeService({ infer: say(500, { error: "Stub process is not healthy." }) });
    await expect(ask(await opened(url))).rejects.toThrow("answered 500: Stub process is not healthy.");
    expect(counts.infer).toBe(2);
  });

  it("is waited for as long as it asks, within reason", async () => {
    const { url } = await nodeService({ infer: say(503, "", { "retry-after": "3600" }) });
    await expect(ask(await opened(url))).rejects.toThrow("asks to wait 3600 s, longer than 60 s");
    expect(retryAfter("Thu, 26 Nov 2026 19:00:30 GMT", Date.parse("2026-11-26T19:00:00Z"))).toBe(30);
  });

  it("is refused at once for what no try can mend", async () => {
    const { url, counts } = await nodeService({
      infer: say(400, { error: "unexpected shape for input 'image'" }),
    });
    await expect(ask(await opened(url))).rejects.toThrow("answered 400: unexpected shape for input 'image'");
    expect(counts.infer).toBe(1);
  });
});

describe("limits", () => {
  it("ends a request that takes too long", async () => {
    const { url, counts } = await nodeService({ infer: () => {} });
    await expect(ask(await opened(url, { seconds: 0.2 }))).rejects.toThrow(
      `no answer of ${url} within 0.2 s; FAULTLINE_SERVICE_SECONDS says how long a request may take`,
    );
    expect(counts.infer).toBe(1);
  });

  it.each([
    ["announced", (asked: Asked) => say(200, `{"outputs":[${" ".repeat(2 ** 20)}]}`)(asked)],
    [
      "without an end",
      ({ response }: Asked) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(" ".repeat(2 ** 16)), 1);
        response.on("close", () => clearInterval(timer));
      },
    ],
  ])("refuses an answer that is too large: %s", async (_name, infer) => {
    const { url } = await nodeService({ infer });
    onTestFinished(raiseLimits("answer-bytes=500000"));
    await expect(ask(await opened(url))).rejects.toThrow(/ bytes of a service's answer, at most 500000;/);
  });

  it.each([
    ["in a request", () => {}],
    ["in a pause between two", say(503, "", { "retry-after": "30" })],
  ])("stops at once when it is cancelled: %s", async (_name, infer) => {
    const { url } = await nodeService({ infer });
    const abort = new AbortController();
    const asked = ask(await opened(url, { signal: abort.signal }));
    setTimeout(() => abort.abort(), 100);
    const begun = performance.now();
    await expect(asked).rejects.toThrow(CancelledError);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it("sends one request at a time", async () => {
    let [now, most] = [0, 0];
    const { url } = await nodeService({
      infer: (asked) => {
        most = Math.max(most, ++now);
        setTimeout(() => {
          now--;
          answerMean(asked);
        }, 20);
      },
    });
    const model = await opened(url);
    await Promise.all([ask(model), ask(model), ask(model)]);
    expect(most).toBe(1);
  });
});

describe("an answer that is none", () => {
  const output = { name: "anomaly_map", datatype: "FP32", shape: [1, 1, 1, 2], data: [0.25, 0.5] };
  const binary = (head: unknown, bytes: number, length?: string): ((asked: Asked) => void) => {
    const text = JSON.stringify(head);
    const headers = { "inference-header-content-length": length ?? String(text.length) };
    return say(200, text + "\0".repeat(bytes), headers);
  };
  const inBinary = (size: number) => ({ ...output, data: undefined, parameters: { binary_data_size: size } });

  it.each<[string, (asked: Asked) => void, string]>([
    ["no JSON", say(200, "<html>"), "not JSON: Unexpected token"],
    ["a list", say(200, "[]"), "it is no JSON object"],
    ["no outputs", say(200, { error: "?" }), "it has no outputs"],
    ["an output without a shape", say(200, { outputs: [{ name: "a" }] }), "no name, datatype or shape"],
    [
      "too few values",
      say(200, { outputs: [{ ...output, data: [1] }] }),
      "anomaly_map of FP32 [1, 1, 1, 2] has 1 values",
    ],
    [
      "text for numbers",
      say(200, { outputs: [{ ...output, data: ["a", 1] }] }),
      'has a value that is no number: "a"',
    ],
    ["no data", say(200, { outputs: [{ ...output, data: undefined }] }), "output anomaly_map has no data"],
    [
      "bytes that are missing",
      binary({ outputs: [inBinary(8)] }, 4),
      "output anomaly_map ends before its 8 bytes",
    ],
    [
      "bytes of another shape",
      binary({ outputs: [inBinary(4)] }, 4),
      "anomaly_map of FP32 [1, 1, 1, 2] has 4 bytes",
    ],
    ["bytes of nothing", binary({ outputs: [inBinary(8)] }, 12), "4 bytes follow its last output"],
    ["a head beyond its end", binary({}, 0, "999"), "inference-header-content-length is 999 of 2 bytes"],
  ])("is said in one line: %s", async (_name, infer, message) => {
    const { url } = await nodeService({ infer });
    const asked = ask(await opened(url));
    await expect(asked).rejects.toThrow(`invalid answer of ${url}: `);
    await expect(asked).rejects.toThrow(message);
  });
});

describe("where pictures go", () => {
  it("follows no redirect", async () => {
    const elsewhere = await nodeService();
    const { url } = await nodeService({ infer: say(307, "", { location: `${elsewhere.url}/infer` }) });
    await expect(ask(await opened(url))).rejects.toThrow(
      `invalid address ${url}: it leads on to ${elsewhere.url}/infer (307); pictures are sent to ${new URL(url).host} alone`,
    );
    expect(elsewhere.counts).toEqual({ ready: 0, metadata: 0, infer: 0 });
  });

  it("trusts no certificate that nobody vouches for", async () => {
    const folder = await scratchFolder();
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    await promisify(execFile)("openssl", [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"],
      ...["-keyout", key, "-out", cert],
    ]);
    let asked = 0;
    const options = { key: await readFile(key), cert: await readFile(cert) };
    const server = createServer(options, () => asked++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await expect(opened(`https://127.0.0.1:${port}/v2/models/mean`)).rejects.toThrow(
      "its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT); NODE_EXTRA_CA_CERTS",
    );
    expect(asked).toBe(0);
  });

  it("asks no proxy", async () => {
    const proxy = await nodeService();
    const { url } = await nodeService();
    for (const name of ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"]) {
      const before = process.env[name];
      process.env[name] = new URL(proxy.url).origin;
      onTestFinished(() => {
        if (before === undefined) delete process.env[name];
        else process.env[name] = before;
      });
    }
    expect(await ask(await opened(url))).toMatchObject(RIGHT);
    expect(proxy.counts).toEqual({ ready: 0, metadata: 0, infer: 0 });
  });

  it("announces every host but this machine, before anything is sent", async () => {
    const env = { FAULTLINE_SERVICE_SECONDS: "0.1" };
    const notes: string[] = [];
    const url = "https://inspection.invalid:8443/v2/models/mean";
    await expect(openService({ url }, { env, onNote: (line) => notes.push(line) })).rejects.toThrow(
      /inspection\.invalid/,
    );
    expect(notes[0]).toBe("pictures are sent to inspection.invalid:8443");
  });

  it("sends the token along, and shows it nowhere", async () => {
    const token = "s3cret-token";
    const seen: unknown[] = [];
    const { url } = await nodeService({
      metadata: (asked) => {
        seen.push(asked.request.headers.authorization);
        say(401, { error: `token ${String(asked.request.headers.authorization).slice(0, 6)} expired` })(
          asked,
        );
      },
    });
    const opening = openService({ url }, { env: { FAULTLINE_SERVICE_TOKEN: token } });
    await expect(opening).rejects.toThrow(
      `no access to ${url} (401: token Bearer expired); set FAULTLINE_SERVICE_TOKEN to a token that may ask it`,
    );
    await expect(opening).rejects.not.toThrow(token);
    expect(seen).toEqual([`Bearer ${token}`]);
  });

  it.each([
    ["over http to another machine", "http://10.0.0.7/v2/models/mean", "a", "is not sent over http"],
    [
      "that cannot stand in a header",
      "https://10.0.0.7/v2/models/mean",
      "a\r\nX: y",
      "invalid FAULTLINE_SERVICE_TOKEN",
    ],
  ])("refuses a token %s", async (_name, url, token, message) => {
    const notes: string[] = [];
    const env = { FAULTLINE_SERVICE_TOKEN: token };
    await expect(openService({ url }, { env, onNote: (line) => notes.push(line) })).rejects.toThrow(message);
    expect(notes).toEqual([]);
  });
});

describe("a service that is not ready", () => {
  it("is waited for, with a note", async () => {
    const notes: string[] = [];
    const { url } = await nodeService({ ready: (asked) => say(asked.count < 3 ? 400 : 200)(asked) });
    await opened(url, { onNote: (line) => notes.push(line) });
    expect(notes).toEqual([`waiting up to 5 s for ${url}: it answers 400`]);
  });

  it("is given up in time", async () => {
    const { url } = await nodeService({ ready: say(503, { error: "loading" }) });
    await expect(opened(url, { seconds: 0.1 })).rejects.toThrow(
      `${url} is not ready after 0.1 s: it answers 503: loading`,
    );
    const closed = await nodeService();
    closed.server.close();
    await expect(opened(closed.url, { seconds: 0.1 })).rejects.toThrow("refuses connections (ECONNREFUSED)");
  });

  it("is no service where it answers something else", async () => {
    const { url } = await nodeService({ metadata: say(200, "<html>Welcome</html>") });
    await expect(opened(url)).rejects.toThrow(
      `invalid metadata of ${url}: expected a model of the Open Inference`,
    );
  });
});
