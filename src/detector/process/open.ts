// A program opened: started, asked about the probe pictures, and what its answers say of it. No engine is needed. Node only.

import type { DetectorFacts } from "../../core/detector-facts.ts";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import { InputError, present } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import type { Resampling } from "../../core/resampling.ts";
import { shownText } from "../../core/shown-text.ts";
import { type Tensor, tensor } from "../../core/tensor.ts";
import { DRIFT } from "../detector.ts";
import type { DetectorSettings } from "../source.ts";
import { type Description, resamplingOf, sizeOf } from "../tensor-model/description.ts";
import { driftBetween, roundedAnswers } from "../tensor-model/fingerprint.ts";
import { probePictures } from "../tensor-model/probe.ts";
import { type Arguments, splitCommand } from "./arguments.ts";
import { commandIdentity } from "./identity.ts";
import { type AnswerKind, answerKinds, type ProgramAnswer } from "./protocol.ts";
import { type ResidentProgram, residentProgram } from "./resident.ts";

export interface ProgramOptions extends Pick<Description, "resize" | "interpolation"> {
  readonly command: string;
  readonly answers: string;
  readonly secondsPerPicture: number;
  readonly startSeconds: number;
}

export interface OpenedProgram {
  /** "exec:python3 detector.py" */
  readonly name: string;
  readonly command: Arguments;
  readonly kinds: readonly AnswerKind[];
  readonly digest: string;
  readonly size: PictureSize | "own";
  /** Null where maps have the size of their pictures, or there are none. */
  readonly mapSize: PictureSize | null;
  readonly resampling: Resampling;
  readonly facts: DetectorFacts;
  /** Its answers to the probe pictures when it was opened. */
  readonly answers: readonly ProgramAnswer[];
  /** Its answers to the probe pictures now. */
  probe(): Promise<readonly ProgramAnswer[]>;
  /** Judges pictures [P, 3, H, W] of its size. */
  ask(pictures: Tensor): Promise<readonly ProgramAnswer[]>;
  close(): Promise<void>;
}

/** Of a program that takes pictures of any size; multiples of what networks step by. */
const PROBE_SIZE: PictureSize = { width: 224, height: 224 };
const OTHER_PROBE_SIZE: PictureSize = { width: 448, height: 224 };

/**
 * Starts a program and asks it about the probe pictures. InputError where it cannot be started or does not answer them,
 * answers in another shape than its pictures and its settings have, or does not repeat itself; CancelledError.
 */
export async function openProgram(
  options: ProgramOptions,
  { cwd, env, signal, onNote }: Pick<DetectorSettings, "cwd" | "env" | "signal" | "onNote">,
): Promise<OpenedProgram> {
  const command = splitCommand(options.command);
  const kinds = answerKinds(options.answers);
  const name = `exec:${shownText(options.command, 200)}`;
  const identity = await commandIdentity(command, cwd);
  const program = residentProgram({
    ...{ name, command, cwd, env, answers: kinds },
    ...{ secondsPerPicture: options.secondsPerPicture, startSeconds: options.startSeconds },
    ...(signal === undefined ? {} : { signal }),
    ...(onNote === undefined ? {} : { onNote }),
  });
  try {
    const size = sizeOf(options.resize) ?? "own";
    const pictures = probePictures(size === "own" ? PROBE_SIZE : size);
    const answers = await program.ask(pictures, null);
    const [again] = await program.ask(firstOf(pictures), null);
    refuseUnsteady(name, present(answers[0], "answer"), present(again, "answer"));
    const mapSize = await mapSizeOf(name, program, size, answers);
    const resampling = resamplingOf(options);
    const probed = { answers: roundedAnswers(answers), mapSize };
    const settings = { kinds, size, resampling };
    const ask: OpenedProgram["ask"] = async (asked) => await program.ask(asked, mapSize ?? sizeIn(asked));
    return {
      ...{ name, command, kinds, size, mapSize, resampling, answers, ask },
      digest: sha256(canonicalJson({ process: 1, command: identity, settings, probed })),
      facts: {
        notes: notesOf(kinds),
        givesMaps: kinds.includes("map"),
        ...(kinds.includes("label") ? { decides: true as const } : {}),
      },
      probe: async () => await ask(pictures),
      close: () => program.close(),
    };
  } catch (error) {
    await program.close();
    throw error;
  }
}

function notesOf(kinds: readonly AnswerKind[]): string[] {
  return kinds.includes("score")
    ? []
    : ["Its program gives no score: the score is the largest value of the map."];
}

function firstOf({ shape, data }: Tensor): Tensor {
  const [count = 1, ...own] = shape;
  return tensor([1, ...own], data.subarray(0, data.length / count));
}

function sizeIn({ shape }: Tensor): PictureSize {
  const [height = 0, width = 0] = shape.slice(2);
  return { width, height };
}

/**
 * The size of maps that is another than the pictures'. Of a program that takes any picture, pictures of a second size
 * tell whether its maps follow them or have a size of their own.
 */
async function mapSizeOf(
  name: string,
  program: ResidentProgram,
  size: PictureSize | "own",
  [first]: readonly ProgramAnswer[],
): Promise<PictureSize | null> {
  const map = first?.mapSize ?? null;
  if (map === null) return null;
  if (size !== "own") return isSame(map, size) ? null : map;
  const [other] = await program.ask(firstOf(probePictures(OTHER_PROBE_SIZE)), null);
  const otherMap = present(other?.mapSize, "map");
  if (isSame(map, PROBE_SIZE) && isSame(otherMap, OTHER_PROBE_SIZE)) return null;
  if (isSame(map, otherMap)) return map;
  throw new InputError(
    `invalid detector ${name}: its maps of pictures of ${words(PROBE_SIZE)} and ${words(OTHER_PROBE_SIZE)} have ${words(map)} and ${words(otherMap)}; expected the picture's size or always the same: --resize gives it pictures of one size`,
  );
}

function isSame(left: PictureSize, right: PictureSize): boolean {
  return left.width === right.width && left.height === right.height;
}

function words({ width, height }: PictureSize): string {
  return `${width}×${height} px`;
}

/** Results of a program that does not repeat itself mean nothing: a search finds its noise. */
function refuseUnsteady(name: string, before: ProgramAnswer, now: ProgramAnswer): void {
  const pairs = {
    score: [[before.imageScore], [now.imageScore]],
    label: [[Number(before.label ?? 0)], [Number(now.label ?? 0)]],
    map: [before.map ?? [], now.map ?? []],
  } as const;
  for (const [what, [first, second]] of Object.entries(pairs)) {
    const drift = driftBetween(first, second);
    if (drift <= DRIFT) continue;
    const numbers = first.length === 1 ? ` (${first[0]}, then ${second[0]})` : "";
    throw new InputError(
      `invalid detector ${name}: it does not repeat itself: its ${what} of one picture, asked twice, differs by ${drift.toPrecision(2)}${numbers}, where ${DRIFT} is allowed; fix its random seed, or have it evaluate`,
    );
  }
}
