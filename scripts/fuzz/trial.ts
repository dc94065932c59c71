// Tries a reader's inputs in processes of its own: where one ends by itself (a crash, the watchdog, no memory left), that
// input is a find and another process goes on after it.

import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Find, Tally } from "../../test/fuzz/harness.ts";
import { openInputs } from "../../test/fuzz/inputs.ts";
import type { FuzzedReader } from "../../test/fuzz/reader.ts";
import type { Answer, Asked } from "./child.ts";

/** A find with the inputs that show it. */
export interface Shown extends Find {
  readonly whole: Uint8Array;
  /** The smallest with the same error. */
  readonly least: Uint8Array | undefined;
}

/** What a reader's inputs came to, over all its processes. */
export interface Trialled extends Omit<Tally, "finds"> {
  readonly finds: readonly Shown[];
}

/** More processes than this that end by themselves, and the reader is left. */
const MOST_CRASHES = 10;
const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

/** Tries the inputs from an index to another. */
export async function trial(reader: FuzzedReader, seed: number, from: number, to: number): Promise<Trialled> {
  const folder = mkdtempSync(join(tmpdir(), "faultline-fuzz-"));
  const ticks = join(folder, "ticks");
  let sum: Trialled = { inputs: 0, read: 0, refused: 0, most: { seconds: 0, index: -1 }, peak: 0, finds: [] };
  try {
    for (let [next, crashes] = [from, 0]; next < to; ) {
      const part = await inProcess({ reader: reader.name, seed, from: next, to, ticks });
      if (typeof part !== "string") return together(sum, part.tally, await shown(part, reader, seed, from));
      const ticked = readTicks(ticks);
      if (ticked === undefined) throw new Error(`${reader.name}: ${part}`);
      const inputOf = await openInputs(reader, seed);
      const find = {
        index: ticked.at,
        fault: part,
        signature: part,
        whole: inputOf(ticked.at),
        least: undefined,
      };
      sum = together(sum, ticked.tally, [find]);
      if (++crashes > MOST_CRASHES) break;
      next = ticked.at + 1;
    }
    return sum;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The answer, or how the process ended without one. */
function inProcess(asked: Asked): Promise<Answer | string> {
  return new Promise((resolve) => {
    const child = fork(CHILD, [JSON.stringify(asked)], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    let [said, answer]: [string, Answer | undefined] = ["", undefined];
    child.stderr?.on("data", (text: Buffer) => {
      said = (said + text.toString()).slice(-2000);
    });
    child.on("message", (message) => {
      answer = message as Answer;
    });
    child.on("close", (code, signal) => {
      const last = said.trim().split("\n").at(-1) ?? "";
      resolve(answer ?? `the process ended (${signal ?? `code ${code}`}): ${last.slice(0, 300)}`);
    });
  });
}

/** The finds that are found again in a process of their own, where it is memory: else it was what came before. */
async function shown(answer: Answer, reader: FuzzedReader, seed: number, from: number): Promise<Shown[]> {
  const { tally, inputs } = answer;
  const finds: Shown[] = [];
  for (const [place, find] of tally.finds.entries()) {
    const { whole = "", least } = inputs[place] ?? {};
    if (find.signature === "memory" && (tally.inputs > 1 || find.index !== from)) {
      const alone = await trial(reader, seed, find.index, find.index + 1);
      if (alone.finds.length === 0) continue;
    }
    const bytes = (text: string): Buffer => Buffer.from(text, "base64");
    finds.push({ ...find, whole: bytes(whole), least: least === undefined ? undefined : bytes(least) });
  }
  return finds;
}

function readTicks(path: string): { at: number; tally: Tally } | undefined {
  const bytes = readFileSync(path);
  const [at, inputs, read, seconds, index, peak] = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  );
  if (at === undefined || inputs === undefined || read === undefined || peak === undefined) return undefined;
  const most = { seconds: seconds ?? 0, index: index ?? -1 };
  return { at, tally: { inputs, read, refused: inputs - read, most, peak, finds: [] } };
}

function together(sum: Trialled, part: Omit<Tally, "finds">, finds: readonly Shown[]): Trialled {
  const known = new Set(sum.finds.map(({ signature }) => signature));
  return {
    inputs: sum.inputs + part.inputs,
    read: sum.read + part.read,
    refused: sum.refused + part.refused,
    most: part.most.seconds > sum.most.seconds ? part.most : sum.most,
    peak: Math.max(sum.peak, part.peak),
    finds: [...sum.finds, ...finds.filter(({ signature }) => !known.has(signature))],
  };
}
