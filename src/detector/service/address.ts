// The address of a model behind a service, taken apart and checked: nothing secret in it, nothing the protocol does not know.

import { InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";

export interface ServiceAddress {
  /** As results name it: "http://127.0.0.1:8000/v2/models/mean"; no slash at its end. */
  readonly text: string;
  readonly url: URL;
  /** "127.0.0.1:8000" */
  readonly host: string;
  readonly model: string;
  /** Null where the service chooses. */
  readonly version: string | null;
  /** True where nothing leaves the machine. */
  readonly loopback: boolean;
}

const EXPECTED = "expected http(s)://HOST[:PORT]/v2/models/NAME[/versions/V]";
const PATH = /^(?:\/[^/]+)*?\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?$/;

/** What servers take at most. */
const MOST_CHARACTERS = 8000;

/** Whether a text is meant as one: anything of http or https. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** Why a text is no address, in one line without anything secret; null where it is one. */
export function addressRefusal(text: string): string | null {
  try {
    parseAddress(text);
    return null;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/**
 * Takes an address apart; what stands before /v2 is the service's own prefix. InputError for any other URL, and for one
 * with a user name, a password, a query or a fragment, none of which is repeated in the message.
 */
export function parseAddress(text: string): ServiceAddress {
  if (text.length > MOST_CHARACTERS)
    throw new InputError(
      `invalid address of a service: it has ${text.length} characters; expected at most ${MOST_CHARACTERS}`,
    );
  const url = isAddress(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null)
    throw new InputError(
      `invalid address of a service "${shownText(withoutSecrets(text), 200)}": ${EXPECTED}`,
    );
  if (url.username !== "" || url.password !== "")
    throw new InputError(
      `invalid address of a service on ${url.host}: it holds a user name or a password; put a token into FAULTLINE_SERVICE_TOKEN`,
    );
  if (url.search !== "" || url.hash !== "")
    throw new InputError(
      `invalid address of a service on ${url.host}: it goes on behind its path (? or #); ${EXPECTED}`,
    );
  const path = withoutSlashes(url.pathname);
  const [, model, version] = PATH.exec(path) ?? [];
  if (model === undefined)
    throw new InputError(`invalid address of a service "${url.origin}${url.pathname}": ${EXPECTED}`);
  return {
    text: `${url.origin}${path}`,
    url: new URL(`${url.origin}${path}`),
    host: url.host,
    model: decoded(model),
    version: version === undefined ? null : decoded(version),
    loopback: isLoopback(url.hostname),
  };
}

/** True for localhost, 127.0.0.0/8 and ::1, as URL writes host names. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** A text that is no URL may still hold what stands before an @. */
function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^/]*@/, "//…@").replace(/[?#].*$/s, "…");
}

/** Without those at its end; an expression would begin anew at each of many. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === "/") end--;
  return path.slice(0, end);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
