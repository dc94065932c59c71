// A model behind real servers, Triton and MLServer, as a detector: the same values by JSON and binary, and what their limits,
// failures and deaths lead to.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tensor } from "../../../src/core/tensor.ts";
import { parseAddress } from "../../../src/detector/service/address.ts";
import { openServiceModel } from "../../../src/detector/service/client.ts";
import { openService } from "../../../src/detector/service/open.ts";
import { probePictures } from "../../../src/detector/tensor-model/probe.ts";
import { sharedFolder } from "../../support/scratch.ts";
import { type ModelServer, mlserver, triton } from "../../support/servers.ts";

const folder = await sharedFolder();
let [tritonServer, mlServer]: ModelServer[] = [];
beforeAll(async () => {
  [tritonServer, mlServer] = [await triton(folder), await mlserver(folder)];
  await Promise.all([tritonServer.start(), mlServer.start()]);
});
afterAll(() => Promise.all([tritonServer?.kill(), mlServer?.kill()]));

const SIZE = { width: 48, height: 32 };
const env = { FAULTLINE_SERVICE_SECONDS: "20" };
const pictures = probePictures(SIZE);
const PIXELS = SIZE.width * SIZE.height;
/** The model's own answer: the mean over the channels, and its largest value. */
const expected = [0, 1].map((picture) => {
  const channel = (at: number): number => pictures.data[picture * 3 * PIXELS + at] ?? 0;
  const map = Float32Array.from(
    { length: PIXELS },
    (_, at) => (channel(at) + channel(at + PIXELS) + channel(at + 2 * PIXELS)) / 3,
  );
  return { map, imageScore: Math.max(...map) };
});

describe("a model behind a service", () => {
  it.each([
    {
      server: "Triton",
      address: () => tritonServer?.address("mean"),
      encoding: "binary",
      batch: 8,
      version: "1",
    },
    {
      server: "Triton, without batches",
      address: () => tritonServer?.address("mean_unbatched"),
      encoding: "binary",
      batch: 8,
      version: "1",
    },
    {
      server: "Triton, version in the path",
      address: () => tritonServer?.address("mean/versions/1"),
      encoding: "binary",
      batch: 8,
      version: "1",
    },
    {
      server: "MLServer",
      address: () => mlServer?.address("mean"),
      encoding: "json",
      batch: 8,
      version: null,
    },
  ])("gives its values: $server", async ({ address, encoding, batch, version }) => {
    const opened = await openService({ url: address() ?? "", resize: "48x32" }, { env });
    const { model, size, mapSize, facts } = opened;
    expect({ size, mapSize, batch: opened.batch, version: model.version() }).toEqual({
      ...{ size: SIZE, mapSize: null, batch, version },
    });
    expect(facts).toEqual({ notes: [], givesMaps: true });
    const judged = await opened.judge(pictures);
    for (const [at, { map, imageScore }] of judged.entries()) {
      const largest = map?.reduce(
        (most, value, pixel) => Math.max(most, Math.abs(value - (expected[at]?.map[pixel] ?? 9))),
        0,
      );
      expect(largest).toBeLessThan(1e-6);
      expect(imageScore).toBeCloseTo(expected[at]?.imageScore ?? 9, 6);
    }
    expect(model.encoding()).toBe(encoding);
    await opened.close();
  });
});
