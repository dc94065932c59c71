// The explorer in the browser: the same detector, laboratory and queue as on the server, on onnxruntime-web, over the
// demo's pictures, which are drawn here.

import { sizeFact } from "../../src/core/acting-size.ts";
import { InputError } from "../../src/core/errors.ts";
import type { Mask, PictureSize, RgbImage } from "../../src/core/image.ts";
import { PRESETS } from "../../src/core/preset.ts";
import { rangesOf } from "../../src/core/shift.ts";
import { openDemoDataset } from "../../src/data/synthetic/dataset.ts";
import { MODEL_FILES, openHeldDetector } from "../../src/detector/browser.ts";
import { openCatalogue } from "../../src/explore/catalogue.ts";
import { criterionViews, strategyViews, wholeBox } from "../../src/explore/known.ts";
import { type LabSample, openLaboratory } from "../../src/explore/laboratory.ts";
import { effectiveMask, unpaintedMask } from "../../src/explore/painted-mask.ts";
import { fromRgba, rgbBytes } from "../../src/explore/pixels.ts";
import type { ExploreState } from "../../src/explore/protocol.ts";
import { SITE_MODEL, type TextVectors, VECTORS_FILE } from "../../src/explore/site-files.ts";
import { openWaitingLine } from "../../src/explore/waiting-line.ts";
import { openWebEngine } from "../../src/graph/session-web.ts";
import { prepareSample } from "../../src/image/prepare.ts";
import { resizePicture } from "../../src/image/resize.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { metricFacts } from "../../src/metrics/registry.ts";
import { openChain } from "../../src/objective/chain.ts";
import { DEFAULT_CRITERION } from "../../src/objective/criteria/registry.ts";
import { DEFAULT_STRATEGY } from "../../src/search/registry.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { imageTransformer } from "../../src/shift/transformer.ts";
import type { CallName, Calls } from "./messages.ts";

interface Context<Name extends CallName> {
  readonly signal: AbortSignal;
  tell(told: Calls[Name]["told"]): void;
}

/** The calls, each with its context before its arguments. */
export type SiteCalls = {
  readonly [Name in CallName]: (
    context: Context<Name>,
    ...values: Calls[Name]["arguments"]
  ) => Promise<Calls[Name]["answer"]>;
};

const PRESET = "paper";
const SEED = 0;
const UPLOAD_BYTES = 24_000_000;
const WAITING = 256;
const MOST_THREADS = 4;

type OwnSample = LabSample & { mask: Mask; readonly size: PictureSize };

