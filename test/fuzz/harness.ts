// Gives a reader its inputs one after another and keeps what went wrong: an error that is none of ours, too much
// processor time or memory, a promise or a file left behind.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { SECONDS, slowness, slownessAtFirst, used } from "./budget.ts";
import type { FuzzedReader } from "./reader.ts";
import { faultOf, signatureOf } from "./refused.ts";

/** An input of which something is wrong. */
export interface Find {
  readonly index: number;
  /** "RangeError: Maximum call stack size exceeded". */
  readonly fault: string;
  /** The same for finds of one fault. */
  readonly signature: string;
}

/** What inputs came to. */
export interface Tally {
  readonly inputs: number;
  readonly read: number;
  readonly refused: number;
  /** The most processor time of one input, in seconds, and which it was. */
  readonly most: { readonly seconds: number; readonly index: number };
  /** The most bytes that the process held. */
  readonly peak: number;
  /** The first of each signature. */
  readonly finds: readonly Find[];
}

/** Inputs to try. */
export interface Trial {
  readonly from: number;
  /** The index after the last. */
  readonly to: number;
  readonly inputOf: (index: number) => Uint8Array;
  /** Bytes that the process may hold at most. */
  readonly mostBytes: number;
  /** Seconds of processor time that one may take, at the stated speed; SECONDS where not said. */
  readonly seconds?: number;
  /** Seconds that a read may wait, for nothing that it does itself; 30 where not said. */
  readonly patience?: number;
  /** What the watchdog calls the inputs: "reader npy, seed 1". */
  readonly what: string;
  /** Told of every input before it is read, with all that came before: where the process may end. */
  readonly before?: (index: number, tally: Tally) => void;
}

/** Past this the process is ended: the machine's memory is not ours alone. */
const ENDED_AT_BYTES = 3e9;
const MOST_OPEN_FILES = 20;

/** Reads every input. Never throws for what a reader does. */
export async function tryInputs(reader: FuzzedReader, trial: Trial): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "faultline-fuzz-"));
  const late = lateFailures();
  const seconds = trial.seconds ?? SECONDS;
  const allowed = seconds * slownessAtFirst();
  const watched = startWatchdog(trial.what, allowed);
  const filesBefore = openFiles();
  const finds = new Map<string, Find>();
  let [mostBytes, tally] = [trial.mostBytes, NOTHING];
  const add = (find: Find): void => void (finds.has(find.signature) || finds.set(find.signature, find));
  try {
    for (let index = trial.from; index < trial.to; index++) {
      trial.before?.(index, tally);
      const bytes = trial.inputOf(index);
      Atomics.store(watched.shared, 0, index);
      let tried = await once(reader, bytes, folder, trial.patience ?? 30);
      // One slow reading may be the engine's (compiling, collecting) or the machine's: a second one decides.
      if (tried.seconds > allowed)
        tried = fasterOf(tried, await once(reader, bytes, folder, trial.patience ?? 30));
      Atomics.store(watched.shared, 0, -1);
      tally = added(tally, index, tried);
      const fault = late.take() ?? tried.fault;
      if (fault !== undefined) add({ index, ...fault });
      if (tried.seconds > allowed && tried.seconds > seconds * slowness()) add(slow(index, tried.seconds));
      if (tally.peak > mostBytes) {
        add({ index, fault: `${Math.round(tally.peak / 1e6)} MB of memory`, signature: "memory" });
        mostBytes = Number.POSITIVE_INFINITY;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    const fault = late.take();
    if (fault !== undefined) add({ index: trial.to - 1, ...fault });
    await reader.close?.();
    const left = openFiles() - filesBefore;
    if (left > MOST_OPEN_FILES) {
      add({ index: trial.to - 1, fault: `${left} files left open`, signature: "open files" });
    }
  } finally {
    late.end();
    await watched.end();
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...tally, finds: [...finds.values()] };
}

/** What one reading was. */
interface Tried {
  readonly seconds: number;
  readonly peak: number;
  readonly read: boolean;
  readonly fault: Fault | undefined;
}

type Fault = Pick<Find, "fault" | "signature">;

const NOTHING: Tally = {
  inputs: 0,
  read: 0,
  refused: 0,
  most: { seconds: 0, index: -1 },
  peak: 0,
  finds: [],
};

async function once(
  reader: FuzzedReader,
  bytes: Uint8Array,
  folder: string,
  patience: number,
): Promise<Tried> {
  const before = used();
  let [read, fault]: [boolean, Fault | undefined] = [false, undefined];
  try {
    const reading = reader.read(bytes, folder);
    if (reading !== undefined) await inTime(reading, patience);
    read = true;
  } catch (thrown) {
    const wrong = faultOf(thrown);
    if (wrong !== undefined) fault = { fault: wrong, signature: signatureOf(thrown) };
  }
  const after = used();
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
  // Promises that nobody waited for fail before the next input.
  await new Promise((resolve) => setImmediate(resolve));
  return { seconds: after.seconds - before.seconds, peak: after.peak, read, fault };
}

function fasterOf(one: Tried, other: Tried): Tried {
  return { ...one, seconds: Math.min(one.seconds, other.seconds), peak: Math.max(one.peak, other.peak) };
}

function added(tally: Tally, index: number, { seconds, peak, read }: Tried): Tally {
  return {
    inputs: tally.inputs + 1,
    read: tally.read + (read ? 1 : 0),
    refused: tally.refused + (read ? 0 : 1),
    most: seconds > tally.most.seconds ? { seconds, index } : tally.most,
    peak: Math.max(tally.peak, peak),
    finds: [],
  };
}

function slow(index: number, seconds: number): Find {
  return { index, fault: `${seconds.toFixed(1)} s of processor time`, signature: "processor time" };
}

/** The reading's end, or an error where it has none within `patience` seconds. */
async function inTime(reading: Promise<void>, patience: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${patience} s`)), patience * 1000);
  });
  await Promise.race([reading, late]).finally(() => clearTimeout(timer));
}

/** Failures that no caller could catch: rejected promises that nobody waits for, errors thrown by events. */
function lateFailures(): { take(): Fault | undefined; end(): void } {
  const events = ["unhandledRejection", "uncaughtException"] as const;
  let fault: Fault | undefined;
  const keep = (thrown: unknown): void => {
    const message =
      thrown instanceof Error ? `${thrown.name}: ${thrown.message.slice(0, 200)}` : String(thrown);
    fault ??= { fault: `left behind: ${message}`, signature: `left behind ${signatureOf(thrown)}` };
  };
  // Whoever else listens would end the process, or count it as its own.
  const others = events.map((event) => process.rawListeners(event));
  for (const event of events) process.removeAllListeners(event).on(event, keep);
  return {
    take: () => {
      const taken = fault;
      fault = undefined;
      return taken;
    },
    end: () => {
      events.forEach((event, at) => {
        process.removeAllListeners(event);
        for (const other of others[at] ?? []) process.on(event, other as (thrown: unknown) => void);
      });
    },
  };
}

function startWatchdog(what: string, allowed: number): { shared: Int32Array; end(): Promise<unknown> } {
  const shared = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
  const workerData = { shared, what, mostSeconds: 10 * allowed, mostBytes: ENDED_AT_BYTES };
  const thread = new Worker(new URL("./watchdog.mjs", import.meta.url), { workerData, execArgv: [] });
  thread.unref();
  return { shared, end: () => thread.terminate() };
}

function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}
