// How faultline and a program that is a detector talk: one framing in both directions, the .npy format.
//
// In: for every picture faultline writes one .npy array to the program's standard input: version 1.0, dtype '<f4', C order,
// shape (3, H, W), RGB in [0, 1]. A shift may leave values a little outside of [0, 1].
// Out: for every picture the program writes its answers to standard output, one .npy array each, in the order of the setting
// `answers` ("map" unless given; "map,score", "score", "map,score,label", …), and flushes:
//   map    numbers, (H, W) or with leading axes of 1, (1, H, W); at most 64 megapixels and 200 MB, always of one size where pictures are.
//          Larger = more anomalous, on any scale, not clipped.
//   score  one number, () or (1,), on any scale. Without a score it is the map's largest value.
//   label  one boolean or 0 or 1, () or (1,): 1 = rejected. Without a label faultline takes a threshold.
// Numbers are f2, f4, f8, i1 to i8, u1 to u8 or b1. NaN and infinite values are refused.
// An array says its own length: header, then as many bytes as shape and dtype need. Nothing stands between arrays or around
// them. Pictures come one at a time: the next one is written when the last one is answered.
// The end of standard input is the end: the program exits. What still runs two seconds later is killed, with all that the
// program started; also where faultline itself was killed. (On Windows a program has to end its own children.)
// Standard error is free: its last lines are told where the program fails. Standard input is to be read as it was opened,
// as file descriptor 0: it may be a socket, which /dev/stdin does not open.

