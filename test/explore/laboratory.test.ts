// What the laboratory says of one sample at one point: exactly what is named acts, what counts nowhere counts nowhere,
// and map and mask lie on both pictures as the part does.

import { expect, it, onTestFinished } from "vitest";
import type { ActingSize } from "../../src/core/acting-size.ts";
import { IGNORED } from "../../src/core/image.ts";
import type { PresetName } from "../../src/core/preset.ts";
import type { Sample } from "../../src/data/dataset.ts";
import type { Detector } from "../../src/detector/detector.ts";
import { evaluationFrame, evaluationOf } from "../../src/explore/evaluation-frame.ts";
import { decodeFrame, encodeFrame } from "../../src/explore/frame.ts";
import type { SampleDetail } from "../../src/explore/protocol.ts";
import { levelText } from "../../src/explore/readings.ts";
import type { Explorer } from "../../src/explore/server/explorer.ts";
import type { SearchView } from "../../src/explore/traced-search.ts";
import { resizeBicubic } from "../../src/image/resize.ts";
import { openTestExplorer, redDetector, redScores } from "../support/explorer.ts";
import { memoryDataset } from "../support/study.ts";

const SIDE = 31;
const PIXELS = SIDE * SIDE;
const patience = { signal: new AbortController().signal };
const at = (column: number, row: number): number => row * SIDE + column;

/** A red spot, which is the defect, above the centre; a second one beside the centre lies where nothing counts. */
const DEFECT = at(15, 8);
const EXCLUDED = at(20, 15);
const isNear = (pixel: number, spot: number): boolean =>
  Math.abs((pixel % SIDE) - (spot % SIDE)) <= 2 &&
  Math.abs(Math.floor(pixel / SIDE) - Math.floor(spot / SIDE)) <= 2;

const spotted: Sample = {
  ...{ id: "gear/spot.png", object: "gear", defect: "spot", anomalous: true },
  digest: async () => "spot",
  loadImage: async () => ({
    ...{ width: SIDE, height: SIDE },
    data: Float32Array.from({ length: 3 * PIXELS }, (_, index) => {
      if (index >= PIXELS) return 0.3;
      return isNear(index, EXCLUDED) ? 0.9 : isNear(index, DEFECT) ? 0.8 : 0.2;
    }),
  }),
  loadMask: async () => maskOf(DEFECT),
};

function maskOf(spot: number) {
  const data = Uint8Array.from({ length: PIXELS }, (_, pixel) => (isNear(pixel, spot) ? 1 : 0));
  return { width: SIDE, height: SIDE, data };
}

async function explorerOf(
  sample: Sample,
  {
    preset = "paper",
    acting = "working",
    detector,
  }: { preset?: PresetName; acting?: ActingSize; detector?: Detector } = {},
): Promise<Explorer> {
  const dataset = { ...memoryDataset(), objects: ["gear"], testSamples: async () => [sample] };
  const explorer = await openTestExplorer({
    detector: detector ?? (await redDetector(undefined, SIDE)),
    dataset,
    preset,
    acting,
  });
  onTestFinished(() => explorer.close());
  return explorer;
}

async function opened(explorer: Explorer) {
  const id = explorer.catalogue.page({}, 0, 1).samples[0]?.id ?? "";
  const sample = explorer.find(id);
  if (sample === undefined) throw new Error("no sample");
  const detail: SampleDetail = await explorer.laboratory.open(sample, patience);
  return { sample, detail };
}

it("counts what is excluded nowhere, in its metrics too", async () => {
  const all = await opened(await explorerOf(spotted));
  const some = await opened(await explorerOf({ ...spotted, loadIgnored: async () => maskOf(EXCLUDED) }));
  expect(all.detail.original.pauroc).toBeLessThan(1);
  expect(some.detail.original.pauroc).toBe(1);
  expect(some.detail.metrics.values["pauroc"]).toBe(1);
  expect(some.detail.mask[EXCLUDED]).toBe(IGNORED);
  // Where the region lies is not known: no command line would say the same.
  expect([all.detail.command === null, some.detail.command]).toEqual([false, null]);
});

it.each(["paper", "released-code"] as const)(
  "lays map and mask on both pictures as the part was turned (preset %s)",
  async (preset) => {
    const explorer = await explorerOf({ ...spotted, loadIgnored: async () => maskOf(EXCLUDED) }, { preset });
    const { sample } = await opened(explorer);
    const { map, moved } = await explorer.laboratory.evaluate(sample, { theta: 90 }, patience);
    if (moved === null) throw new Error("nothing moved");
    const [shifted, aligned] = preset === "paper" ? [moved.map, map] : [map, moved.map];
    // Clockwise by a quarter: what was above the centre is to the right of it, what was to the right below it.
    expect([shifted?.[at(22, 15)], aligned?.[DEFECT]].map((value) => value?.toFixed(1))).toEqual([
      "0.8",
      "0.8",
    ]);
    expect([shifted?.[at(15, 20)], aligned?.[EXCLUDED]].map((value) => value?.toFixed(1))).toEqual([
      "0.9",
      "0.9",
    ]);
    expect([moved.mask[at(22, 15)], moved.mask[at(15, 20)]]).toEqual([1, IGNORED]);
    expect(moved.mask[DEFECT]).toBe(0);
  },
);

