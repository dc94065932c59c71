// A model behind real servers, Triton and MLServer, as a detector: the same values by JSON and binary, and what their limits,
// failures and deaths lead to.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { present } from "../../../src/core/errors.ts";
import { parseAddress } from "../../../src/detector/service/address.ts";
import { openServiceModel, type ServiceModel } from "../../../src/detector/service/client.ts";
import { openService } from "../../../src/detector/service/open.ts";
import { probePictures } from "../../../src/detector/tensor-model/probe.ts";
import { sharedFolder } from "../../support/scratch.ts";
import { mlserver, triton } from "../../support/servers.ts";

const folder = await sharedFolder();
const [tritonServer, mlServer] = [await triton(folder), await mlserver(folder)];
beforeAll(() => Promise.all([tritonServer.start(), mlServer.start()]));
afterAll(() => Promise.all([tritonServer.kill(), mlServer.kill()]));

const SIZE = { width: 48, height: 32 };
const PIXELS = SIZE.width * SIZE.height;
const env = { FAULTLINE_SERVICE_SECONDS: "20" };
const pictures = probePictures(SIZE);
/** The model's own answers: the mean over the channels, and its largest value. */
const EXPECTED = [0, 1].map((picture) => {
  const channel = (at: number): number => pictures.data[picture * 3 * PIXELS + at] ?? 0;
  const map = Float32Array.from(
    { length: PIXELS },
    (_, at) => (channel(at) + channel(at + PIXELS) + channel(at + 2 * PIXELS)) / 3,
  );
  return { map, imageScore: Math.max(...map) };
});
const furthest = (left: ArrayLike<number>, right: ArrayLike<number>): number =>
  Array.from(left).reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (right[at] ?? Number.NaN))),
    0,
  );

async function client(address: string): Promise<ServiceModel> {
  const model = await openServiceModel({ address: parseAddress(address), token: null, seconds: 20 });
  onTestFinished(() => model.close());
  return model;
}

/** Asks about one picture of 2×1; the right answer is [0.25, 0.5], 0.5. */
async function ask(model: ServiceModel): Promise<number[]> {
  const image = {
    type: "float32" as const,
    shape: [1, 3, 1, 2],
    data: Float32Array.of(0, 0.5, 0.25, 0.5, 0.5, 0.5),
  };
  const { anomaly_map: map, pred_score: score } = await model.run({ image }, ["anomaly_map", "pred_score"]);
  return [...(map?.data ?? []), ...(score?.data ?? [])].map(Number);
}
const ANSWER = [0.25, 0.5, 0.5];

describe("a model behind a real server", () => {
  it.each([
    ["Triton", tritonServer.address("mean"), "binary", "1"],
    ["Triton, its batch an axis of its own", tritonServer.address("mean_unbatched"), "binary", "1"],
    ["Triton, version in the path", tritonServer.address("mean/versions/1"), "binary", "1"],
    ["MLServer", mlServer.address("mean"), "json", null],
  ])("gives its values: %s", async (_name, url, encoding, version) => {
    const opened = await openService({ url, resize: "48x32" }, { env });
    onTestFinished(() => opened.close());
    const { model, size, mapSize, facts, batch } = opened;
    expect({ size, mapSize, batch, facts }).toEqual({
      ...{ size: SIZE, mapSize: null, batch: 8, facts: { notes: [], givesMaps: true } },
    });
    expect([model.encoding(), model.version()]).toEqual([encoding, version]);
    const judged = await opened.judge(pictures);
    for (const [at, { map, imageScore }] of judged.entries()) {
      const expected = present(EXPECTED[at], "expected answer");
      expect(furthest(present(map, "map"), expected.map)).toBeLessThan(1e-6);
      expect(imageScore).toBeCloseTo(expected.imageScore, 6);
    }
  });

  it("takes pictures of any size, each at its own", async () => {
    const opened = await openService({ url: tritonServer.address("mean") }, { env });
    onTestFinished(() => opened.close());
    expect([opened.size, opened.mapSize]).toEqual(["own", null]);
    const [first] = await opened.judge(probePictures({ width: 7, height: 5 }));
    expect(first?.map).toHaveLength(35);
  });

  it("is the same detector wherever it runs, and another one behind another server", async () => {
    const digests: string[] = [];
    for (const url of [tritonServer, mlServer].map((server) => server.address("mean"))) {
      for (const host of [url, url.replace("127.0.0.1", "localhost")]) {
        const opened = await openService({ url: host, resize: "48x32" }, { env });
        digests.push(opened.digest);
        await opened.close();
      }
    }
    expect(digests[0]).toBe(digests[1]);
    expect(digests[2]).toBe(digests[3]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  it.each([
    [tritonServer.address("nosuch"), /^unknown model nosuch on .* \(404: Request for unknown model/],
    [mlServer.address("nosuch"), /^unknown model nosuch on .* \(404: Model nosuch not found\)$/],
    [
      tritonServer.address("mean/versions/9"),
      /^unknown model mean or its version 9 on .* 'mean' version 9 is not/,
    ],
    [
      mlServer.address("mean/versions/1"),
      /^unknown model mean or its version 1 on .* with version 1 not found\)$/,
    ],
  ])("is refused by name where the server does not know it: %s", async (url, message) => {
    const opening = openService({ url }, { env: { FAULTLINE_SERVICE_SECONDS: "0.2" } });
    await expect(opening).rejects.toThrow(message);
  });

  it("refuses pictures of another shape in its own words", async () => {
    const image = { type: "float32" as const, shape: [1, 1, 2, 2], data: new Float32Array(4) };
    for (const [server, words] of [
      [tritonServer, "answered 400: [request id: 1] unexpected shape for input 'image'"],
      [mlServer, "answered 400: expected input image FP32 [N,3,H,W], got image FP32 [1, 1, 2, 2]"],
    ] as const) {
      const model = await client(server.address("mean"));
      await expect(model.run({ image }, [])).rejects.toThrow(words);
    }
  });

  it("answers everybody, although its queue is full at times", async () => {
    const models = await Promise.all(Array.from({ length: 4 }, () => client(tritonServer.address("slow"))));
    expect(await Promise.all(models.map(ask))).toEqual([ANSWER, ANSWER, ANSWER, ANSWER]);
  });

  it("goes on where it was killed within a request and started again", async () => {
    const [slow, idle] = [await client(tritonServer.address("slow")), await client(mlServer.address("mean"))];
    expect(await ask(idle)).toEqual(ANSWER);
    const inFlight = ask(slow);
    // The slow model takes a second; the other one's connection is open and idle.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await Promise.all([tritonServer.kill(), mlServer.kill()]);
    const asked = ask(idle);
    await Promise.all([tritonServer.start(), mlServer.start()]);
    expect(await Promise.all([inFlight, asked])).toEqual([ANSWER, ANSWER]);
  });

  it("is said to be broken where its own process has died", async () => {
    const model = await client(tritonServer.address("slow"));
    const { stdout } = await promisify(execFile)("ps", ["-eo", "pid,ppid,args"]);
    const stub = stdout
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .find(
        ([, parent, ...args]) => parent === String(tritonServer.pid()) && args.join(" ").includes("/slow/"),
      );
    process.kill(Number(stub?.[0]), "SIGKILL");
    await expect(ask(model)).rejects.toThrow("answered 500: Stub process 'slow_0_0' is not healthy");
  });
});
