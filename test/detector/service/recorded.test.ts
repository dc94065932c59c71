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

  it.each(exchanges.filter(({ request: { method, path } }) => method === "POST" && path.endsWith("/infer")))(
    "to $name",
    async (exchange) => {
      const model = await opened(exchange);
      const { status, body = "" } = exchange.response;
      const asked = exchange.name === "gzip accepted" ? null : model.run(picture(1, [4, 6]), OUTPUTS);
      if (asked === null) {
        // Never asked for, so never met; said where a server sends it all the same.
        await (exchange.response.headers["content-encoding"] === undefined
          ? expect(model.run(picture(1, [8, 8]), OUTPUTS)).resolves.toHaveProperty("anomaly_map")
          : expect(model.run(picture(1, [8, 8]), OUTPUTS)).rejects.toThrow("its body is compressed (gzip)"));
      } else if (status !== 200) {
        const said = (/"(?:error|msg)":"(.*?)(?<!\\)"/.exec(body)?.[1] ?? body).slice(0, 40);
        await expect(asked).rejects.toThrow(`answered ${status}`);
        await expect(asked).rejects.toThrow(said.replaceAll("\\n", " "));
      } else {
        const { anomaly_map: map, pred_score: score } = await asked;
        const finite = exchange.name !== "a map that is not finite";
        const [count = 0, , height = 0, width = 0] = map?.shape ?? [];
        const { data } = picture(count, [height, width]).image;
        const pixels = height * width;
        const expected = Float32Array.from({ length: count * pixels }, (_, at) => {
          const first = Math.floor(at / pixels) * 3 * pixels + (at % pixels);
          return ((data[first] ?? 0) + (data[first + pixels] ?? 0) + (data[first + 2 * pixels] ?? 0)) / 3;
        });
        if (finite) expect(map?.data).toEqual(expected);
        else expect(Number.isFinite(Number(map?.data[0]))).toBe(false);
        if (exchange.name !== "json, only the map asked" && exchange.name !== "unknown output" && finite)
          expect(Math.max(...(score?.data as Float32Array))).toBe(Math.max(...expected));
      }
      await model.close();
    },
  );

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

  it("to a model that is not known", async () => {
    answerOf = (_method, path) =>
      named(path.endsWith("/ready") ? "unknown model ready" : "unknown model").response;
    const opening = openServiceModel({ address: parseAddress(url), token: null, seconds: 0.1 });
    await expect(opening).rejects.toThrow(/^unknown model mean on 127\.0\.0\.1:\d+ \(404: .*nosuch.*\)$/);
  });
});