/** Fetches the model of a site and opens everything on it. */
export async function openSite(address: string): Promise<SiteCalls> {
  const model = `${address}${SITE_MODEL}/`;
  const [config, weights, vectors] = await Promise.all([
    fetched(`${model}${MODEL_FILES.config}`).then((response) => response.text()),
    fetched(`${model}${MODEL_FILES.weights}`).then(
      async (response) => new Uint8Array(await response.arrayBuffer()),
    ),
    fetched(`${model}${VECTORS_FILE}`).then(async (response) => (await response.json()) as TextVectors),
  ]);
  const engine = await openWebEngine({
    weights: { [MODEL_FILES.weights]: weights },
    runtimeFolder: `${address}runtime/`,
    threads: Math.min(MOST_THREADS, navigator.hardwareConcurrency),
  });
  const detector = openHeldDetector({ name: "demo", config, weights, vectors, engine, aspect: "squash" });
  const chain = openChain({ detector, preset: PRESET, pixelAuroc });
  const line = openWaitingLine(WAITING);
  const box = wholeBox({});
  const transform = imageTransformer(engine);
  const laboratory = openLaboratory({ chain, transform, box, preset: PRESET, seed: SEED, line });
  const dataset = openDemoDataset();
  const catalogue = await openCatalogue(dataset, (_sample, index) => `demo-${index}`);
  const own = new Map<string, OwnSample>();

  const sampleOf = (id: string): LabSample => {
    const found = catalogue.find(id);
    const upload = own.get(id);
    if (upload !== undefined) return upload;
    if (found === undefined) throw new InputError("unknown sample");
    const { sample, view } = found;
    return {
      view,
      className: dataset.className(sample.object),
      seedParts: [dataset.kind, sample.object, sample.id],
      command: null,
      picture: () => sample.loadImage(),
      prepare: (sizesOf) => prepareSample(sample, sizesOf),
    };
  };
  const state: ExploreState = {
    detector: detector.name,
    size: sizeFact(detector),
    acting: "working",
    device: engine.provider,
    dataset: dataset.kind,
    objects: catalogue.objects,
    defects: catalogue.defects,
    shifts: box.map(({ facts }) => facts),
    ranges: rangesOf(box),
    metrics: metricFacts(),
    preset: PRESET,
    criteria: criterionViews(),
    strategies: strategyViews(),
    search: {
      over: paperBox().map(({ facts }) => facts.name),
      criterion: DEFAULT_CRITERION,
      strategy: DEFAULT_STRATEGY,
      budget: PRESETS[PRESET].budget,
      seed: SEED,
    },
    questions: [],
    upload: { maximalBytes: UPLOAD_BYTES, classes: Object.keys(vectors) },
    runs: [],
  };
  return {
    state: async () => state,
    samples: async (_context, filter, offset, limit) => catalogue.page(filter, offset, limit),
    thumbnail: async ({ signal }, id) => {
      return await pngOf(await line.wait({ signal, live: false }, () => sampleOf(id).picture()));
    },
    open: ({ signal }, id) => laboratory.open(sampleOf(id), { signal }),
    evaluate: ({ signal }, id, point) => laboratory.evaluate(sampleOf(id), point, { signal }),
    measure: ({ signal }, id, point) => laboratory.measure(sampleOf(id), point, { signal }),
    landscape: async ({ signal, tell }, request) => {
      await laboratory.landscape(sampleOf(request.sample), request, tell, signal);
      return null;
    },
    search: ({ signal, tell }, request) => laboratory.search(sampleOf(request.sample), request, tell, signal),
    upload: async (_context, file, className) => {
      const picture = await decoded(file);
      const sizes = chain.sizes(picture);
      const image = resizePicture(picture, sizes.acting, sizes.resampling);
      const id = `own-${own.size}`;
      const view = { id, name: file.name, object: className, defect: "own picture", anomalous: false };
      const size = sizeOf(picture);
      const sample: OwnSample = {
        ...{ view, className, seedParts: [file.name], command: null, size },
        mask: unpaintedMask(sizes),
        picture: async () => image,
        prepare: async () => ({ image, mask: sample.mask, maskVanished: false, pictureSize: size }),
      };
      own.set(id, sample);
      return view;
    },
    setMask: async (_context, id, painted) => {
      const sample = own.get(id);
      if (sample === undefined) throw new InputError("unknown picture");
      sample.mask = effectiveMask({ ...sample.mask, data: painted }, sample.size);
      laboratory.forget(id);
      return null;
    },
  };
}

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new InputError(`missing ${address} (${response.status})`);
  return response;
}

function sizeOf({ width, height }: PictureSize): PictureSize {
  return { width, height };
}

async function decoded(file: File): Promise<RgbImage> {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: "none" }).catch(() => {
    throw new InputError(`invalid image ${file.name}: it cannot be decoded`);
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (context === null) throw new InputError("this browser draws no pictures in workers");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return fromRgba(width, height, context.getImageData(0, 0, width, height).data);
}

async function pngOf(picture: RgbImage): Promise<Blob> {
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(width, height);
  const pixels = new ImageData(width, height);
  const bytes = rgbBytes(picture);
  for (let at = 0; at < width * height; at++) {
    for (let channel = 0; channel < 3; channel++)
      pixels.data[4 * at + channel] = bytes[3 * at + channel] ?? 0;
    pixels.data[4 * at + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  return await canvas.convertToBlob({ type: "image/png" });
}
