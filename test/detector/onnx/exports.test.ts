// anomalib's own exports: opened by their name alone, shown picture files, they give anomalib's maps, scores and labels.

import { describe, expect, it, onTestFinished } from "vitest";
import { present } from "../../../src/core/errors.ts";
import type { Detector, ScoredPicture } from "../../../src/detector/detector.ts";
import { resizePicture } from "../../../src/image/resize.ts";
import { expectClose } from "../../support/closeness.ts";
import { type FixtureTensor, fixtureFloats, fixtureJson, fixtureTensors } from "../../support/fixtures.ts";
import { goldenPicture, judged, openedOnnx } from "./opened.ts";

interface Export {
  readonly pictures: readonly {
    readonly picture: string;
    readonly labelTie?: boolean;
  }[];
  readonly postProcessor: {
    readonly imageMin: number | null;
    readonly imageMax: number | null;
    readonly imageThreshold: number;
    readonly pixelMin: number | null;
    readonly pixelMax: number | null;
    readonly pixelThreshold: number;
    readonly normalization: boolean;
    readonly maskAbove: number;
  } | null;
  readonly tolerance: { readonly map?: number; readonly score: number };
  readonly measuredMaxAbs: { readonly scoreEngineVsOnnx: number };
}

/** What each has beyond a map of the size of its pictures, a label, a clip to [0, 1], and batches. */
const EXPORTS: Readonly<
  Record<string, { crop?: true; alone?: true; batch?: 2; scores?: true; label?: false; raw?: true }>
> = {
  "patchcore-fixed": {},
  "patchcore-dynamic": {},
  "patchcore-256": { batch: 2 },
  "patchcore-crop": { crop: true },
  "patchcore-crop-dynamic": { crop: true },
  "patchcore-raw": { label: false, raw: true },
  "patchcore-nonorm": { label: false, raw: true },
  "patchcore-sensitive": {},
  padim: {},
  stfpm: {},
  "stfpm-free": {},
  "stfpm-legacy": {},
  fastflow: {},
  cflow: { alone: true },
  supersimplenet: {},
  dfm: { batch: 2 },
  dfkde: { batch: 2, scores: true },
  ganomaly: { scores: true },
};

/** The codec refuses it: its alpha says that pixels do not count. */
const REFUSED = "pictures/alpha.png";

describe.each(Object.entries(EXPORTS))("%s", (name, has) => {
  it("gives anomalib's values", async () => {
    const detector = await openedOnnx(`${name}.onnx`);
    onTestFinished(() => detector.close());
    const facts = present(detector.facts, "facts");
    expect(facts.givesMaps).toBe(has.scores !== true);
    expect(facts.clip).toEqual(has.raw === true ? undefined : [0, 1]);
    expect(facts.unseenShare ?? 0).toBeCloseTo(has.crop === true ? 0.36 : 0, 6);
    const { can } = await detector.prepare({ object: "part", className: "" });
    expect(can).toMatchObject({
      gradient: false,
      batch: has.batch ?? (has.alone === true ? 1 : expect.any(Number)),
    });
    // Pictures of their own size may be large ones.
    const several = has.batch === undefined && has.alone !== true && detector.ownSize !== true;
    if (several) expect(can.batch).toBeGreaterThan(1);
    await expectAnomalib(name, detector, "");
  });
});

describe("fed as anomalib's inferencer feeds exported models, each picture at its own size", () => {
  it.each(["patchcore-dynamic", "patchcore-crop-dynamic"])("%s gives its values", async (name) => {
    const detector = await openedOnnx(`${name}.onnx`, { feed: "native" });
    onTestFinished(() => detector.close());
    expect(detector.ownSize).toBe(true);
    await expectAnomalib(name, detector, "native");
  });

  it("a file of one size is refused", async () => {
    await expect(openedOnnx("padim.onnx", { feed: "native" })).rejects.toThrow(
      "invalid --feed native: padim.onnx takes pictures of 96x96 px alone, by its input; expected loop",
    );
  });
});

it("of a picture with alpha its file is refused, and its tensor gives anomalib's values", async () => {
  await expect(goldenPicture(REFUSED)).rejects.toThrow(/alpha/);
  const detector = await openedOnnx("patchcore-fixed.onnx");
  onTestFinished(() => detector.close());
  const inputs = fixtureTensors("anomalib/inputs");
  const picture = { width: 64, height: 64, data: fixtureFloats(inputs, "alpha@64x64") };
  const [scored] = await judged(detector, [picture]);
  const { pictures } = fixtureJson<Export>("anomalib/patchcore-fixed");
  expectPicture(present(scored, "scored picture"), {
    ...{ name: "patchcore-fixed", at: pictures.findIndex((each) => each.picture === REFUSED), prefix: "" },
  });
});

it("pictures come to a model's size as training brings them there", async () => {
  const large = await goldenPicture("pictures/large.png");
  const { data } = resizePicture(large, { width: 64, height: 64 }, "linear");
  expectClose(data, fixtureFloats(fixtureTensors("anomalib/inputs"), "large@64x64"), { absolute: 3e-6 });
});

