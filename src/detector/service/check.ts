// What is said of a service before it is used: what it declares, how it is asked, what it answered, how long it took.

import type { PictureSize } from "../../core/image.ts";
import type { ScoredPicture } from "../detector.ts";
import type { CheckedPicture, DetectorCheck, DetectorSettings } from "../source.ts";
import { plausibility } from "../tensor-model/probe.ts";
import { nameInWords, valuesInWords } from "../tensor-model/roles.ts";
import type { OutputPick } from "../tensor-model/understanding.ts";
import { type OpenedService, openService, type ServiceOptions } from "./open.ts";

/** Opens the service, asks it about the picture where there is one, and closes it. InputError as `openService`. */
export async function checkService(
  options: ServiceOptions,
  settings: Pick<DetectorSettings, "env" | "signal" | "onNote">,
  picture: CheckedPicture | null,
): Promise<DetectorCheck> {
  const opened = await openService(options, settings);
  try {
    const begun = performance.now();
    const probed = await opened.probe();
    const milliseconds = Math.round((10 * (performance.now() - begun)) / probed.length) / 10;
    const answer = picture === null ? null : await answerTo(opened, picture);
    return {
      lines: [...linesOn(opened, milliseconds), ...(answer === null ? [] : linesOnAnswer(answer))],
      doubts: [...new Set([...opened.doubts, ...doubtsOn(answer)])],
      understood: { ...understoodOf(opened), milliseconds, ...(answer === null ? {} : pictureFacts(answer)) },
    };
  } finally {
    await opened.close();
  }
}

async function answerTo(
  { size, resampling, judge }: OpenedService,
  picture: CheckedPicture,
): Promise<ScoredPicture | null> {
  const [answer = null] = await judge(picture.at(size === "own" ? picture.size : size, resampling));
  return answer;
}

function doubtsOn(answer: ScoredPicture | null): readonly string[] {
  return answer === null ? [] : plausibility([{ ...answer, mapSize: null }]);
}

function linesOn({ model, settled, ...opened }: OpenedService, milliseconds: number): string[] {
  const { size, sizeFrom, mapSize, batch, facts, digest } = opened;
  const { feed, outputs } = settled;
  const { platform, inputs, outputs: declared } = model.metadata;
  const version = model.version();
  const share = facts.unseenShare ?? 0;
  return [
    `model: ${model.name}, version ${nameInWords(version ?? "not said")}, platform ${nameInWords(platform) || "not said"}`,
    `digest: ${digest}`,
    `input: ${inputs.length === 0 ? `not declared; taken as ${nameInWords(feed.input)} ${feed.type}` : valuesInWords(inputs)}`,
    `outputs: ${declared.length === 0 ? "not declared" : valuesInWords(declared)}`,
    `fed: ${feed.channels} ${feed.layout}, black ${feed.range[0]} and white ${feed.range[1]}${normalisation(feed)}`,
    `size: ${size === "own" ? "each picture's own" : sizeInWords(size)} (${sizeFrom})`,
    `batch: ${batch === 1 ? "one picture" : `up to ${batch} pictures`} a request, in ${model.encoding() === "json" ? "JSON" : "binary"}`,
    `map: ${outputs.map === null ? "none" : `${picked(outputs.map)}, ${mapSize === null ? "of the picture's size" : sizeInWords(mapSize)}`}`,
    `score: ${outputs.score === null ? "the map's maximum" : picked(outputs.score)}`,
    `decision: ${outputs.label === null ? "none of its own" : `rejects where ${nameInWords(outputs.label)} says so`}`,
    `crop: ${share === 0 ? "none" : `${Number((100 * share).toPrecision(3))}% of the picture is never seen`}`,
    `time: ${milliseconds} ms for a picture`,
    ...facts.notes,
  ];
}

function linesOnAnswer({ map, imageScore, label }: ScoredPicture): string[] {
  const decided = label === undefined ? "" : `, ${label ? "rejected" : "accepted"}`;
  const [low = 0, high = 0] = map === null ? [] : extentOf(map);
  return [
    `image score: ${rounded(imageScore)}${decided}`,
    ...(map === null ? [] : [`map: ${rounded(low)} to ${rounded(high)}`]),
  ];
}

function understoodOf({ model, settled, ...opened }: OpenedService): DetectorCheck["understood"] {
  const { digest, size, sizeFrom, mapSize, batch, facts } = opened;
  return {
    ...{ address: model.name, version: model.version(), digest, encoding: model.encoding(), batch },
    ...{
      feed: settled.feed,
      outputs: settled.outputs,
      size: size === "own" ? null : size,
      sizeFrom,
      mapSize,
    },
    unseenShare: facts.unseenShare ?? 0,
  };
}

function pictureFacts({ map, imageScore, label }: ScoredPicture): Readonly<Record<string, unknown>> {
  const [low, high] = map === null ? [] : extentOf(map);
  return { picture: { imageScore, label: label ?? null, map: map === null ? null : { low, high } } };
}

function extentOf(map: Float32Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of map) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function normalisation({ mean, std }: OpenedService["settled"]["feed"]): string {
  const isPlain = mean.every((value) => value === 0) && std.every((value) => value === 1);
  return isPlain ? "" : `, mean ${mean.join(", ")}, deviation ${std.join(", ")}`;
}

function picked({ name, index }: OutputPick): string {
  return index === null ? nameInWords(name) : `${nameInWords(name)}[${index}]`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function sizeInWords({ width, height }: PictureSize): string {
  return `${width}×${height} px`;
}
