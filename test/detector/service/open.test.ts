// What is found out about a model behind a service when it is opened: size, batch, crop, identity, and what is refused.

import { describe, expect, it, onTestFinished } from "vitest";
import { type OpenedService, openService, type ServiceOptions } from "../../../src/detector/service/open.ts";
import { serviceSource } from "../../../src/detector/service/source.ts";
import type { DetectorSettings } from "../../../src/detector/source.ts";
import { answerNumbers } from "../../../src/detector/tensor-model/fingerprint.ts";
import { meanOutputs, model, nodeService, say } from "../../support/servers-in-node.ts";

const env = { FAULTLINE_SERVICE_SECONDS: "5" };

async function opened(url: string, options: Omit<ServiceOptions, "url"> = {}): Promise<OpenedService> {
  const service = await openService({ url, ...options }, { env });
  onTestFinished(() => service.close());
  return service;
}

/** The rows and columns of pictures [P, 3, H, W] from `first` on, so many each way. */
function cut(shape: readonly number[], data: readonly number[], first: number, side: number): number[] {
  const [, , height = 0, width = 0] = shape;
  return data.filter((_, at) => {
    const [row, column] = [Math.floor(at / width) % height, at % width];
    return row >= first && row < first + side && column >= first && column < first + side;
  });
}

