// A service of the Open Inference Protocol whose model, `red`, waits as long as a detector on a device of its own would and
// answers with the red channel and its largest value. node bench/detectors/service.mjs MILLISECONDS SIZE json|binary
// Prints its port.
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

const [milliseconds, size, encoding] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const LENGTH = "inference-header-content-length";
const tensor = (name, shape) => ({ name, datatype: "FP32", shape });
const METADATA = {
  ...{ name: "red", versions: ["1"], platform: "bench" },
  inputs: [tensor("image", [-1, 3, size, size])],
  outputs: [tensor("anomaly_map", [-1, 1, size, size]), tensor("pred_score", [-1])],
};

const server = createServer(async (request, response) => {
  const body = await bodyOf(request);
  if (!request.url.endsWith("/infer")) {
    const ready = request.url.endsWith("/ready");
    response.end(ready ? "" : JSON.stringify(METADATA));
    return;
  }
  const { id, pictures, values } = pictureIn(request.headers, body);
  await pause(milliseconds * pictures);
  const pixels = size * size;
  const maps = new Float32Array(pictures * pixels);
  for (let picture = 0; picture < pictures; picture++)
    for (let pixel = 0; pixel < pixels; pixel++)
      maps[picture * pixels + pixel] = values[3 * picture * pixels + pixel];
  const scores = Float32Array.from({ length: pictures }, (_, picture) => maps[picture * pixels]);
  answer(response, id, [
    [tensor("anomaly_map", [pictures, 1, size, size]), maps],
    [tensor("pred_score", [pictures]), scores],
  ]);
});
process.stdin.resume().on("end", () => process.exit());
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.stdout.write(`${JSON.stringify(server.address().port)}\n`));

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function pictureIn(headers, body) {
  const length = headers[LENGTH];
  const head = JSON.parse(body.subarray(0, length === undefined ? body.length : Number(length)).toString());
  const [{ shape, data }] = head.inputs;
  const values = data ?? new Float32Array(Uint8Array.from(body.subarray(Number(length))).buffer);
  return { id: head.id, pictures: shape[0], values };
}

function answer(response, id, tensors) {
  const head = { model_name: "red", model_version: "1", ...(id === undefined ? {} : { id }) };
  if (encoding === "json") {
    const outputs = tensors.map(([fields, values]) => ({ ...fields, data: Array.from(values) }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ...head, outputs }));
    return;
  }
  const outputs = tensors.map(([fields, { byteLength }]) => ({
    ...fields,
    parameters: { binary_data_size: byteLength },
  }));
  const json = Buffer.from(JSON.stringify({ ...head, outputs }));
  response.setHeader("content-type", "application/octet-stream");
  response.setHeader(LENGTH, String(json.length));
  response.end(Buffer.concat([json, ...tensors.map(([, values]) => Buffer.from(values.buffer))]));
}
