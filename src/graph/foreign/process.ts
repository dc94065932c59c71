// A foreign model in a process of its own, so that whatever is wrong with the file ends that process alone: one that
// takes too much memory or time is killed. The process has an empty folder, no file, and hardly any environment. Node only.

import { type ChildProcess, fork } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CancelledError, InputError, unknownName } from "../../core/errors.ts";
import { type ForeignLimits, MEMORY_VARIABLE, SECONDS_VARIABLE } from "./limits.ts";
import {
  type ForeignFacts,
  type ForeignReply,
  type ForeignRequest,
  PROVIDERS,
  type Provider,
} from "./messages.ts";
import { residentBytes } from "./resident.ts";
import { placeSidecars, type Sidecar } from "./sidecars.ts";
import type { ForeignTensors } from "./tensors.ts";

export interface ForeignSettings {
  /** The file as errors name it. */
  readonly file: string;
  readonly limits: ForeignLimits;
  /** Threads within one operator; 0 lets the runtime decide. */
  readonly threads: number;
  /** Where it runs; cpu by default. */
  readonly provider?: Provider;
  /** The files beside it that it needs, as they were read. */
  readonly sidecars?: readonly Sidecar[];
  /** Ends the process and what is waiting for it, with a CancelledError. */
  readonly signal?: AbortSignal;
  /** The program of the process, where it is not this file's neighbour. */
  readonly program?: URL;
}

/** An open foreign model. Runs follow one another. */
export interface ForeignModel extends ForeignFacts {
  /**
   * The outputs, or those asked for: only these are computed. InputError where the model fails, crashes or goes beyond its
   * limits; after the latter no further run succeeds.
   */
  run(feeds: ForeignTensors, outputs?: readonly string[]): Promise<ForeignTensors>;
  close(): Promise<void>;
}

/** Of JavaScript's own objects; tensors are outside. */
const HEAP_MEGABYTES = 256;
const WATCH_MILLISECONDS = process.platform === "linux" ? 20 : 250;
/** What is kept of the last that the process said on standard error. */
const KEPT_CHARACTERS = 600;
const KEPT_ENVIRONMENT = ["PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SystemRoot"];

/**
 * Opens a model from its bytes. InputError where the bytes are no model that the runtime takes, the provider is unknown or
 * missing, or opening it goes beyond the limits; CancelledError.
 */