describe("a service that is opened", () => {
  it("takes as many pictures a request as it says when it is tried", async () => {
    const { url } = await nodeService({
      infer: (asked) => {
        const many = JSON.parse(asked.body.toString()).inputs[0].shape[0] > 4;
        const error = "[request id: 7] inference request batch-size must be <= 4 for 'mean'";
        return many ? say(400, { error })(asked) : model((shape, data) => meanOutputs(shape, data))(asked);
      },
    });
    expect((await opened(url, { resize: "16" })).batch).toBe(4);
  });

  it("takes one picture a request where several change each other's values", async () => {
    const { url } = await nodeService({
      infer: model((shape, data) => meanOutputs(shape, data, (value) => value / (shape[0] ?? 1))),
    });
    const { batch, facts } = await opened(url, { resize: "16" });
    expect(batch).toBe(1);
    expect(facts.notes).toEqual([
      "It is asked about one picture at a time: several in one request are refused, or change each other's values.",
    ]);
  });

  it("is given pictures of the size of its maps where these have one size whatever comes", async () => {
    const { url } = await nodeService({
      infer: model((shape, data) => {
        const [count = 0, channels = 0, , width = 0] = shape;
        const middle = width === 8 ? data : cut(shape, data, 0, 8);
        return meanOutputs([count, channels, 8, 8], middle);
      }),
    });
    const { size, mapSize, facts } = await opened(url);
    expect([size, mapSize]).toEqual([{ width: 8, height: 8 }, null]);
    expect(facts.notes[0]).toContain("Its maps are of 8×8 px whatever the picture's size is");
  });

  it("has its maps put in their place where it looks at the middle alone", async () => {
    const { url } = await nodeService({
      infer: model((shape, data) => {
        const [count = 0, channels = 0] = shape;
        return meanOutputs([count, channels, 12, 12], cut(shape, data, 2, 12));
      }),
    });
    const { mapSize, facts, judge } = await opened(url, { resize: "16" });
    expect([mapSize, facts.unseenShare]).toEqual([null, 1 - (12 * 12) / (16 * 16)]);
    const picture = Float32Array.from({ length: 3 * 256 }, (_, at) => (at % 256 === 5 * 16 + 9 ? 0.9 : 0.1));
    const [first] = await judge({ shape: [1, 3, 16, 16], data: picture });
    expect(first?.map?.indexOf(Math.fround(0.9))).toBe(5 * 16 + 9);
  });

  it("is said to clip its maps where much of them is exactly 1", async () => {
    const clipped = (value: number): number => Math.min(1, Math.max(0, 6 * value - 1.5));
    const { url } = await nodeService({ infer: model((shape, data) => meanOutputs(shape, data, clipped)) });
    const { facts } = await opened(url, { resize: "32" });
    expect(facts.notes).toEqual([
      expect.stringMatching(/^\d+% of its maps .* is exactly 0 or 1: it clips them/),
    ]);
  });

  it("is told what it does not declare", async () => {
    const metadata = say(200, { name: "mean", versions: null, platform: "", inputs: [], outputs: [] });
    const { url } = await nodeService({ metadata });
    await expect(opened(url)).rejects.toThrow(
      `invalid ${url}: it declares no input; --picture-input says the input's name`,
    );
    const { settled, facts } = await opened(url, { pictureInput: "image", resize: "16" });
    expect(settled.outputs).toEqual({
      ...{
        map: { name: "anomaly_map", index: null },
        score: { name: "pred_score", index: null },
        label: null,
      },
    });
    expect(facts.notes[0]).toContain("Its input declares no axis of 1 or 3 channels");
  });

  it("is refused where it does not repeat itself", async () => {
    const infer = model((shape, data, count) => meanOutputs(shape, data, (value) => value + count / 1000));
    const { url } = await nodeService({ infer });
    await expect(opened(url, { resize: "16" })).rejects.toThrow(
      /^invalid .*: it does not repeat itself: .* differ by up to 0\.00\d+, where 0.00001 is allowed/,
    );
  });

  it("is refused where a value is no number", async () => {
    const infer = model((shape, data) =>
      meanOutputs(shape, data, (value) => (value > 0.5 ? Number.NaN : value)),
    );
    const { url } = await nodeService({ infer });
    await expect(opened(url, { resize: "16" })).rejects.toThrow(/output anomaly_map is NaN at x \d+, y \d+/);
  });

  it("is another detector with other values, another version, another description", async () => {
    let [shift, version] = [0, "1"];
    const { url } = await nodeService({
      infer: model(
        (shape, data) => meanOutputs(shape, data, (value) => value + shift),
        () => version,
      ),
    });
    const digestNow = async (options: Omit<ServiceOptions, "url"> = { resize: "16" }): Promise<string> =>
      (await opened(url, options)).digest;
    const first = await digestNow();
    shift = 1e-6;
    expect(await digestNow()).toBe(first);
    shift = 0.1;
    const others = [await digestNow()];
    [shift, version] = [0, "2"];
    others.push(await digestNow());
    version = "1";
    others.push(await digestNow({ resize: "16", channels: "BGR" }));
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it("says when it became another one", async () => {
    let [shift, version] = [0, "1"];
    const { url } = await nodeService({
      infer: model(
        (shape, data) => meanOutputs(shape, data, (value) => value + shift),
        () => version,
      ),
    });
    const { probe } = await opened(url, { resize: "16" });
    const before = answerNumbers(await probe());
    shift = 0.001;
    const now = answerNumbers(await probe());
    expect(now).toHaveLength(before.length);
    expect(Math.abs((now[0] ?? 0) - (before[0] ?? 0))).toBeCloseTo(0.001, 6);
    version = "2";
    await expect(probe()).rejects.toThrow("it is of version 2, those before were of 1");
  });

  it("is checked before it is used, with a picture", async () => {
    const { url } = await nodeService({
      infer: model(
        (shape, data) => meanOutputs(shape, data),
        () => "3",
      ),
    });
    const settings: DetectorSettings = {
      ...{ source: serviceSource.name, options: { url, resize: "16" }, aspect: "squash", device: "cpu" },
      ...{ threads: 1, env, cwd: "." },
    };
    const picture = {
      size: { width: 20, height: 10 },
      at: () => ({ shape: [1, 3, 16, 16], data: new Float32Array(768).fill(0.25) }),
    };
    const { lines, doubts, understood } = (await serviceSource.check?.(settings, picture)) ?? {};
    expect(lines?.filter((line) => !/^(time|digest)/.test(line))).toEqual([
      `model: ${url}, version 3, platform test`,
      "input: image float32 [-1, 3, -1, -1]",
      "outputs: anomaly_map float32 [-1, 1, -1, -1], pred_score float32 [-1]",
      "fed: RGB NCHW, black 0 and white 1",
      "size: 16×16 px (--resize)",
      "batch: up to 8 pictures a request, in JSON",
      "map: anomaly_map, of the picture's size",
      "score: pred_score",
      "decision: none of its own",
      "crop: none",
      "image score: 0.25",
      "map: 0.25 to 0.25",
    ]);
    expect(doubts?.[0]).toContain("Its map is 0.25 everywhere");
    expect(understood).toMatchObject({
      batch: 8,
      picture: { imageScore: 0.25, map: { low: 0.25, high: 0.25 } },
    });
  });
});
