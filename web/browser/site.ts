// The explorer in the browser: the same detector, laboratory and queue as on the server, on onnxruntime-web, over the
// demo's pictures, which are drawn here.

import { checkpointOfBytes } from "../../src/clip/checkpoint-bytes.ts";
import { CONFIG_FILE, WEIGHTS_FILE } from "../../src/clip/names.ts";
import { InputError } from "../../src/core/errors.ts";
import { emptyMask, type Mask, type PictureSize, type RgbImage } from "../../src/core/image.ts";
import { PRESETS } from "../../src/core/preset.ts";
import { PAPER_RANGES } from "../../src/core/shift.ts";
import { tensor } from "../../src/core/tensor.ts";
import { openDemoDataset } from "../../src/data/synthetic/dataset.ts";
import { openCatalogue } from "../../src/explore/catalogue.ts";
import { type LabSample, openLaboratory } from "../../src/explore/laboratory.ts";
import { effectiveMask } from "../../src/explore/painted-mask.ts";
import { fromRgba, rgbBytes } from "../../src/explore/pixels.ts";
import type { ExploreState } from "../../src/explore/protocol.ts";
import { SITE_MODEL, type TextVectors, VECTORS_FILE } from "../../src/explore/site-files.ts";
import { openTurns } from "../../src/explore/waiting-line.ts";
import { openWebEngine } from "../../src/graph/session-web.ts";
import { resizeBicubic } from "../../src/image/resize.ts";
import { openDetector } from "../../src/objective/chain.ts";
import type { PipelineSpec } from "../../src/objective/fused.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { DEFAULT_STRATEGY, STRATEGIES } from "../../src/search/registry.ts";
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

const SPEC: PipelineSpec = { preset: "paper", aspect: "squash", ranges: PAPER_RANGES };
const UPLOAD_BYTES = 24_000_000;
const WAITING = 256;
const MOST_THREADS = 4;

/** Fetches the model of a site and opens everything on it. */
export async function openSite(address: string): Promise<SiteCalls> {
  const model = `${address}${SITE_MODEL}/`;
  const [config, weights, vectors] = await Promise.all([
    fetched(`${model}${CONFIG_FILE}`).then((response) => response.text()),
    fetched(`${model}${WEIGHTS_FILE}`).then(async (response) => new Uint8Array(await response.arrayBuffer())),
    fetched(`${model}${VECTORS_FILE}`).then(async (response) => (await response.json()) as TextVectors),
  ]);
  const checkpoint = checkpointOfBytes(config, weights, WEIGHTS_FILE);
  const engine = await openWebEngine({
    weights: { [WEIGHTS_FILE]: weights },
    runtimeFolder: `${address}runtime/`,
    threads: Math.min(MOST_THREADS, navigator.hardwareConcurrency),
  });
  const detector = openDetector({
    ...{ checkpoint, engine, spec: SPEC, pixelAuroc },
    textVectors: async (className) => {
      const values = vectors[className];
      if (values === undefined)
        throw new InputError(`this site knows ${Object.keys(vectors).join(", ")} alone`);
      return tensor([2, checkpoint.config.embedDim], values);
    },
  });
  const turns = openTurns(WAITING);
  const transform = imageTransformer(engine, SPEC.ranges);
  const laboratory = openLaboratory({ detector, spec: SPEC, turns, transform });
  const dataset = openDemoDataset();
  const catalogue = await openCatalogue(dataset, (_sample, index) => `demo-${index}`);
  const own = new Map<string, LabSample & { mask: Mask; readonly size: PictureSize }>();

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
      load: async () => {
        const picture = await sample.loadImage();
        return { picture, mask: await sample.loadMask(), pictureSize: sizeOf(picture) };
      },
    };
  };
  const state: ExploreState = {
    model: "demo",
    size: detector.size,
    device: engine.provider,
    dataset: dataset.kind,
    objects: catalogue.objects,
    defects: catalogue.defects,
    ranges: SPEC.ranges,
    preset: SPEC.preset,
    strategies: Object.keys(STRATEGIES),
    search: { strategy: DEFAULT_STRATEGY, budget: PRESETS.paper.budget, seed: 0 },
    upload: { maximalBytes: UPLOAD_BYTES, classes: Object.keys(vectors) },
    runs: [],
  };
  return {
    state: async () => state,
    samples: async (_context, filter, offset, limit) => catalogue.page(filter, offset, limit),
    thumbnail: async ({ signal }, id) => {
      const { picture } = await turns.take({ signal, live: false }, () => sampleOf(id).load());
      return await pngOf(picture);
    },
    open: ({ signal }, id) => laboratory.open(sampleOf(id), { signal }),
    evaluate: ({ signal }, id, point) => laboratory.evaluate(sampleOf(id), point, { signal }),
    landscape: async ({ signal, tell }, request) => {
      await laboratory.landscape(sampleOf(request.sample), request, tell, signal);
      return null;
    },
    search: ({ signal, tell }, request) => {
      const onPoints = (points: Calls["search"]["told"]["points"], planned: number): void =>
        tell({ points, planned });
      return laboratory.search(sampleOf(request.sample), request, onPoints, signal);
    },
    upload: async (_context, file, className) => {
      const picture = await decoded(file);
      const { width, height } = detector.workingSize(picture);
      const image = resizeBicubic(picture, width, height);
      const id = `own-${own.size}`;
      const view = { id, name: file.name, object: className, defect: "own picture", anomalous: false };
      const sample = {
        ...{ view, className, seedParts: [file.name], command: null, size: sizeOf(picture) },
        mask: emptyMask(width, height),
        load: async () => ({ picture: image, mask: sample.mask, pictureSize: sizeOf(picture) }),
      };
      own.set(id, sample);
      return view;
    },
    setMask: async (_context, id, painted) => {
      const sample = own.get(id);
      if (sample === undefined) throw new InputError("unknown picture");
      const { width, height } = sample.mask;
      sample.mask = effectiveMask({ width, height, data: painted }, sample.size);
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
