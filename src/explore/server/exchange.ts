// One request and its answer: bodies of bounded size in, answers and streams of lines out, all of it over as soon as
// the connection is.

import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import { CancelledError, InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";
import { BusyError } from "../waiting-line.ts";
import { answerHeaders } from "./headers.ts";

/** A failure with its HTTP status. */
export class HttpError extends InputError {
  override readonly name = "HttpError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The most bytes of a JSON request. */
const JSON_BYTES = 4096;

/** How long a reader may take none of its answer. */
const PATIENCE_MS = 60_000;

/** A signal that is aborted once the connection is gone. */
export function connectionSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return gone.signal;
}

/** A request's body; HttpError 413 beyond `limit` bytes, before the rest is read. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = new HttpError(413, `the request is larger than ${limit} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads bodies of files, `most` at once: each is whole in memory. */
export function bodyReader(
  most: number,
): (request: IncomingMessage, limit: number) => Promise<Buffer<ArrayBuffer>> {
  let reading = 0;
  return async (request, limit) => {
    if (reading >= most) throw new BusyError(`${reading} files are being received; ask again in a moment`);
    reading += 1;
    try {
      return await readBody(request, limit);
    } finally {
      reading -= 1;
    }
  };
}

/** A request's JSON, checked; HttpError 400 naming what is wrong. */
export async function readJson<Value>(request: IncomingMessage, schema: z.ZodType<Value>): Promise<Value> {
  const text = (await readBody(request, JSON_BYTES)).toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new HttpError(400, "invalid request: no JSON");
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join(".") ?? "";
  throw new HttpError(400, `invalid request: ${shownText(`${where} ${issue?.message ?? ""}`, 200)}`);
}

/** Answers with bytes; a reader that takes none of them for `patience` milliseconds is let go. */
export function answer(
  response: ServerResponse,
  type: string,
  bytes: Uint8Array,
  options: { readonly keep?: boolean; readonly patience?: number } = {},
): void {
  // A connection whose time is over is closed.
  response.setTimeout(options.patience ?? PATIENCE_MS);
  response.writeHead(200, { ...answerHeaders(type, options), "Content-Length": bytes.byteLength });
  response.end(response.req.method === "HEAD" ? undefined : bytes);
}

/** Answers with JSON. */
export function answerJson(response: ServerResponse, value: unknown): void {
  answer(response, "application/json; charset=utf-8", Buffer.from(JSON.stringify(value)));
}

/**
 * Answers with an error: {"error": message}, in a stream as its last line; a connection whose body was not read to its
 * end is closed.
 */
export function answerError(response: ServerResponse, status: number, message: string): void {
  const bytes = Buffer.from(`${JSON.stringify({ error: message })}\n`);
  if (response.headersSent) {
    response.end(bytes);
    return;
  }
  response.writeHead(status, {
    ...answerHeaders("application/json; charset=utf-8"),
    "Content-Length": bytes.byteLength,
    ...(status === 503 ? { "Retry-After": "1" } : {}),
    ...(response.req.complete ? {} : { Connection: "close" }),
  });
  response.end(bytes);
}

/** A stream of JSON values, one a line. */
export interface LineStream {
  /** Writes a value and waits until the reader takes more; CancelledError once it is gone. */
  write(value: unknown): Promise<void>;
  end(): void;
}

/** Answers with a stream of lines. */
export function answerLines(
  response: ServerResponse,
  signal: AbortSignal,
  patience: number = PATIENCE_MS,
): LineStream {
  response.writeHead(200, answerHeaders("application/x-ndjson; charset=utf-8"));
  return {
    write: async (value) => {
      if (signal.aborted) throw new CancelledError();
      if (response.write(`${JSON.stringify(value)}\n`)) return;
      response.setTimeout(patience);
      await once(response, "drain", { signal }).catch(() => {
        throw new CancelledError();
      });
      // The next line may take long to compute.
      response.setTimeout(0);
    },
    end: () => {
      response.setTimeout(patience);
      response.end();
    },
  };
}
