// ONNX files as detectors: anomalib's exports without a word, others with what a YAML beside the file or flags say.

import { basename } from "node:path";
import type { DetectorFacts } from "../../core/detector-facts.ts";
import type { PictureSize } from "../../core/image.ts";
import type { Engine } from "../../graph/session.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import type { Scorer } from "../detector.ts";
import type { DetectorSettings, DetectorSource, FramelessDetector } from "../source.ts";
import { resamplingOf } from "../tensor-model/description.ts";
import { checkOnnx } from "./check.ts";
import { type OnnxModel, openOnnxModel, readDescribed } from "./model.ts";
import { notesOn, unseenShareOf } from "./notes.ts";
import { digestOf, OPTIONS, onnxOptions } from "./options.ts";
import { providerOf } from "./provider.ts";
import { onnxMaps } from "./scorer.ts";

export const onnxSource: DetectorSource = {
  name: "onnx",
  summary: "an ONNX file, such as anomalib exports",
  options: OPTIONS,
  address: {
    ...{ key: "file", written: "FILE.onnx" },
    valueOf: (text) => (/\.onnx$/i.test(text) && !/^[a-z]{2,}:/i.test(text) ? text : null),
    textOf: (value) => value,
    near: (text) =>
      /\.(onnx|pt|pth|ckpt|xml|bin|engine|tflite|torchscript|safetensors)\b/i.test(text)
        ? "a model's file ends in .onnx"
        : null,
  },
  needsClassName: false,
  reach: "files",
  open: (settings) => openOnnx(settings),
  check: (settings, picture) => checkOnnx(settings, picture),
  placed: (options, places) => {
    const { file } = onnxOptions(options);
    return { ...options, file: places.get(file) ?? places.get("") ?? file };
  },
  digest: async ({ options, cwd }) => {
    const parsed = onnxOptions(options);
    const { digest, description } = await readDescribed(parsed, cwd);
    return digestOf(digest, description, parsed.feed);
  },
};

/** As `open`; `program` is that of the model's own process, where it is not the usual one. */
export async function openOnnx(settings: DetectorSettings, program?: URL): Promise<FramelessDetector> {
  const { device, threads, options } = settings;
  const engine = await (settings.openEngine ?? openWorkerEngine)({ device, threads, yields: true });
  try {
    const opened = await openOnnxModel(onnxOptions(options), settings, providerOf(engine), program);
    for (const doubt of opened.probed.doubts) settings.onNote?.(doubt);
    return detectorOf(opened, engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function detectorOf(opened: OnnxModel, engine: Engine): FramelessDetector {
  const { model, described, digest, fed, batch } = opened;
  const mapSize = mapSizeOf(opened);
  const scorer: Scorer = {
    digest,
    range: { low: null, high: null },
    can: { gradient: false, draft: null, batch },
    maps: onnxMaps(opened),
  };
  return {
    ...{ name: basename(described.file), digest, engine, facts: factsOf(opened) },
    size: fed.size ?? "own",
    ...(mapSize === null ? {} : { mapSize }),
    resampling: resamplingOf(described.description),
    prepare: async () => scorer,
    close: async () => {
      await model.close();
      await engine.close();
    },
  };
}

/** Null where maps have the size of their pictures. */
function mapSizeOf({ settled, fed, placement }: OnnxModel): PictureSize | null {
  if (placement !== null) return placement.plane;
  return fed.size === null ? fed.map : settled.mapSize;
}

function factsOf(opened: OnnxModel): DetectorFacts {
  const { settled, clip } = opened;
  const unseenShare = unseenShareOf(opened);
  return {
    notes: notesOn(opened),
    givesMaps: settled.outputs.map !== null,
    ...(settled.outputs.label === null ? {} : { decides: true as const }),
    ...(clip === null ? {} : { clip }),
    ...(unseenShare === 0 ? {} : { unseenShare }),
  };
}
