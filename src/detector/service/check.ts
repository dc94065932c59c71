// What is said of a service before it is used: what it declares, how it is asked, what it answered, how long it took.

import type { PictureSize } from "../../core/image.ts";
import { listed } from "../../core/listed.ts";
import type { ForeignValue } from "../../graph/foreign/tensors.ts";
import type { ScoredPicture } from "../detector.ts";
import type { CheckedPicture, DetectorCheck, DetectorSettings } from "../source.ts";
import { type OpenedService, openService, type ServiceOptions } from "./open.ts";

/** Opens the service, asks it about the picture where there is one, and closes it. InputError as `openService`. */
export async function checkService(
  options: ServiceOptions,
  settings: Pick<DetectorSettings, "env" | "signal">,
  picture: CheckedPicture | null,
): Promise<DetectorCheck> {
  const notes: string[] = [];
  const opened = await openService(options, {
    ...{ env: settings.env, onNote: (line) => notes.push(line) },
    ...(settings.signal === undefined ? {} : { signal: settings.signal }),
  });
  try {
    const asked = performance.now();
    const probed = await opened.probe();
    const milliseconds = (performance.now() - asked) / probed.length;
    const answer = picture === null ? null : await answerTo(opened, picture);
    const { doubts } = opened;
    return {
      lines: [
        ...notes.filter((line) => !doubts.includes(line)),
        ...linesOf(opened),
        `${milliseconds.toFixed(1)} ms per picture`,
        ...(answer === null ? [] : [`the picture: ${answerWords(answer)}`]),
        `digest ${opened.digest}`,
      ],
      doubts,
      understood: { ...understoodOf(opened), millisecondsPerPicture: milliseconds, ...pictureFacts(answer) },
    };
  } finally {
    await opened.close();
  }
}

function linesOf({ model, settled, size, mapSize, resampling, batch, facts }: OpenedService): string[] {
  const { feed, outputs } = settled;
  const { inputs, outputs: declared } = model.metadata;
  const version = model.version();
  const kernel = resampling === "linear" ? "bilinear" : "bicubic";
  const pick = (output: { readonly name: string; readonly index: number | null } | null): string =>
    output === null ? "none" : `${output.name}${output.index === null ? "" : `[${output.index}]`}`;
  return [
    `model ${model.name}${version === null ? "" : `, version ${version}`}`,
    `declares inputs ${valuesInWords(inputs)}; outputs ${valuesInWords(declared)}`,
    size === "own" ? "pictures at their own size" : `pictures of ${words(size)}, ${kernel} with antialias`,
    ...(feed.crop === null ? [] : [`cut to ${words(feed.crop)} in their middle`]),
    `${feed.channels} from ${feed.range.join(" to ")}, ${feed.layout}, ${feed.type}, as input ${feed.input}`,
    `map ${pick(outputs.map)}, score ${outputs.score === null ? "the map's largest value" : pick(outputs.score)}, label ${outputs.label ?? "none"}`,
    ...(facts.givesMaps ? [`maps of ${mapSize === null ? "the picture's size" : words(mapSize)}`] : []),
    ...(facts.unseenShare === undefined
      ? []
      : [`${(100 * facts.unseenShare).toFixed(1)}% of the picture is never looked at`]),
    ...facts.notes,
    ...(outputs.label === null ? [] : ["it decides by its own label"]),
    `at most ${batch} picture${batch === 1 ? "" : "s"} a request, in ${model.encoding() === "json" ? "JSON" : "binary"}`,
  ];
}

function understoodOf(opened: OpenedService): DetectorCheck["understood"] {
  const { model, settled, size, mapSize, resampling, batch, facts, digest } = opened;
  const { feed, outputs } = settled;
  return {
    ...{
      model: model.name,
      version: model.version(),
      encoding: model.encoding(),
      batch,
      feed,
      outputs,
      size,
    },
    ...{ mapSize, resampling, facts, digest },
  };
}

function valuesInWords(values: readonly ForeignValue[]): string {
  return values.length === 0
    ? "none"
    : listed(values.map(({ name, type, shape }) => `${name} ${type}[${shape.join(", ")}]`));
}

async function answerTo(
  { size, resampling, judge }: OpenedService,
  picture: CheckedPicture,
): Promise<ScoredPicture | null> {
  const [answer = null] = await judge(picture.at(size === "own" ? picture.size : size, resampling));
  return answer;
}

function pictureFacts(answer: ScoredPicture | null): Readonly<Record<string, unknown>> {
  if (answer === null) return {};
  const { map, imageScore, label } = answer;
  return {
    picture: {
      imageScore,
      ...(label === undefined ? {} : { label }),
      ...(map === null ? {} : { map: rangeOf(map) }),
    },
  };
}

function answerWords({ map, imageScore, label }: ScoredPicture): string {
  const ends = map === null ? null : rangeOf(map).map((value) => value.toPrecision(6));
  return [
    `score ${imageScore.toPrecision(6)}`,
    ...(label === undefined ? [] : [label ? "rejected" : "accepted"]),
    ...(ends === null ? [] : [`map from ${ends.join(" to ")}`]),
  ].join(", ");
}

function rangeOf(map: Float32Array): [number, number] {
  return map.reduce<[number, number]>(
    ([least, largest], value) => [Math.min(least, value), Math.max(largest, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function words({ width, height }: PictureSize): string {
  return `${width}×${height} px`;
}
