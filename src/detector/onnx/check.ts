// What is understood of an ONNX file, in lines: for people before they search with it, and for programs.

import { present } from "../../core/errors.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import type { CheckedPicture, DetectorCheck, DetectorSettings } from "../source.ts";
import { resamplingOf } from "../tensor-model/description.ts";
import { plausibility, probePictures } from "../tensor-model/probe.ts";
import { nameInWords, valuesInWords } from "../tensor-model/roles.ts";
import { type OnnxModel, openOnnxModel, PROBE_SIZE } from "./model.ts";
import { bordersInWords, percent, rounded, sizeInWords, unseenShareOf } from "./notes.ts";
import { onnxOptions } from "./options.ts";
import { providerOf } from "./provider.ts";
import { onnxMaps } from "./scorer.ts";

/** Opens a file, asks it about the probe pictures and `picture`, and closes it. InputError where it would not open. */
export async function checkOnnx(
  settings: DetectorSettings,
  picture: CheckedPicture | null,
  program?: URL,
): Promise<DetectorCheck> {
  const { device, threads, options } = settings;
  const engine = await (settings.openEngine ?? openWorkerEngine)({ device, threads });
  await engine.close();
  const opened = await openOnnxModel(onnxOptions(options), settings, providerOf(engine), program);
  try {
    const milliseconds = await timed(opened);
    const { answer, doubts } = picture === null ? NOT_ASKED : await answerTo(opened, picture);
    return {
      lines: [...linesOn(opened, milliseconds), ...(answer === null ? [] : linesOnAnswer(opened, answer))],
      doubts: [...new Set([...opened.probed.doubts, ...doubts])],
      understood: { ...understoodOf(opened), milliseconds, ...(answer === null ? {} : { picture: answer }) },
    };
  } finally {
    await opened.model.close();
  }
}

/** Of one picture alone, after what was run before. */
async function timed(opened: OnnxModel): Promise<number> {
  const { shape, data } = probePictures(opened.fed.size ?? opened.fed.within ?? PROBE_SIZE);
  const one = { shape: [1, ...shape.slice(1)], data: data.subarray(0, data.length / 2) };
  const start = performance.now();
  await onnxMaps(opened)(one).catch(() => {});
  return Math.round(10 * (performance.now() - start)) / 10;
}

interface CheckedAnswer {
  readonly imageScore: number;
  readonly label: boolean | null;
  /** Of the map, before a clip; null without a map. */
  readonly map: { readonly low: number; readonly high: number; readonly clippedShare: number | null } | null;
}

const NOT_ASKED = { answer: null, doubts: [] };

async function answerTo(
  opened: OnnxModel,
  picture: CheckedPicture,
): Promise<{ readonly answer: CheckedAnswer; readonly doubts: readonly string[] }> {
  const { fed, described, clip } = opened;
  const shown = picture.at(fed.size ?? picture.size, resamplingOf(described.description));
  const scored = present((await onnxMaps(opened)(shown))[0], "scored picture");
  const { map, imageScore, label } = scored;
  return {
    answer: { imageScore, label: label ?? null, map: map === null ? null : extentOf(map, clip) },
    doubts: plausibility([{ ...scored, mapSize: null }], clip ?? undefined),
  };
}

function extentOf(map: Float32Array, clip: OnnxModel["clip"]): NonNullable<CheckedAnswer["map"]> {
  let [low, high, clipped] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of map) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (clip !== null && (value <= clip[0] || value >= clip[1])) clipped++;
  }
  return { low, high, clippedShare: clip === null ? null : clipped / map.length };
}

