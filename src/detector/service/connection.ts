// One request to the service and its whole answer, over connections that are kept: bounded in time and size. Proxies of the
// environment and redirects play no part: pictures reach the named host or nobody. Node only.

import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, Agent as SecureAgent } from "node:https";
import { CancelledError, InputError } from "../../core/errors.ts";
import { beyondLimit, limitOf } from "../../core/limits.ts";
import { shownText } from "../../core/shown-text.ts";
import { Transient } from "./patience.ts";

export interface ServiceRequest {
  readonly method: "GET" | "POST";
  /** Behind the model's address: "/infer", "" for the metadata. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: readonly Uint8Array[];
}

export interface ServiceAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** No answer came, and another try may bring one: the connection was refused, reset or closed. */
export class NoAnswer extends Transient {
  override readonly name: string = "NoAnswer";
}

export interface ConnectionSettings {
  /** The model's. */
  readonly url: URL;
  readonly token: string | null;
  /** Longest that a request takes, its answer read. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

export interface Connection {
  /**
   * Sends a request. NoAnswer where trying again makes sense; InputError where it took too long, the answer is too
   * large or compressed, or the host is not known; CancelledError at the signal.
   */
  send(request: ServiceRequest): Promise<ServiceAnswer>;
  close(): void;
}

/** Opens no connection yet. */
export function openConnection(settings: ConnectionSettings): Connection {
  const agent =
    settings.url.protocol === "https:"
      ? new SecureAgent({ keepAlive: true, maxFreeSockets: 1 })
      : new Agent({ keepAlive: true, maxFreeSockets: 1 });
  return {
    send: async (request) => {
      try {
        return await exchange(request, settings, agent);
      } catch (error) {
        // The service had closed a connection that was left idle: a new one is no second try.
        if (!(error instanceof StaleConnection)) throw error;
        return await exchange(request, settings, agent);
      }
    },
    close: () => agent.destroy(),
  };
}

class StaleConnection extends NoAnswer {}

function exchange(
  request: ServiceRequest,
  settings: ConnectionSettings,
  agent: Agent,
): Promise<ServiceAnswer> {
  const { url, seconds, signal } = settings;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(new CancelledError());
      return;
    }
    const outgoing = opened(request, settings, agent);
    let answering = false;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      settle();
    };
    const fail = (error: Error): void => {
      end(() => reject(error));
      outgoing.destroy();
    };
    const cancel = (): void => fail(new CancelledError());
    const timer = setTimeout(() => fail(tooSlow(url, seconds)), seconds * 1000);
    signal?.addEventListener("abort", cancel, { once: true });
    outgoing.on("response", (incoming) => {
      answering = true;
      readAll(incoming, settings).then((answer) => end(() => resolve(answer)), fail);
    });
    // Once an answer has begun, the reader of its body says what happened.
    outgoing.on("error", (error) => {
      if (!answering) fail(withoutAnswer(error, url, outgoing.reusedSocket));
    });
    for (const part of request.body ?? []) outgoing.write(part);
    outgoing.end();
  });
}

function opened(
  { method, path, headers, body = [] }: ServiceRequest,
  { url, token }: ConnectionSettings,
  agent: Agent,
): ClientRequest {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const length = body.reduce((sum, part) => sum + part.byteLength, 0);
  return send({
    ...{ agent, method, protocol: url.protocol, port: url.port, path: `${url.pathname}${path}` },
    // A literal IPv6 address stands in brackets in URLs alone.
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    headers: {
      ...{ "user-agent": "faultline", "accept-encoding": "identity", ...headers },
      ...(method === "POST" ? { "content-length": String(length) } : {}),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
  });
}

/** The whole body; NoAnswer where it ends before its end. */
async function readAll(incoming: IncomingMessage, { url }: ConnectionSettings): Promise<ServiceAnswer> {
  const { statusCode: status = 0, headers } = incoming;
  const coding = headers["content-encoding"] ?? "identity";
  if (coding !== "identity")
    throw new InputError(
      `invalid answer of ${url.href}: its body is compressed (${shownText(coding, 20)}), which was not asked for`,
    );
  const most = limitOf("answer-bytes");
  const tooLarge = (found: number): InputError =>
    new InputError(`invalid answer of ${url.href}: ${beyondLimit("answer-bytes", found)}`);
  const announced = Number(headers["content-length"] ?? 0);
  if (announced > most) throw tooLarge(announced);
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of incoming) {
      parts.push(part as Buffer);
      bytes += (part as Buffer).byteLength;
      if (bytes > most) break;
    }
  } catch (error) {
    throw new NoAnswer(`${url.origin} closed the connection in the middle of its answer (${codeOf(error)})`);
  }
  if (bytes > most) throw tooLarge(bytes);
  return { status, headers, body: Buffer.concat(parts) };
}

function tooSlow(url: URL, seconds: number): InputError {
  return new InputError(
    `no answer of ${url.href} within ${seconds} s; FAULTLINE_SERVICE_SECONDS says how long a request may take`,
  );
}

const TRANSIENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses connections",
  ECONNRESET: "closed the connection without an answer",
  EPIPE: "closed the connection without an answer",
  ETIMEDOUT: "cannot be reached",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
  EAI_AGAIN: "has a name that cannot be looked up now",
};

/** The failure of a request without an answer, by the system's reason. */
function withoutAnswer(error: Error, url: URL, reused: boolean): Error {
  const code = codeOf(error);
  if (code === "ENOTFOUND") return new InputError(`unknown host ${url.hostname} of ${url.href}`);
  if (/CERT|ISSUER|SIGNATURE/.test(code))
    return new InputError(
      `cannot reach ${url.href}: its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS names a file of further authorities`,
    );
  const what = TRANSIENT[code];
  if (what === undefined) return new InputError(`cannot reach ${url.href} (${code})`);
  const message = `${url.origin} ${what} (${code})`;
  const stale = reused && (code === "ECONNRESET" || code === "EPIPE");
  return stale ? new StaleConnection(message) : new NoAnswer(message);
}

/** "ECONNREFUSED"; of several addresses that were tried, the first one's. */
function codeOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  const { code, message } = first as NodeJS.ErrnoException;
  return shownText(code ?? message, 80);
}
