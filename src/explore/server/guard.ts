// Who may ask: a pure function of a request's head. A page of another site, a name that was rebound to this machine,
// a method or an address that the explorer does not know: all refused before a route is looked at.

import { timingSafeEqual } from "node:crypto";

export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface GuardRules {
  /** Values of the Host header that mean this server, with the port. */
  readonly hosts: ReadonlySet<string>;
  /** What a client must know where the server is reachable from other machines; null on loopback. */
  readonly token: string | null;
}

export interface Refusal {
  readonly status: number;
  readonly why: string;
}

export const TOKEN_COOKIE = "faultline_token";

const METHODS = ["GET", "HEAD", "POST"];
const LONGEST_URL = 2048;

/** Why a request is refused; null where it may pass. */
export function refusalOf(
  { method, url, headers }: RequestHead,
  { hosts, token }: GuardRules,
): Refusal | null {
  if (!METHODS.includes(method)) return { status: 405, why: `unknown method ${method}` };
  if (url.length > LONGEST_URL) return { status: 414, why: "the address is too long" };
  if (!isAddress(url)) return { status: 400, why: "invalid address" };
  const host = single(headers["host"])?.toLowerCase();
  if (host === undefined || !hosts.has(host)) return { status: 403, why: "unknown Host" };
  const reads = method !== "POST";
  const origin = single(headers["origin"]);
  if (origin === undefined ? !reads : origin.toLowerCase() !== `http://${host}`) {
    return { status: 403, why: origin === undefined ? "missing Origin" : "foreign Origin" };
  }
  if (!comesFromHere(single(headers["sec-fetch-site"]), single(headers["sec-fetch-mode"]), url, reads)) {
    return { status: 403, why: "asked for by another site" };
  }
  if (token !== null && !knowsToken(token, url, single(headers["cookie"]))) {
    return { status: 401, why: "missing token: open the address that the command printed" };
  }
  return null;
}

/**
 * A path from the root with its query, in characters that addresses are written in: a backslash is none, which URLs read
 * as a slash, so that two of them would begin the name of a host.
 */
function isAddress(url: string): boolean {
  return /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(url);
}

/** What an address names, of one that may pass; its path stands behind this server's name whatever it holds. */
export function addressOf(url: string): URL {
  return new URL(`http://localhost${url}`);
}

/** The token in an address; null where there is none. */
export function tokenIn(url: string): string | null {
  return addressOf(url).searchParams.get("token");
}

/** Other sites may link to the page, but ask for nothing else. */
function comesFromHere(
  site: string | undefined,
  mode: string | undefined,
  url: string,
  reads: boolean,
): boolean {
  if (site === undefined || site === "same-origin" || site === "none") return true;
  return reads && mode === "navigate" && addressOf(url).pathname === "/";
}

function knowsToken(token: string, url: string, cookies: string | undefined): boolean {
  const held = (cookies ?? "")
    .split(";")
    .map((pair) => pair.trim().split("="))
    .find(([name]) => name === TOKEN_COOKIE)?.[1];
  return [held, tokenIn(url)].some((given) => typeof given === "string" && equal(given, token));
}

/** Compares in a time that says nothing of how much was right. */
function equal(given: string, token: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? undefined : value;
}