function linesOn(opened: OnnxModel, milliseconds: number): string[] {
  const { model, described, settled, fed, decision, clip, probed } = opened;
  const { structure, describedBy } = described;
  const { feed, outputs } = settled;
  const share = unseenShareOf(opened);
  const opset = structure.opsets.find(({ domain }) => domain === "")?.version;
  return [
    `file: ${described.file}, by ${nameInWords(structure.producer) || "an unnamed tool"}, opset ${opset ?? "not said"}`,
    `described by: ${[...(describedBy === null ? [] : [describedBy]), "flags and defaults"].join(", ")}`,
    `digest: ${opened.digest}`,
    `input: ${valuesInWords(model.inputs)}`,
    `fed: ${feed.channels} ${feed.layout}, black ${feed.range[0]} and white ${feed.range[1]}${normalisation(feed)}`,
    `size: ${fed.size === null ? "each picture's own" : sizeInWords(fed.size)} (${fed.from})`,
    `batch: ${batchInWords(opened)}`,
    `map: ${outputs.map === null ? "none" : `${picked(outputs.map)}${settled.mapSize === null ? "" : `, ${sizeInWords(settled.mapSize)}`}`}`,
    `score: ${outputs.score === null ? "the map's maximum" : picked(outputs.score)}`,
    `decision: ${decisionInWords(decision, settled.outputs.label)}`,
    `clip: ${clip === null ? "none" : `to [${clip.join(", ")}]; values are read before it`}`,
    `crop: ${share === 0 ? "none" : `${percent(share)} of the picture is never seen: ${bordersInWords(opened)}`}`,
    `repeats itself: ${probed.repeats ? "bit for bit" : "no"}`,
    `time: ${milliseconds} ms for a picture`,
    ...settled.notes,
  ];
}

function linesOnAnswer({ clip }: OnnxModel, { imageScore, label, map }: CheckedAnswer): string[] {
  const decided = label === null ? "" : `, ${label ? "rejected" : "accepted"}`;
  const clipped =
    map?.clippedShare == null || clip === null
      ? ""
      : `; ${percent(map.clippedShare)} of it at or beyond the clip to [${clip.join(", ")}]`;
  return [
    `image score: ${rounded(imageScore)}${decided}`,
    ...(map === null ? [] : [`map: ${rounded(map.low)} to ${rounded(map.high)}${clipped}`]),
  ];
}

function understoodOf(opened: OnnxModel): DetectorCheck["understood"] {
  const { described, digest, settled, fed, probed, decision, clip, crop, batch } = opened;
  return {
    ...{ file: described.file, digest, description: described.description, feed: settled.feed },
    ...{ size: fed.size, sizeFrom: fed.from, mapSize: settled.mapSize, outputs: settled.outputs },
    ...{ batch, batches: probed.batches, repeats: probed.repeats, decision, clip, crop },
    unseenShare: unseenShareOf(opened),
  };
}

function normalisation({ mean, std }: OnnxModel["settled"]["feed"]): string {
  const isPlain = mean.every((value) => value === 0) && std.every((value) => value === 1);
  return isPlain ? "" : `, mean ${mean.join(", ")}, deviation ${std.join(", ")}`;
}

function batchInWords({ settled, probed, batch }: OnnxModel): string {
  const fixed = settled.feed.batch;
  if (fixed === 1) return "one picture at a time, as its input says";
  if (probed.batches === false)
    return `one picture at a time${fixed === null ? "" : `, ${fixed} times`}: several give other values, or fail`;
  if (fixed !== null) return `always ${fixed} pictures; missing ones are filled with copies`;
  return batch === 1
    ? "one picture at a time, as large as they are"
    : `up to ${batch} pictures, which give what each gives alone`;
}

function picked({ name, index }: { readonly name: string; readonly index: number | null }): string {
  return index === null ? nameInWords(name) : `${nameInWords(name)}[${index}]`;
}

function decisionInWords(decision: OnnxModel["decision"], label: string | null): string {
  if (decision.kind === "none") return "none of its own";
  if (decision.kind === "meaningless")
    return `none: ${nameInWords(decision.label)} compares raw values with ${rounded(decision.above)}, which means nothing`;
  return decision.above === null
    ? `rejects where ${nameInWords(label ?? "")} says so`
    : `rejects where its score is above ${rounded(decision.above)}`;
}
