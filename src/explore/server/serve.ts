// The server: every request passes the guard, then names a file of the page or a route; what fails answers with its
// status and one line, and never takes the process with it.

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { CancelledError, InputError } from "../../core/errors.ts";
import { BusyError, SupersededError } from "../waiting-line.ts";
import type { Asset } from "./assets.ts";
import { answer, answerError, HttpError } from "./exchange.ts";
import type { Explorer } from "./explorer.ts";
import { addressOf, type GuardRules, refusalOf, TOKEN_COOKIE, tokenIn } from "./guard.ts";
import { answerHeaders } from "./headers.ts";
import { type Route, routesOf } from "./routes.ts";

export interface ServeSettings {
  readonly explorer: Explorer;
  readonly assets: ReadonlyMap<string, Asset>;
  /** 127.0.0.1 unless another is asked for; any other than loopback gets a token. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Hears of failures that are bugs. */
  readonly onBug: (error: unknown) => void;
}

export interface RunningServer {
  /** The page's address, with the token where there is one. */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

const LOOPBACK = ["127.0.0.1", "localhost", "::1"];
const WILDCARDS = ["0.0.0.0", "::"];
const CONNECTIONS = 256;

/** Starts the server; InputError where the port is taken or the host is not this machine's. */
export async function serve(settings: ServeSettings): Promise<RunningServer> {
  const { explorer, assets, host, onBug } = settings;
  const token = LOOPBACK.includes(host) ? null : randomBytes(24).toString("base64url");
  const routes = routesOf(explorer);
  let rules: GuardRules = { hosts: new Set(), token };
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000 }, (request, response) => {
    respond(request, response, rules, assets, routes).catch((error: unknown) => {
      answerFailure(response, error, onBug);
    });
  });
  server.maxConnections = CONNECTIONS;
  const port = await listen(server, host, settings.port);
  rules = { hosts: new Set(namesOf(host).map((name) => `${name.toLowerCase()}:${port}`)), token };
  const shown = WILDCARDS.includes(host) ? hostname().toLowerCase() : bracketed(host);
  return {
    address: `http://${shown}:${port}/${token === null ? "" : `?token=${token}`}`,
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  rules: GuardRules,
  assets: ReadonlyMap<string, Asset>,
  routes: readonly Route[],
): Promise<void> {
  const { method = "", url = "", headers } = request;
  const refusal = refusalOf({ method, url, headers }, rules);
  if (refusal !== null) throw new HttpError(refusal.status, refusal.why);
  if (rules.token !== null && tokenIn(url) !== null) return takeToken(response, rules.token);
  const { pathname, searchParams: query } = addressOf(url);
  const asset = method === "POST" ? undefined : assets.get(pathname);
  if (asset !== undefined) return answer(response, asset.type, asset.bytes);
  for (const route of routes) {
    const match = route.pattern.exec(pathname);
    if (match === null || route.method !== (method === "HEAD" ? "GET" : method)) continue;
    return await route.run({ request, response, query, parts: match.slice(1) });
  }
  throw new HttpError(404, "unknown address");
}

/** From the address into a cookie: the token shows in no history and no link. */
function takeToken(response: ServerResponse, token: string): void {
  response.writeHead(303, {
    ...answerHeaders("text/plain"),
    Location: "/",
    "Set-Cookie": `${TOKEN_COOKIE}=${token}; HttpOnly; SameSite=Strict; Path=/`,
  });
  response.end();
}

function answerFailure(response: ServerResponse, error: unknown, onBug: (error: unknown) => void): void {
  if (error instanceof HttpError) answerError(response, error.status, error.message);
  else if (error instanceof SupersededError) answerError(response, 409, error.message);
  else if (error instanceof CancelledError || response.destroyed) response.destroy();
  else if (error instanceof BusyError) answerError(response, 503, error.message);
  else if (error instanceof InputError) answerError(response, 422, error.message);
  else {
    onBug(error);
    answerError(response, 500, "a bug; the terminal that runs the explorer says more");
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why: Readonly<Record<string, string>> = {
        EADDRINUSE: `port ${port} is taken; choose another with --port`,
        EACCES: `port ${port} may not be used; choose one above 1023`,
        EADDRNOTAVAIL: `${host} is no address of this machine`,
        ENOTFOUND: `${host} is no known host`,
      };
      const reason = why[error.code ?? ""];
      reject(reason === undefined ? error : new InputError(`cannot serve: ${reason}`));
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** What a browser may call the host that the server is bound to. */
function namesOf(host: string): string[] {
  if (LOOPBACK.includes(host)) return ["127.0.0.1", "localhost", "[::1]"];
  if (!WILDCARDS.includes(host)) return [bracketed(host)];
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return ["localhost", hostname(), ...addresses.map(({ address }) => bracketed(address))];
}

/** A host as addresses have it. */
function bracketed(name: string): string {
  return name.includes(":") ? `[${name}]` : name;
}
