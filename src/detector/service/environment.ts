// What the environment says of services: how long a request may take, and the token, which is never shown and never sent
// where others could read it.

import { InputError } from "../../core/errors.ts";
import type { DetectorSettings } from "../source.ts";
import type { ServiceAddress } from "./address.ts";

const DEFAULT_SECONDS = 60;
const MOST_SECONDS = 86_400;

/** FAULTLINE_SERVICE_SECONDS, 60 unless set; InputError where it is no number of seconds. */
export function secondsOf(env: DetectorSettings["env"]): number {
  const text = env["FAULTLINE_SERVICE_SECONDS"] ?? "";
  if (text === "") return DEFAULT_SECONDS;
  const seconds = Number(text);
  if (seconds > 0 && seconds <= MOST_SECONDS) return seconds;
  throw new InputError(
    `invalid FAULTLINE_SERVICE_SECONDS "${text}"; expected seconds above 0, at most ${MOST_SECONDS}`,
  );
}

/**
 * FAULTLINE_SERVICE_TOKEN; null where it is not set. InputError, without the token, where it cannot stand in a header, or
 * would leave the machine without encryption.
 */
export function tokenOf(
  env: DetectorSettings["env"],
  { url, loopback, text }: ServiceAddress,
): string | null {
  const token = env["FAULTLINE_SERVICE_TOKEN"] ?? "";
  if (token === "") return null;
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new InputError("invalid FAULTLINE_SERVICE_TOKEN: it has spaces or characters that are not ASCII");
  if (url.protocol === "http:" && !loopback)
    throw new InputError(
      `invalid address ${text}: FAULTLINE_SERVICE_TOKEN is not sent over http, which others can read; use https, or unset it`,
    );
  return token;
}
