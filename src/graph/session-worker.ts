// Sessions in a thread of their own: the caller's event loop stays free for progress, Ctrl-C and servers.

import { SHARE_ENV, Worker } from "node:worker_threads";
import { CancelledError, InputError, InvariantError } from "../core/errors.ts";
import type { OnnxModel } from "./onnx.ts";
import type { Engine, EngineSettings, Int8Support, Session, Tensors } from "./session.ts";

export type Request = { readonly id: number } & (
  | { readonly kind: "start" }
  | { readonly kind: "open"; readonly session: number; readonly model: OnnxModel }
  | {
      readonly kind: "run";
      readonly session: number;
      readonly feeds: Tensors;
      readonly outputs: readonly string[] | undefined;
    }
  | { readonly kind: "close"; readonly session: number }
);

export interface Reply {
  readonly id: number;
  readonly result?: {
    readonly provider?: string;
    readonly int8?: Int8Support | null;
    readonly tensors?: Tensors;
  };
  readonly error?: { readonly message: string; readonly stack: string; readonly userFacing: boolean };
}

type Body = Request extends infer Each ? (Each extends Request ? Omit<Each, "id"> : never) : never;

interface Waiting {
  readonly resolve: (result: NonNullable<Reply["result"]>) => void;
  readonly reject: (error: Error) => void;
}

/** An engine whose sessions live in one worker thread; same results as openNodeEngine. */
export async function openWorkerEngine(settings: EngineSettings): Promise<Engine> {
  // Nothing else that a caller's settings hold, such as functions, goes to a thread.
  const { device, threads, yields = false, weightsFolder } = settings;
  const workerData: EngineSettings = {
    ...{ device, threads, yields },
    ...(weightsFolder === undefined ? {} : { weightsFolder }),
  };
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./session-thread.${extension}`, import.meta.url), {
    workerData,
    env: SHARE_ENV,
  });
  const ask = connect(worker);
  let nextSession = 0;
  const { provider = "cpu", int8 = null } = await ask({ kind: "start" }).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  return {
    provider,
    int8,
    open: async (model) => {
      const session = nextSession++;
      await ask({ kind: "open", session, model });
      return sessionOf(session, ask);
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

type Ask = (body: Body) => Promise<NonNullable<Reply["result"]>>;

function sessionOf(session: number, ask: Ask): Session {
  return {
    run: async (feeds, outputs) => (await ask({ kind: "run", session, feeds, outputs })).tensors ?? {},
    close: async () => {
      await ask({ kind: "close", session });
    },
  };
}

function connect(worker: Worker): Ask {
  const waiting = new Map<number, Waiting>();
  let nextRequest = 0;
  let ended: Error | undefined;
  const end = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
    worker.unref();
  };
  worker.on("message", (reply: Reply) => {
    const pending = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if (reply.error !== undefined) pending?.reject(errorOf(reply.error));
    else pending?.resolve(reply.result ?? {});
  });
  worker.on("error", end);
  worker.on("exit", () => end(new CancelledError("the engine was closed")));
  return (body) =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) {
        reject(ended);
        return;
      }
      const id = nextRequest++;
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...body, id } as Request);
    });
}

function errorOf({ message, stack, userFacing }: NonNullable<Reply["error"]>): Error {
  if (userFacing) return new InputError(message);
  const error = new InvariantError(message);
  error.stack = stack;
  return error;
}