it("measures the picture at a point, and moves nothing where the part stays", async () => {
  const explorer = await explorerOf(spotted);
  const { sample, detail } = await opened(explorer);
  const view = await explorer.laboratory.evaluate(sample, { hue: 3 }, patience);
  const metrics = await explorer.laboratory.measure(sample, { hue: 3 }, patience);
  expect([view.moved, view.point]).toEqual([null, { hue: 3 }]);
  expect([metrics.values["pauroc"], metrics.values["loss"]]).toEqual([
    expect.closeTo(view.pauroc ?? Number.NaN, 12),
    expect.closeTo(view.loss ?? Number.NaN, 6),
  ]);
  expect(metrics.values["imageAuroc"]).toBe(null);
  expect(view.loss).not.toBe(detail.original.loss);
});

it("judges a defective picture without a mask by its score, and shows its map", async () => {
  const empty = async () => ({ width: SIDE, height: SIDE, data: new Uint8Array(PIXELS) });
  const explorer = await explorerOf({ ...spotted, unmasked: true, loadMask: empty });
  const { sample, detail } = await opened(explorer);
  const view = await explorer.laboratory.evaluate(sample, { hue: 3 }, patience);
  expect([view.loss, view.pauroc, view.map?.length]).toEqual([null, null, PIXELS]);
  expect(detail.metrics.reasons?.["loss"]).toBe("no masks of the defective pictures");
});

it("brings an amount to its shift's range, and a circle's around", async () => {
  const explorer = await explorerOf(spotted);
  const { sample } = await opened(explorer);
  const { point } = await explorer.laboratory.evaluate(sample, { saturation: 3, hue: 7, theta: 0 }, patience);
  expect(point).toEqual({ theta: 0, hue: expect.closeTo(7 - 2 * Math.PI, 12), saturation: 0.5 });
  expect(Object.keys(point)).toEqual(["theta", "hue", "saturation"]);
});

it("shifts the picture at its own size where that is asked for, its map at the detector's", async () => {
  const [width, height] = [2 * SIDE, SIDE];
  const wide: Sample = {
    ...spotted,
    loadImage: async () => resizeBicubic(await spotted.loadImage(), width, height),
  };
  const explorer = await explorerOf(wide, { acting: 1024 });
  const { sample, detail } = await opened(explorer);
  expect([detail.width, detail.height, detail.pictureSize]).toEqual([SIDE, SIDE, { width, height }]);
  const view = await explorer.laboratory.evaluate(sample, { "translate-x": 0.2 }, patience);
  expect([view.pictureSize, view.picture.length]).toEqual([{ width, height }, 3 * width * height]);
  expect([view.map?.length, view.moved?.mask[at(21, 8)], view.moved?.mask[DEFECT]]).toEqual([PIXELS, 1, 0]);
  // The last fifth of the part left the frame.
  expect([view.moved?.seen[at(23, 3)], view.moved?.seen[at(25, 3)]]).toEqual([0, IGNORED]);
  expect(view.moved?.map?.[at(21, 8)]).toBeCloseTo(0.8, 1);
});

it("draws a picture's noise by its seed, the same for the picture and for its map", async () => {
  const explorer = await explorerOf(spotted);
  const { sample } = await opened(explorer);
  const [first, second] = [
    await explorer.laboratory.evaluate(sample, { noise: 0.05 }, patience),
    await explorer.laboratory.evaluate(sample, { noise: 0.05 }, patience),
  ];
  expect(second).toEqual(first);
  // The detector's map is the picture's red.
  const reds = (first.map ?? []).map((value, pixel) =>
    Math.abs(255 * value - (first.picture[3 * pixel] ?? 0)),
  );
  expect(Math.max(...reds)).toBeLessThan(0.51);
});

it("has no map of a detector that gives scores alone: the score, its decision, the mask as the part moved, and searches by it", async () => {
  const explorer = await explorerOf(spotted, { detector: await redScores(SIDE) });
  const { sample, detail } = await opened(explorer);
  expect(explorer.state.criteria.map(({ name }) => name)).toEqual(["image-score"]);
  expect(explorer.state.search.criterion).toBe("image-score");
  expect(detail.original).toMatchObject({ map: null, moved: null, loss: null, pauroc: null, label: true });
  expect(levelText(detail.original)).toBe("image score 0.900, rejected");
  expect(detail.metrics.reasons?.["pauroc"]).toBe("the detector gives image scores alone");
  const frame = evaluationFrame(await explorer.laboratory.evaluate(sample, { theta: 90 }, patience));
  const view = evaluationOf(decodeFrame(encodeFrame(frame).buffer), frame.json);
  expect([view.map, view.moved?.map, view.moved?.mask[at(22, 15)]]).toEqual([null, null, 1]);
  const request = { sample: "", over: ["hue"], criterion: "image-score", strategy: "grid" };
  const search = async (criterion: string): Promise<SearchView> =>
    await explorer.laboratory.search(
      sample,
      { ...request, criterion, budget: 5, seed: 0 },
      () => {},
      patience.signal,
    );
  const { best } = await search("image-score");
  expect([best.loss, best.label]).toEqual([null, false]);
  expect(best.imageScore).toBeLessThan(0.5);
  await expect(search("pauroc")).rejects.toThrow(
    /^red gives image scores alone: criterion pauroc compares maps; expected --criterion image-score$/,
  );
});
