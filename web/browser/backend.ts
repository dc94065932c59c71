// The backend that computes in the browser: a worker holds the model, the page asks it.

import { CancelledError, InputError } from "../../src/core/errors.ts";
import type { Backend } from "../../src/explore/protocol.ts";
import type { CallName, Calls, FromWorker, ToWorker } from "./messages.ts";

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onTold: (told: unknown) => void;
}

type Call = <Name extends CallName>(
  name: Name,
  values: Calls[Name]["arguments"],
  options?: { readonly signal?: AbortSignal; readonly onTold?: (told: Calls[Name]["told"]) => void },
) => Promise<Calls[Name]["answer"]>;

/** Starts the worker; the model is fetched at once. */
export function browserBackend(): Backend {
  const call = connect(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
  const noRuns = async (): Promise<never> => {
    throw new InputError("a static site holds no runs");
  };
  return {
    state: () => call("state", []),
    samples: (filter, offset, limit) => call("samples", [filter, offset, limit]),
    thumbnail: async (sample) => URL.createObjectURL(await call("thumbnail", [sample])),
    open: (sample, signal) => call("open", [sample], { signal }),
    evaluate: (sample, point, signal) => call("evaluate", [sample, point], { signal }),
    measure: (sample, point, signal) => call("measure", [sample, point], { signal }),
    landscape: async (request, onLevels, signal) => {
      await call("landscape", [request], { signal, onTold: onLevels });
    },
    search: (request, onNews, signal) => call("search", [request], { signal, onTold: onNews }),
    upload: (picture, className, signal) => call("upload", [picture, className], { signal }),
    setMask: async (sample, mask) => {
      await call("setMask", [sample, mask]);
    },
    run: noRuns,
    figure: () => "",
    difference: noRuns,
  };
}

function connect(worker: Worker): Call {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  const send = (message: ToWorker): void => worker.postMessage(message);
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    if (data.kind === "told") return call.onTold(data.told);
    waiting.delete(data.id);
    if (data.kind === "answer") call.resolve(data.answer);
    else call.reject(data.cancelled ? new CancelledError() : new InputError(data.message));
  };
  worker.onerror = (event) => {
    for (const call of waiting.values()) call.reject(new InputError(`the worker failed: ${event.message}`));
    waiting.clear();
  };
  send({ kind: "begin", site: new URL(".", document.baseURI).href });
  return <Name extends CallName>(
    name: Name,
    values: Calls[Name]["arguments"],
    options: { readonly signal?: AbortSignal; readonly onTold?: (told: Calls[Name]["told"]) => void } = {},
  ): Promise<Calls[Name]["answer"]> =>
    new Promise((resolve, reject) => {
      const id = next++;
      options.signal?.addEventListener("abort", () => send({ kind: "cancel", id }), { once: true });
      waiting.set(id, {
        resolve: resolve as (answer: unknown) => void,
        reject,
        onTold: (told) => options.onTold?.(told as Calls[Name]["told"]),
      });
      send({ kind: "call", id, name, values });
    });
}
