// Services that do what real ones do seldom or by chance: a small server of the Open Inference Protocol, on loopback.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as it came, its body read. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
  /** Of its kind, from 1. */
  readonly count: number;
}

export interface NodeService {
  /** The address of its model "mean". */
  readonly url: string;
  readonly server: Server;
  /** Requests of every kind so far. */
  readonly counts: { ready: number; metadata: number; infer: number };
}

export interface Behaviour {
  readonly ready?: (asked: Asked) => void;
  readonly metadata?: (asked: Asked) => void;
  readonly infer?: (asked: Asked) => void;
}

export const MEAN_METADATA: object = {
  name: "mean",
  versions: ["1"],
  platform: "test",
  inputs: [{ name: "image", datatype: "FP32", shape: [-1, 3, -1, -1] }],
  outputs: [
    { name: "anomaly_map", datatype: "FP32", shape: [-1, 1, -1, -1] },
    { name: "pred_score", datatype: "FP32", shape: [-1] },
  ],
};

/** A service that lasts as long as the running test; by default its model is the mean over the channels. */
export async function nodeService(behaviour: Behaviour = {}): Promise<NodeService> {
  const { ready = say(200), metadata = say(200, MEAN_METADATA), infer = answerMean } = behaviour;
  const counts = { ready: 0, metadata: 0, infer: 0 };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const kind =
        request.method === "POST" ? "infer" : request.url?.endsWith("/ready") ? "ready" : "metadata";
      const asked = { request, response, body: Buffer.concat(parts), count: ++counts[kind] };
      ({ ready, metadata, infer })[kind](asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/models/mean`, server, counts };
}

/** Answers with a status and JSON, or a text as it is. */
export function say(
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): (asked: Asked) => void {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  return ({ response }) => void response.writeHead(status, headers).end(text);
}

export interface Output {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

/** A model that knows JSON alone, by what it makes of pictures [P, 3, H, W]. */
export function model(
  judge: (shape: readonly number[], data: readonly number[], count: number) => readonly Output[],
  version?: () => string,
): (asked: Asked) => void {
  return ({ body, response, count }) => {
    const { id, inputs } = JSON.parse(body.toString("utf8")) as {
      readonly id: string;
      readonly inputs: readonly [{ readonly shape: readonly number[]; readonly data: readonly number[] }];
    };
    const outputs = judge(inputs[0].shape, inputs[0].data, count);
    const said = {
      model_name: "mean",
      id,
      outputs,
      ...(version === undefined ? {} : { model_version: version() }),
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(said));
  };
}

/** The mean over the channels of pictures [P, 3, H, W], and the map's largest value; `change` makes it another model. */
export function meanOutputs(
  [count = 0, , height = 0, width = 0]: readonly number[],
  data: readonly number[],
  change: (value: number, at: number) => number = (value) => value,
): readonly Output[] {
  const pixels = height * width;
  const map = Array.from({ length: count * pixels }, (_, at) => {
    const first = Math.floor(at / pixels) * 3 * pixels + (at % pixels);
    return change([0, 1, 2].reduce((sum, channel) => sum + (data[first + channel * pixels] ?? 0), 0) / 3, at);
  });
  const scores = Array.from({ length: count }, (_, at) =>
    map.slice(at * pixels, (at + 1) * pixels).reduce((most, value) => Math.max(most, value), -Infinity),
  );
  return [
    { name: "anomaly_map", datatype: "FP32", shape: [count, 1, height, width], data: map },
    { name: "pred_score", datatype: "FP32", shape: [count], data: scores },
  ];
}

export const answerMean: (asked: Asked) => void = model((shape, data) => meanOutputs(shape, data));
