// The process of a foreign model as the one that opened it sees it: what it is asked, how long it may take, how it ends.

import { type ChildProcess, fork } from "node:child_process";
import { rmSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { CancelledError, InputError } from "../../core/errors.ts";
import { type ForeignLimits, MEMORY_VARIABLE, SECONDS_VARIABLE } from "./limits.ts";
import {
  type ForeignFacts,
  type ForeignReply,
  type ForeignRequest,
  type Provider,
  TOO_MUCH_MEMORY,
} from "./messages.ts";
import { runtimeRefusal } from "./refusals.ts";
import type { ForeignSettings } from "./settings.ts";
import {
  bytesOfEach,
  FEEDS_DESCRIPTOR,
  headsOf,
  RESULTS_DESCRIPTOR,
  sendBytes,
  TensorReceiver,
} from "./tensor-pipes.ts";
import type { ForeignTensors } from "./tensors.ts";

/** Of JavaScript's own objects; tensors are outside. */
const HEAP_MEGABYTES = 256;
/** What is kept of the last that the process said on standard error. */
const KEPT_CHARACTERS = 600;
const KEPT_ENVIRONMENT = [
  ...["PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SystemRoot"],
  ...["CUDA_VISIBLE_DEVICES", "VK_ICD_FILENAMES", "VK_DRIVER_FILES"],
];
/** Beyond this delay a timer says more of this process than of the other. */
const LATE_MILLISECONDS = 500;

/** One request after the other; InputError where the process failed, or has ended. */
export interface GuardedProcess {
  open(bytes: Uint8Array, provider: Provider): Promise<ForeignFacts>;
  run(feeds: ForeignTensors, outputs?: readonly string[]): Promise<ForeignTensors>;
  end(): Promise<void>;
}

interface Waiting {
  resolve(reply: ForeignReply): void;
  reject(error: Error): void;
}

/** Starts the process of a foreign model, in its own folder, which is removed once the process has ended. */
export function guardedProcess(folder: string, settings: ForeignSettings): GuardedProcess {
  const { file, limits, signal } = settings;
  const child = startProcess(folder, settings);
  const pipes: readonly unknown[] = child.stdio;
  const feedsPipe = pipes[FEEDS_DESCRIPTOR] as Writable;
  const receiver = new TensorReceiver(pipes[RESULTS_DESCRIPTOR] as Readable);
  let waiting: Waiting | undefined;
  let said = "";
  /** Why it was, or is to be, ended. */
  let reason: Error | undefined;
  const kill = (why: Error): void => {
    reason ??= why;
    child.kill("SIGKILL");
  };
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  const endWithUs = (): void => {
    child.kill("SIGKILL");
    removeFolder();
  };
  const cancel = (): void =>
    kill(signal?.reason instanceof CancelledError ? signal.reason : new CancelledError());
  const ended = new Promise<void>((resolve) => {
    const over = (why: Error): void => {
      reason ??= why;
      removeFolder();
      waiting?.reject(reason);
      waiting = undefined;
      process.off("exit", endWithUs);
      signal?.removeEventListener("abort", cancel);
      resolve();
    };
    child.once("error", (error) => over(new InputError(`unreadable file ${file}: ${error.message}`)));
    // When its standard error has been read too.
    child.once("close", (code, by) =>
      over(by === TOO_MUCH_MEMORY ? tooMuch(file, limits) : crashed(file, by ?? `exit code ${code}`, said)),
    );
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-KEPT_CHARACTERS);
  });
  child.on("message", (reply: ForeignReply) => waiting?.resolve(reply));
  // That it is gone is seen by its end.
  feedsPipe.on("error", () => {});
  process.on("exit", endWithUs);
  signal?.addEventListener("abort", cancel);
  if (signal?.aborted === true) cancel();
  holdOpen(child, false);

  /** Sends a request and what follows it, and gives what follows its answer. */
  const exchange = <T>(
    request: ForeignRequest,
    follows: readonly Uint8Array[],
    taken: (reply: ForeignReply) => T | Promise<T>,
  ): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (reason !== undefined) {
        reject(reason);
        return;
      }
      const answered = async (reply: ForeignReply): Promise<T> => {
        if (reply.kind !== "failed") return await taken(reply);
        throw new InputError(
          reply.with === "device" ? shownText(reply.message) : refusalText(file, reply.message),
        );
      };
      waiting = { resolve: (reply) => void answered(reply).then(resolve, reject), reject };
      child.send(request, (error) => {
        if (error !== null) kill(crashed(file, error.message, said));
      });
      sendBytes(feedsPipe, follows);
    });

  const limited = async <T>(asked: () => Promise<T>): Promise<T> => {
    holdOpen(child, true);
    const stop = afterSeconds(limits.seconds, () => kill(tooLong(file, limits)));
    try {
      return await asked();
    } finally {
      stop();
      waiting = undefined;
      holdOpen(child, false);
    }
  };

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(asked: () => Promise<T>): Promise<T> => {
    const next = last.then(() => limited(asked));
    last = next.catch(() => {});
    return next;
  };
  return {
    open: (bytes, provider) => {
      const request = { kind: "open", byteCount: bytes.length, threads: settings.threads, provider } as const;
      return inTurn(() =>
        exchange(request, [bytes], (reply) => {
          if (reply.kind !== "opened") throw unexpected(file);
          return reply.facts;
        }),
      );
    },
    run: (feeds, outputs) =>
      inTurn(() =>
        exchange({ kind: "run", feeds: headsOf(feeds), outputs }, bytesOfEach(feeds), (reply) => {
          if (reply.kind !== "ran") throw unexpected(file);
          return receiver.receive(reply.tensors);
        }),
      ),
    end: async () => {
      kill(new CancelledError(`${file} was closed`));
      holdOpen(child, true);
      await ended;
    },
  };
}

