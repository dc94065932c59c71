// The inside of the worker: takes calls, answers each with its result or its error.

import { CancelledError, InputError } from "../../src/core/errors.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { openSite, type SiteCalls } from "./site.ts";

const cancels = new Map<number, AbortController>();
let site: Promise<SiteCalls> | undefined;

function say(message: FromWorker): void {
  postMessage(message);
}

function answer(id: number, name: keyof SiteCalls, values: unknown): void {
  const cancel = new AbortController();
  cancels.set(id, cancel);
  const context = { signal: cancel.signal, tell: (told: unknown) => say({ kind: "told", id, told }) };
  const run = async (): Promise<unknown> => {
    if (site === undefined) throw new InputError("the worker was not begun");
    // The page's calls are typed against the same table, so the arguments fit the name.
    const call = (await site)[name] as (context: object, ...values: unknown[]) => Promise<unknown>;
    return await call(context, ...(values as unknown[]));
  };
  run()
    .then(
      (result) => say({ kind: "answer", id, answer: result }),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        say({ kind: "failure", id, message, cancelled: error instanceof CancelledError });
      },
    )
    .finally(() => cancels.delete(id));
}

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "begin") site = openSite(data.site);
  else if (data.kind === "call") answer(data.id, data.name, data.values);
  else cancels.get(data.id)?.abort();
});
