// The inside of an engine's thread: takes messages, answers each with its result or its error.

import { parentPort, workerData } from "node:worker_threads";
import { InputError, present } from "../core/errors.ts";
import type { Engine, EngineSettings, Session } from "./session.ts";
import { openNodeEngine } from "./session-node.ts";
import type { Reply, Request } from "./session-worker.ts";

const port = present(parentPort, "parent thread");
const sessions = new Map<number, Session>();
let engine: Engine | undefined;

async function answer(request: Request): Promise<NonNullable<Reply["result"]>> {
  engine ??= await openNodeEngine(workerData as EngineSettings);
  switch (request.kind) {
    case "start":
      return { provider: engine.provider, int8: engine.int8 };
    case "open":
      sessions.set(request.session, await engine.open(request.model));
      return {};
    case "run":
      return {
        tensors: await present(sessions.get(request.session), "session").run(request.feeds, request.outputs),
      };
    case "close":
      await sessions.get(request.session)?.close();
      sessions.delete(request.session);
      return {};
  }
}

port.on("message", (request: Request) => {
  answer(request).then(
    (result) => port.postMessage({ id: request.id, result } satisfies Reply),
    (error: unknown) => {
      const failure = error instanceof Error ? error : new Error(String(error));
      const { message, stack = message } = failure;
      const userFacing = failure instanceof InputError;
      port.postMessage({ id: request.id, error: { message, stack, userFacing } } satisfies Reply);
    },
  );
});