/** `prefix` "" of the loop's feed, else of the tensors that another feed gives. */
async function expectAnomalib(name: string, detector: Detector, prefix: "" | "native"): Promise<void> {
  const pictures = fixtureJson<Export>(`anomalib/${name}`).pictures.filter(
    ({ picture }) => picture !== REFUSED,
  );
  const files = await Promise.all(pictures.map(({ picture }) => goldenPicture(picture)));
  for (const [at, scored] of (await judged(detector, files)).entries())
    expectPicture(scored, { name, at, prefix });
}

interface Golden {
  readonly name: string;
  readonly at: number;
  readonly prefix: "" | "native";
}

const known = new Map<string, Map<string, FixtureTensor>>();

function expectPicture(scored: ScoredPicture, { name, at, prefix }: Golden): void {
  const { pictures, postProcessor, tolerance, measuredMaxAbs } = fixtureJson<Export>(`anomalib/${name}`);
  const tensors = known.get(name) ?? fixtureTensors(`anomalib/${name}`);
  known.set(name, tensors);
  const floats = (tensor: string): Float32Array => fixtureFloats(tensors, `${tensor}.${at}`);
  const named = (what: string): string =>
    prefix === "" ? what : `${prefix}${what.replace(/^./, (c) => c.toUpperCase())}`;
  const isNormalised = postProcessor?.normalization === true;
  const clipped = (value: number): number => (isNormalised ? Math.min(1, Math.max(0, value)) : value);
  const what = `${name}, picture ${at}`;

  const [score = Number.NaN] = floats(named("score"));
  expectClose([clipped(scored.imageScore)], [score], {
    absolute: allowed(tolerance.score, score),
    what: `${what}, score`,
  });
  if (prefix === "" && measuredMaxAbs.scoreEngineVsOnnx < 1e-4)
    expectClose([clipped(scored.imageScore)], floats("engineScore"), {
      absolute: 2e-5,
      what: `${what}, loop's score`,
    });
  const label = tensors.get(`${named("label")}.${at}`)?.data[0];
  if (scored.label === undefined) expect(EXPORTS[name]?.label).toBe(false);
  else if (pictures[at]?.labelTie !== true) expect(scored.label, `${what}, label`).toBe(label === 1);

  const map = scored.map === null ? null : seenPart(scored.map, name);
  if (map === null) return;
  const golden = floats(named("map"));
  expectClose(map.map(clipped), golden, {
    absolute: allowed(tolerance.map ?? 0, ...golden),
    what: `${what}, map`,
  });
  const mask = tensors.get(`mask.${at}`)?.data;
  const above = postProcessor?.maskAbove ?? 0;
  if (prefix === "" && mask !== undefined) {
    const isClear = (value: number): boolean => Math.abs(value - above) > 2e-4;
    const wrong = map.findIndex((value, pixel) => isClear(value) && Number(value > above) !== mask[pixel]);
    expect(wrong, `${what}, pixel of the mask`).toBe(-1);
  }
  if (prefix === "") expectRaw(map, scored.imageScore, { postProcessor, tensors, at, what });
}

/** What is read lies before the clip: anomalib's raw values, normalised. */
function expectRaw(
  map: Float32Array,
  imageScore: number,
  {
    postProcessor,
    tensors,
    at,
    what,
  }: Pick<Export, "postProcessor"> & { tensors: Map<string, FixtureTensor>; at: number; what: string },
): void {
  const normal = (value: number, threshold: number, low: number | null, high: number | null): number =>
    low === null || high === null ? value : (value - threshold) / (high - low) + 0.5;
  const {
    imageThreshold = 0,
    imageMin = null,
    imageMax = null,
    pixelThreshold = 0,
    pixelMin = null,
    pixelMax = null,
  } = postProcessor ?? {};
  const [raw = Number.NaN] = fixtureFloats(tensors, `rawScore.${at}`);
  const score = normal(raw, imageThreshold, imageMin, imageMax);
  expectClose([imageScore], [score], { absolute: allowed(2e-4, score), what: `${what}, raw score` });
  if (!tensors.has(`rawMap.${at}`)) return;
  const expected = fixtureFloats(tensors, `rawMap.${at}`).map((value) =>
    normal(value, pixelThreshold, pixelMin, pixelMax),
  );
  expectClose(map, expected, { absolute: allowed(2e-4, ...expected), what: `${what}, raw map` });
}

/** Absolute, and relative where values are above 1. */
function allowed(tolerance: number, ...values: readonly number[]): number {
  return tolerance * values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
}

/** Of a plane of 80 × 80 pixels what a crop of 64 × 64 shows; around it nothing but the map's least value. */
function seenPart(map: Float32Array, name: string): Float32Array {
  if (EXPORTS[name]?.crop !== true) return map;
  expect(map.length).toBe(80 * 80);
  const isSeen = (at: number): boolean =>
    [at % 80, Math.floor(at / 80)].every((place) => place >= 8 && place < 72);
  const seen = map.filter((_, at) => isSeen(at));
  const least = seen.reduce((low, value) => Math.min(low, value));
  expect(map.filter((_, at) => !isSeen(at)).every((value) => value === least)).toBe(true);
  return seen;
}
