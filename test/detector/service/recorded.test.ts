// The client against what real servers answered on the wire: every exchange of the recordings that it can meet.

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAddress } from "../../../src/detector/service/address.ts";
import { openServiceModel, type ServiceModel } from "../../../src/detector/service/client.ts";
import { inferenceRequest } from "../../../src/detector/service/protocol.ts";

interface Exchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyBase64?: string;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyBase64?: string;
  };
}

/** The picture of the recordings: value i is ((37·i) mod 64)/64. */
const picture = (count: number, sides: readonly number[]) => ({
  image: {
    ...{ type: "float32" as const, shape: [count, 3, ...sides] },
    data: Float32Array.from(
      { length: count * 3 * sides.reduce((all, side) => all * side, 1) },
      (_, at) => ((37 * at) % 64) / 64,
    ),
  },
});
/** What the recorded model gives: the mean over the channels, and its largest value in each picture. */
function meansOver(data: Float32Array, count: number, pixels: number) {
  const flat = Float32Array.from({ length: count * pixels }, (_, at) => {
    const first = Math.floor(at / pixels) * 3 * pixels + (at % pixels);
    return [0, 1, 2].reduce((sum, channel) => sum + (data[first + channel * pixels] ?? 0), 0) / 3;
  });
  const pictures = Array.from({ length: count }, (_, at) => flat.subarray(at * pixels, (at + 1) * pixels));
  return { flat, largest: pictures.map((map) => Math.max(...map)) };
}

const OUTPUTS = ["anomaly_map", "pred_score"];
const bytesOf = ({ body, bodyBase64 }: Exchange["request"] | Exchange["response"]): Buffer =>
  bodyBase64 === undefined ? Buffer.from(body ?? "") : Buffer.from(bodyBase64, "base64");

const SERVERS = ["triton", "kserve", "mlserver"].map((name) => {
  const file = new URL(`../../fixtures/servers/recorded/${name}.json`, import.meta.url);
  const { exchanges } = JSON.parse(readFileSync(file, "utf8")) as { readonly exchanges: readonly Exchange[] };
  return { name, exchanges };
});

let server: Server;
let answerOf: (method: string, path: string) => Exchange["response"];
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    const answer = answerOf(request.method ?? "", request.url ?? "");
    const { "content-length": _length, "transfer-encoding": _coding, ...headers } = answer.headers;
    response.writeHead(answer.status, headers).end(bytesOf(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/models/mean`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(SERVERS)("what $name answered", ({ exchanges }) => {
  const named = (name: string): Exchange => {
    const found = exchanges.find((exchange) => exchange.name === name);
    if (found === undefined) throw new Error(`no exchange ${name}`);
    return found;
  };

  /** The model whose every inference is answered by one exchange. */
  const opened = async (exchange: Exchange): Promise<ServiceModel> => {
    answerOf = (method, path) => {
      if (method === "POST") return exchange.response;
      return named(path.endsWith("/ready") ? "model ready" : "model metadata").response;
    };
    return await openServiceModel({ address: parseAddress(url), token: null, seconds: 5, tries: 1 });
  };

  const inferences = exchanges.filter(
    ({ request: { method, path } }) => method === "POST" && path.endsWith("/infer"),
  );

  it.each(inferences.filter(({ response: { status } }) => status !== 200))("to $name", async (exchange) => {
    const model = await opened(exchange);
    const { status, body = "" } = exchange.response;
    const said = /"(?:error|msg)":"(.*?)(?<!\\)"/.exec(body)?.[1] ?? body;
    const asked = model.run(picture(1, [4, 6]), OUTPUTS);
    await expect(asked).rejects.toThrow(`answered ${status}: ${said.replaceAll("\\n", " ").slice(0, 40)}`);
    await model.close();
  });

  const answers = inferences.filter(({ response: { status, headers } }) => {
    return status === 200 && headers["content-encoding"] === undefined;
  });

  it.each(answers.filter(({ name }) => name !== "a map that is not finite"))("to $name", async (exchange) => {
    const model = await opened(exchange);
    const { anomaly_map: map, pred_score: score } = await model.run(picture(1, [4, 6]), OUTPUTS);
    const [count = 0, , height = 0, width = 0] = map?.shape ?? [];
    const means = meansOver(picture(count, [height, width]).image.data, count, height * width);
    expect(map?.data).toEqual(means.flat);
    // Scores come as [N] and as [N, 1]; one exchange did not ask for them.
    if (score !== undefined) expect(Array.from(score.data, Number)).toEqual(means.largest);
    await model.close();
  });

  it("to a picture with infinity in it: no number", async () => {
    const model = await opened(named("a map that is not finite"));
    const { anomaly_map: map, pred_score: score } = await model.run(picture(1, [1, 2]), OUTPUTS);
    expect([...(map?.data ?? []), ...(score?.data ?? [])]).toEqual([Number.NaN, 0.5, Number.NaN]);
    await model.close();
  });

  it("is asked as the recordings ask", () => {
    const json = inferenceRequest(picture(1, [4, 6]), OUTPUTS, { id: "12", encoding: "json" });
    const text = Buffer.concat(json.body ?? []).toString();
    expect(JSON.parse(text)).toEqual(JSON.parse(named("json in, binary asked").request.body ?? ""));
    const binary = named("binary").request;
    const sent = inferenceRequest(picture(1, [4, 6]), OUTPUTS, { id: "6", encoding: "binary" });
    const head = Number(sent.headers?.["inference-header-content-length"]);
    const recordedHead = Number(binary.headers["Inference-Header-Content-Length"]);
    const [bytes, recorded] = [Buffer.concat(sent.body ?? []), bytesOf(binary)];
    expect(JSON.parse(bytes.subarray(0, head).toString())).toEqual(
      JSON.parse(recorded.subarray(0, recordedHead).toString()),
    );
    expect(bytes.subarray(head).equals(recorded.subarray(recordedHead))).toBe(true);
  });

  const compressed = inferences.filter(
    ({ response: { headers } }) => headers["content-encoding"] !== undefined,
  );

  it.each(compressed)("to $name: a compressed answer, which is never asked for", async (exchange) => {
    const model = await opened(exchange);
    await expect(model.run(picture(1, [8, 8]), OUTPUTS)).rejects.toThrow("its body is compressed (gzip)");
    await model.close();
  });

  it("to a model that is not known", async () => {
    answerOf = (_method, path) =>
      named(path.endsWith("/ready") ? "unknown model ready" : "unknown model").response;
    const opening = openServiceModel({ address: parseAddress(url), token: null, seconds: 0.1 });
    await expect(opening).rejects.toThrow(/^unknown model mean on 127\.0\.0\.1:\d+ \(404: .*nosuch.*\)$/);
  });
});
