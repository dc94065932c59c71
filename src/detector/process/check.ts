// What is said of a program before it is used: what it is asked, what it answered, how long it took. Node only.

import type { PictureSize } from "../../core/image.ts";
import { shownText } from "../../core/shown-text.ts";
import type { CheckedPicture, DetectorCheck, DetectorSettings } from "../source.ts";
import { plausibility } from "../tensor-model/probe.ts";
import { type OpenedProgram, openProgram, type ProgramOptions } from "./open.ts";
import type { ProgramAnswer } from "./protocol.ts";

/** Opens the program, asks it about the picture where there is one, and closes it. InputError as `openProgram`. */
export async function checkProgram(
  options: ProgramOptions,
  settings: DetectorSettings,
  picture: CheckedPicture | null,
): Promise<DetectorCheck> {
  const begun = performance.now();
  const opened = await openProgram(options, settings);
  try {
    const openMilliseconds = Math.round(performance.now() - begun);
    const asked = performance.now();
    const probed = await opened.probe();
    const milliseconds = (performance.now() - asked) / probed.length;
    const answer = picture === null ? null : await answerTo(opened, picture);
    return {
      lines: [
        ...linesOf(opened, options),
        `opened in ${openMilliseconds} ms, then ${milliseconds.toFixed(1)} ms per picture`,
        ...(answer === null ? [] : [`the picture: ${answerWords(answer)}`]),
        `digest ${opened.digest}`,
      ],
      doubts: plausibility(opened.answers),
      understood: {
        ...{ command: opened.command, answers: opened.kinds, size: opened.size },
        ...{ mapSize: opened.mapSize, resampling: opened.resampling, digest: opened.digest },
        ...{ openMilliseconds, millisecondsPerPicture: milliseconds },
        ...(answer === null ? {} : { picture: answerNumbers(answer) }),
      },
    };
  } finally {
    await opened.close();
  }
}

function linesOf(
  { command, kinds, size, mapSize, resampling, facts }: OpenedProgram,
  { secondsPerPicture, startSeconds }: ProgramOptions,
): string[] {
  const [program, ...rest] = command.map((part) => shownText(part, 200));
  const kernel = resampling === "linear" ? "bilinear" : "bicubic";
  return [
    `program ${program}; arguments ${rest.length === 0 ? "none" : rest.map((part) => `[${part}]`).join(" ")}`,
    size === "own" ? "pictures at their own size" : `pictures of ${words(size)}, ${kernel} with antialias`,
    "RGB in [0, 1], (3, H, W), float32",
    `answers ${kinds.join(", ")}`,
    ...(facts.givesMaps ? [`maps of ${mapSize === null ? "the picture's size" : words(mapSize)}`] : []),
    ...facts.notes,
    ...(kinds.includes("label") ? ["it decides by its own label"] : []),
    `at most ${secondsPerPicture} s a picture, ${Math.max(startSeconds, secondsPerPicture)} s after a start`,
  ];
}

async function answerTo(
  { size, resampling, ask }: OpenedProgram,
  picture: CheckedPicture,
): Promise<ProgramAnswer | null> {
  const [answer = null] = await ask(picture.at(size === "own" ? picture.size : size, resampling));
  return answer;
}

function answerNumbers({ map, imageScore, label }: ProgramAnswer): Readonly<Record<string, unknown>> {
  return {
    imageScore,
    ...(label === undefined ? {} : { label }),
    ...(map === null ? {} : { map: rangeOf(map) }),
  };
}

function answerWords({ map, imageScore, label }: ProgramAnswer): string {
  const [least, largest] = map === null ? [] : rangeOf(map);
  return [
    `score ${imageScore.toPrecision(6)}`,
    ...(label === undefined ? [] : [label ? "rejected" : "accepted"]),
    ...(least === undefined || largest === undefined
      ? []
      : [`map from ${least.toPrecision(6)} to ${largest.toPrecision(6)}`]),
  ].join(", ");
}

function rangeOf(map: Float32Array): [number, number] {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of map) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  return [least, largest];
}

function words({ width, height }: PictureSize): string {
  return `${width}×${height} px`;
}
