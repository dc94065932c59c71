// The process of a foreign model as the one that opened it sees it: what it is asked, how long it may take, how it ends.

import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { CancelledError, InputError } from "../../core/errors.ts";
import {
  type ForeignFacts,
  type ForeignReply,
  type ForeignRequest,
  type Provider,
  TOO_MUCH_MEMORY,
} from "./messages.ts";
import { crashed, refused, tooLong, tooMuch } from "./refusals.ts";
import type { ForeignSettings } from "./settings.ts";
import { holdOpen, startProcess } from "./start-process.ts";
import {
  bytesOfEach,
  FEEDS_DESCRIPTOR,
  headsOf,
  RESULTS_DESCRIPTOR,
  sendBytes,
  TensorReceiver,
} from "./tensor-pipes.ts";
import type { ForeignTensors } from "./tensors.ts";

/** What is kept of the last that the process said on standard error. */
const KEPT_CHARACTERS = 600;
/** Beyond this delay a timer says more of this process than of the other. */
const LATE_MILLISECONDS = 500;

interface Waiting {
  resolve(reply: ForeignReply): void;
  reject(error: Error): void;
}

/**
 * A foreign model's process, started in its own folder, which is removed once the process has ended. One request follows
 * the other; InputError where the process failed, or has ended.
 */
export class GuardedProcess {
  readonly #folder: string;
  readonly #settings: ForeignSettings;
  readonly #child: ChildProcess;
  readonly #feeds: Writable;
  readonly #results: TensorReceiver;
  readonly #ended: Promise<void>;
  #waiting: Waiting | undefined;
  #said = "";
  /** Why it was, or is to be, ended. */
  #reason: Error | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, settings: ForeignSettings) {
    this.#folder = folder;
    this.#settings = settings;
    const child = startProcess(folder, settings);
    this.#child = child;
    const pipes: readonly unknown[] = child.stdio;
    this.#feeds = pipes[FEEDS_DESCRIPTOR] as Writable;
    this.#results = new TensorReceiver(pipes[RESULTS_DESCRIPTOR] as Readable);
    this.#ended = this.#watchEnd();
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#said = `${this.#said}${chunk.toString()}`.slice(-KEPT_CHARACTERS);
    });
    child.on("message", (reply: ForeignReply) => this.#waiting?.resolve(reply));
    // That it is gone is seen by its end.
    this.#feeds.on("error", () => {});
    process.on("exit", this.#endWithUs);
    settings.signal?.addEventListener("abort", this.#cancel);
    if (settings.signal?.aborted === true) this.#cancel();
    holdOpen(child, false);
  }

  /** Opens the model. */
  open(bytes: Uint8Array, provider: Provider): Promise<ForeignFacts> {
    const { threads, file } = this.#settings;
    const request = { kind: "open", byteCount: bytes.length, threads, provider } as const;
    return this.#inTurn(async () => {
      const reply = await this.#exchange(request, [bytes], async (opened) => opened);
      if (reply.kind !== "opened") throw unexpected(file);
      return reply.facts;
    });
  }

  /** Runs it. */
  run(feeds: ForeignTensors, outputs?: readonly string[]): Promise<ForeignTensors> {
    return this.#inTurn(() => {
      const request = { kind: "run", feeds: headsOf(feeds), outputs } as const;
      return this.#exchange(request, bytesOfEach(feeds), async (reply) => {
        if (reply.kind !== "ran") throw unexpected(this.#settings.file);
        return await this.#results.receive(reply.tensors);
      });
    });
  }

  /** Ends it, whatever it is doing; resolves once it is gone. */
  async end(): Promise<void> {
    this.#kill(new CancelledError(`${this.#settings.file} was closed`));
    holdOpen(this.#child, true);
    await this.#ended;
  }

  /** Sends a request and what follows it, and hands on its answer. */
  #exchange<T>(
    request: ForeignRequest,
    follows: readonly Uint8Array[],
    answered: (reply: ForeignReply) => Promise<T>,
  ): Promise<T> {
    const { file } = this.#settings;
    return new Promise<T>((resolve, reject) => {
      if (this.#reason !== undefined) {
        reject(this.#reason);
        return;
      }
      this.#waiting = {
        reject,
        resolve: (reply) => {
          if (reply.kind === "failed") reject(refused(file, reply));
          else void answered(reply).then(resolve, reject);
        },
      };
      this.#child.send(request, (error) => {
        if (error !== null) this.#kill(crashed(file, error.message, this.#said));
      });
      sendBytes(this.#feeds, follows);
    });
  }

  /** Asks once all that was asked before is answered, and not for longer than the limit. */
  #inTurn<T>(asked: () => Promise<T>): Promise<T> {
    const { file, limits } = this.#settings;
    const limited = async (): Promise<T> => {
      holdOpen(this.#child, true);
      const stop = afterSeconds(limits.seconds, () => this.#kill(tooLong(file, limits)));
      try {
        return await asked();
      } finally {
        stop();
        this.#waiting = undefined;
        holdOpen(this.#child, false);
      }
    };
    const next = this.#last.then(limited);
    this.#last = next.catch(() => {});
    return next;
  }

  #kill(why: Error): void {
    this.#reason ??= why;
    this.#removeFolder();
    this.#child.kill("SIGKILL");
  }

  readonly #cancel = (): void => {
    const why: unknown = this.#settings.signal?.reason;
    this.#kill(why instanceof CancelledError ? why : new CancelledError());
  };

  readonly #endWithUs = (): void => {
    this.#child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  };

  /** Before its process ends: one that is killed cannot take its folder with it, should nobody be left to do so. */
  #removeFolder(): void {
    try {
      rmSync(this.#folder, { recursive: true, force: true });
    } catch {
      // Where the folder of a process that runs cannot be removed, it is once that has ended.
    }
  }

  #watchEnd(): Promise<void> {
    const { file, limits, signal } = this.#settings;
    return new Promise((resolve) => {
      const over = (why: Error): void => {
        this.#reason ??= why;
        rmSync(this.#folder, { recursive: true, force: true });
        this.#waiting?.reject(this.#reason);
        this.#waiting = undefined;
        process.off("exit", this.#endWithUs);
        signal?.removeEventListener("abort", this.#cancel);
        resolve();
      };
      this.#child.once("error", (error) => over(new InputError(`unreadable file ${file}: ${error.message}`)));
      // When its standard error has been read too.
      this.#child.once("close", (code, by) => {
        const how = by ?? `exit code ${code}`;
        over(how === TOO_MUCH_MEMORY ? tooMuch(file, limits) : crashed(file, how, this.#said));
      });
    });
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

function unexpected(file: string): InputError {
  return new InputError(`invalid ${file}: its process answered something else than it was asked`);
}
