// A query's own process: what a statement does to it, it does to nobody else. It ends with the process that started it,
// and where it takes more memory than it may.

import { InputError } from "../core/errors.ts";
import { beyondLimit, limitOf, raiseLimits } from "../core/limits.ts";
import { openQueryEngine, type QueryEngine } from "./query-engine.ts";
import type { QueryReply, QueryRequest } from "./query-messages.ts";
import { refusedQuery } from "./query-statement.ts";

/** Of a statement, beside what it is allowed: code, stacks and the pages that hold no more than a part of something. */
const BESIDE_BYTES = 64_000_000;
const LOOKS_EVERY_MS = 20;

let engine: QueryEngine | undefined;

async function answer(request: QueryRequest): Promise<number> {
  if (request.kind === "open") {
    raiseLimits(request.limits);
    engine = await openQueryEngine(request.run, request.target);
    watchMemory();
    return 0;
  }
  if (engine === undefined) throw new Error("no run is open");
  if (request.kind === "copy") return await engine.copy(request.sql);
  for await (const part of engine.ask(request.sql)) await send({ kind: "part", part });
  return 0;
}

/** Texts and lists that a function makes are outside DuckDB's own limit. */
function watchMemory(): void {
  const allowed = limitOf("query-bytes");
  const before = process.memoryUsage.rss();
  setInterval(() => {
    const taken = process.memoryUsage.rss() - before;
    if (taken < allowed + BESIDE_BYTES) return;
    const { message } = refusedQuery(beyondLimit("query-bytes", taken));
    process.send?.({ kind: "failed", input: true, message } satisfies QueryReply, end);
  }, LOOKS_EVERY_MS).unref();
}

/** A thread that computes keeps a process from its usual end. */
function end(): void {
  process.kill(process.pid, "SIGKILL");
}

function failure(error: unknown): QueryReply {
  if (error instanceof InputError) return { kind: "failed", input: true, message: error.message };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: "failed", input: false, message };
}

function send(reply: QueryReply): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) return end();
    process.send(reply, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}

process.on("disconnect", end);
// The other one may have ended while this one began.
if (!process.connected) end();
process.on("message", (request: QueryRequest) => {
  answer(request)
    .then((count): QueryReply => ({ kind: "done", count }))
    .catch(failure)
    .then(send)
    .catch(end);
});