export async function openForeign(bytes: Uint8Array, settings: ForeignSettings): Promise<ForeignModel> {
  const { file, threads, provider = "cpu", sidecars = [] } = settings;
  if (!PROVIDERS.includes(provider)) throw new InputError(unknownName("provider", provider, PROVIDERS));
  const folder = await mkdtemp(join(tmpdir(), "faultline-foreign-"));
  const removed = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await placeSidecars(folder, file, sidecars).catch(async (error: unknown) => {
    await removed();
    throw error;
  });
  const guarded = guardedProcess(startProcess(folder, settings), settings, folder);
  const close = async (): Promise<void> => {
    await guarded.end();
    await removed();
  };
  try {
    const opened = await guarded.ask({ kind: "open", bytes, threads, provider });
    if (opened.kind !== "opened") throw unexpected(settings);
    return {
      ...opened.facts,
      run: async (feeds, outputs) => {
        const ran = await guarded.ask({ kind: "run", feeds, outputs });
        if (ran.kind !== "ran") throw unexpected(settings);
        return ran.tensors;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function startProcess(folder: string, { limits, program }: ForeignSettings): ChildProcess {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const entry = program ?? new URL(`./child.${extension}`, import.meta.url);
  const kept = KEPT_ENVIRONMENT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return fork(fileURLToPath(entry), [], {
    cwd: folder,
    env: { ...Object.fromEntries(kept), TMPDIR: folder, ORT_DISABLE_TELEMETRY: "1" },
    execArgv: [`--max-old-space-size=${Math.min(HEAP_MEGABYTES, limits.memoryMegabytes)}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // Ctrl-C in a terminal goes to this process alone, which ends the other.
    ...{ detached: true, windowsHide: true },
  });
}

interface GuardedProcess {
  /** One request after the other; InputError where the process failed, or has ended. */
  ask(request: ForeignRequest): Promise<ForeignReply>;
  end(): Promise<void>;
}

interface Waiting {
  resolve(reply: ForeignReply): void;
  reject(error: Error): void;
}

function guardedProcess(child: ChildProcess, settings: ForeignSettings, folder: string): GuardedProcess {
  const { file, limits, signal } = settings;
  let waiting: Waiting | undefined;
  let said = "";
  /** Why it was, or is to be, ended. */
  let reason: Error | undefined;
  const kill = (why: Error): void => {
    reason ??= why;
    child.kill("SIGKILL");
  };
  const endWithUs = (): void => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  const cancel = (): void =>
    kill(signal?.reason instanceof CancelledError ? signal.reason : new CancelledError());
  const ended = new Promise<void>((resolve) => {
    const over = (why: Error): void => {
      reason ??= why;
      waiting?.reject(reason);
      waiting = undefined;
      process.off("exit", endWithUs);
      signal?.removeEventListener("abort", cancel);
      resolve();
    };
    child.once("error", (error) => over(new InputError(`unreadable file ${file}: ${error.message}`)));
    // When its standard error has been read too.
    child.once("close", (code, by) => over(crashed(file, by ?? `exit code ${code}`, said)));
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-KEPT_CHARACTERS);
  });
  child.on("message", (reply: ForeignReply) => {
    waiting?.resolve(reply);
    waiting = undefined;
  });
  process.on("exit", endWithUs);
  signal?.addEventListener("abort", cancel);
  if (signal?.aborted === true) cancel();
  holdOpen(child, false);

  const asked = (request: ForeignRequest): Promise<ForeignReply> =>
    new Promise<ForeignReply>((resolve, reject) => {
      if (reason !== undefined) {
        reject(reason);
        return;
      }
      waiting = { resolve, reject };
      child.send(request, (error) => {
        if (error !== null) kill(crashed(file, error.message, said));
      });
    });

  const ask = async (request: ForeignRequest): Promise<ForeignReply> => {
    holdOpen(child, true);
    const timer = setTimeout(() => kill(tooLong(file, limits)), limits.seconds * 1000);
    const unwatch = watchMemory(child, limits, () => kill(tooMuch(file, limits)));
    try {
      const reply = await asked(request);
      if (reply.kind !== "failed") return reply;
      throw new InputError(
        reply.with === "device" ? shownText(reply.message) : `invalid ${file}: ${shownText(reply.message)}`,
      );
    } finally {
      clearTimeout(timer);
      unwatch();
      holdOpen(child, false);
    }
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    ask: (request) => {
      const next = last.then(() => ask(request));
      last = next.catch(() => {});
      return next;
    },
    end: async () => {
      kill(new CancelledError(`${file} was closed`));
      holdOpen(child, true);
      await ended;
    },
  };
}

/** Whether the process keeps this one from ending. */
function holdOpen(child: ChildProcess, holds: boolean): void {
  const parts = [child, child.channel, child.stderr as { ref?(): void; unref?(): void } | null];
  for (const part of parts) {
    if (holds) part?.ref?.();
    else part?.unref?.();
  }
}

/** Looks again and again until what it returns is called. */
function watchMemory(
  { pid }: ChildProcess,
  { memoryMegabytes }: ForeignLimits,
  tooMuch: () => void,
): () => void {
  let isOver = false;
  const look = async (): Promise<void> => {
    while (!isOver && pid !== undefined) {
      const bytes = await residentBytes(pid);
      if (!isOver && bytes !== null && bytes > memoryMegabytes * 2 ** 20) tooMuch();
      await new Promise((resolve) => setTimeout(resolve, WATCH_MILLISECONDS));
    }
  };
  void look();
  return () => {
    isOver = true;
  };
}

function tooMuch(file: string, { memoryMegabytes }: ForeignLimits): InputError {
  return new InputError(
    `invalid ${file}: it took more than ${memoryMegabytes} MB of memory and was ended; ${MEMORY_VARIABLE} allows more`,
  );
}

function tooLong(file: string, { seconds }: ForeignLimits): InputError {
  return new InputError(
    `invalid ${file}: a call took more than ${seconds} s and was ended; ${SECONDS_VARIABLE} allows more`,
  );
}

function crashed(file: string, how: string, said: string): InputError {
  const words = shownText(said);
  return new InputError(`invalid ${file}: its process ended (${how})${words === "" ? "" : `: ${words}`}`);
}

function unexpected({ file }: ForeignSettings): InputError {
  return new InputError(`invalid ${file}: its process answered something else than it was asked`);
}

/** What a foreign file or process said, on one line, without anything that a terminal would act on. */
function shownText(text: string): string {
  const printable = text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .trim();
  return printable.length > KEPT_CHARACTERS ? `${printable.slice(0, KEPT_CHARACTERS)}…` : printable;
}