function startProcess(folder: string, { limits, program }: ForeignSettings): ChildProcess {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const entry = program ?? new URL(`./child.${extension}`, import.meta.url);
  const kept = KEPT_ENVIRONMENT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return fork(fileURLToPath(entry), [`${limits.memoryMegabytes}`], {
    cwd: folder,
    env: { ...Object.fromEntries(kept), TMPDIR: folder, ORT_DISABLE_TELEMETRY: "1" },
    execArgv: [`--max-old-space-size=${Math.min(HEAP_MEGABYTES, limits.memoryMegabytes)}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc", "pipe", "pipe"],
    // Ctrl-C in a terminal goes to this process alone, which ends the other.
    ...{ detached: true, windowsHide: true },
  });
}

/** Whether the process keeps this one from ending. */
function holdOpen(child: ChildProcess, holds: boolean): void {
  const parts = [child, child.channel, ...child.stdio] as ({ ref?(): void; unref?(): void } | null)[];
  for (const part of parts) {
    if (holds) part?.ref?.();
    else part?.unref?.();
  }
}

/**
 * Calls `late` after this time, unless stopped before. Where this process itself was busy meanwhile, an answer may be
 * waiting unread: it gets the time to be seen.
 */
function afterSeconds(seconds: number, late: () => void): () => void {
  let timer: NodeJS.Timeout;
  const start = (milliseconds: number): void => {
    const due = performance.now() + milliseconds;
    timer = setTimeout(() => {
      if (performance.now() - due > LATE_MILLISECONDS) start(LATE_MILLISECONDS);
      else late();
    }, milliseconds);
  };
  start(seconds * 1000);
  return () => clearTimeout(timer);
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

function unexpected(file: string): InputError {
  return new InputError(`invalid ${file}: its process answered something else than it was asked`);
}

function refusalText(file: string, message: string): string {
  return `invalid ${file}: ${shownText(runtimeRefusal(message))}`;
}

/** What a foreign file or process said, on one line, without anything that a terminal would act on. */
function shownText(text: string): string {
  const printable = text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .trim();
  return printable.length > KEPT_CHARACTERS ? `${printable.slice(0, KEPT_CHARACTERS)}…` : printable;
}