import { InputError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { beyondLimit, limitOf } from "../../core/limits.ts";
import { arrayOf, type NpyArray, type NpyHeader, readNpyHeader } from "../../core/npy.ts";
import { quotedText, shownText } from "../../core/shown-text.ts";
import type { ScoredPicture } from "../detector.ts";
import { ByteQueue } from "./byte-queue.ts";

export const ANSWERS = ["map", "score", "label"] as const;
export type AnswerKind = (typeof ANSWERS)[number];

/** A picture's answers as they were read. */
export interface ProgramAnswer extends ScoredPicture {
  /** Null without a map. */
  readonly mapSize: PictureSize | null;
}

/** Reads the answers to one picture out of a stream, whatever its pieces are. */
export interface AnswerReader {
  /** Takes the next piece; null while answers are missing. InputError for what is no answer, as soon as that is seen. */
  take(piece: Uint8Array): ProgramAnswer | null;
}

/** A header that says a dtype and a shape is far shorter. */
const MOST_HEADER = 4096;
const SHOWN_CHARACTERS = 80;

/** The kinds of answers in "map,score", in order; InputError where nothing can be judged by them. */
export function answerKinds(text: string): readonly AnswerKind[] {
  const kinds = text.split(",").map((part) => part.trim());
  const known = kinds.flatMap((kind) => ANSWERS.filter((answer) => answer === kind));
  const isOnce = new Set(kinds).size === kinds.length && known.length === kinds.length;
  if (isOnce && known.some((kind) => kind !== "label")) return known;
  throw new InputError(
    `invalid answers ${quotedText(text)}; expected map, score or both, and label if there is one, in the program's order, such as map,score`,
  );
}

/** A reader for the answers to one picture. `mapSize` is what maps must have; null = any. */
export function answerReader(kinds: readonly AnswerKind[], mapSize: PictureSize | null): AnswerReader {
  const arrays: NpyArray[] = [];
  const bytes = new ByteQueue();
  let header: NpyHeader | null = null;
  return {
    take: (piece) => {
      bytes.push(piece);
      for (const kind of kinds.slice(arrays.length)) {
        header ??= headerOf(kind, bytes, mapSize);
        if (header === null || bytes.length < header.dataStart + header.dataBytes) return null;
        arrays.push(
          arrayOf(header, bytes.shift(header.dataStart + header.dataBytes).subarray(header.dataStart)),
        );
        header = null;
      }
      if (bytes.length > 0) refuseUnasked(bytes.first(MOST_HEADER));
      return answerOf(kinds, arrays);
    },
  };
}

/** The header of the next array, its sizes checked before its data is waited for; null where bytes are missing. */
function headerOf(kind: AnswerKind, bytes: ByteQueue, mapSize: PictureSize | null): NpyHeader | null {
  const start = bytes.first(MOST_HEADER);
  refuseText(start);
  const header = readNpyHeader(start, `of the ${kind}`);
  if (header === null) {
    if (start.length === MOST_HEADER)
      throw new InputError(`the header of its ${kind} is longer than ${MOST_HEADER} bytes`);
    return null;
  }
  const shape = shownText(`(${header.shape.join(", ")})`, SHOWN_CHARACTERS);
  const values = header.shape.reduce((all, extent) => all * extent, 1);
  if (kind !== "map") {
    if (values === 1) return header;
    throw new InputError(`its ${kind} has shape ${shape}; expected () or (1,)`);
  }
  const size = planeOf(header.shape);
  if (size === null || values === 0)
    throw new InputError(`its map has shape ${shape}; expected (H, W) or (1, H, W)`);
  if (!(values <= limitOf("pixels"))) throw new InputError(`its map has ${beyondLimit("pixels", values)}`);
  if (header.dataBytes > limitOf("array-bytes"))
    throw new InputError(`its map has ${beyondLimit("array-bytes", header.dataBytes)}`);
  if (mapSize !== null && (size.width !== mapSize.width || size.height !== mapSize.height))
    throw new InputError(`its map has shape ${shape}; expected (${mapSize.height}, ${mapSize.width})`);
  return header;
}

/** Height and width after leading axes of 1; null for any other shape. */
function planeOf(shape: readonly number[]): PictureSize | null {
  const [height, width] = shape.slice(-2);
  if (height === undefined || width === undefined || shape.slice(0, -2).some((extent) => extent !== 1))
    return null;
  return { width, height };
}

/** What most often goes wrong: something that the program, or a library of it, prints. */
function refuseText(start: Uint8Array): void {
  const [first] = start;
  if (first === undefined || first === 0x93) return;
  const [line = ""] = new TextDecoder()
    .decode(start)
    .trim()
    .split(/[\r\n]/, 1);
  const shown = shownText(line, SHOWN_CHARACTERS);
  const what = shown === "" ? `bytes (the first one ${first})` : `text ("${shown}")`;
  throw new InputError(
    `it printed ${what} where an array was expected; what is no .npy array belongs on standard error`,
  );
}

/** Throws the InputError of what a program wrote without being asked. */
export function refuseUnasked(piece: Uint8Array): never {
  refuseText(piece);
  throw new InputError("it answered more than it was asked for; --answers names what it gives, in its order");
}

function answerOf(kinds: readonly AnswerKind[], arrays: readonly NpyArray[]): ProgramAnswer {
  const of = (kind: AnswerKind): NpyArray | undefined => arrays[kinds.indexOf(kind)];
  const [mapArray, scoreArray, labelArray] = [of("map"), of("score"), of("label")];
  const map = mapArray === undefined ? null : mapOf(mapArray);
  const label = labelArray === undefined ? {} : { label: labelOf(labelArray) };
  const imageScore = scoreArray === undefined ? largest(map) : scoreOf(scoreArray);
  return { map, mapSize: mapArray === undefined ? null : planeOf(mapArray.shape), imageScore, ...label };
}

function mapOf({ data }: NpyArray): Float32Array {
  const map = float32Of(data);
  for (let at = 0; at < map.length; at++)
    if (!Number.isFinite(map[at]))
      throw new InputError(`its map holds ${Number(data[at])}; expected finite numbers`);
  return map;
}

function float32Of(data: NpyArray["data"]): Float32Array {
  if (data instanceof Float32Array) return data;
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
  return isBig ? Float32Array.from(data, Number) : new Float32Array(data);
}

function scoreOf({ data }: NpyArray): number {
  const score = Number(data[0]);
  if (!Number.isFinite(score)) throw new InputError(`its score is ${score}; expected a finite number`);
  return score;
}

function labelOf({ data }: NpyArray): boolean {
  const label = Number(data[0]);
  if (label !== 0 && label !== 1) throw new InputError(`its label is ${label}; expected 0 or 1`);
  return label === 1;
}

function largest(map: Float32Array | null): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of map ?? []) most = Math.max(most, value);
  return most;
}
