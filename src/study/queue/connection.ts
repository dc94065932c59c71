// The way to the queue: a Redis or Valkey server by its URL. Node only.

import { Redis } from "ioredis";
import { InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";
import { type QueueAddress, shownAddress } from "./address.ts";

const CONNECT_MILLISECONDS = 10_000;
const RECONNECT_MILLISECONDS = 2_000;

/**
 * Opens a connection that outlives the server's restarts: commands wait until it is back. `onTrouble` hears of every
 * change. InputError where the server cannot be reached to begin with, refuses the password, or is no such server.
 */
export async function connect(
  { url, password }: QueueAddress,
  onTrouble: (message: string) => void = () => {},
): Promise<Redis> {
  const shown = shownAddress(url);
  let ready = false;
  let last: Error | undefined;
  const redis = new Redis(url, {
    ...(password === undefined ? {} : { password }),
    lazyConnect: true,
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_MILLISECONDS,
    retryStrategy: (times) => (ready ? Math.min(RECONNECT_MILLISECONDS, times * 50) : null),
  });
  redis.on("error", (error: Error) => {
    last = error;
    if (ready) onTrouble(`no connection to ${shown} (${reasonOf(error)}); trying again`);
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new InputError(`cannot reach the queue at ${shown}: ${reasonOf(last ?? error)}`);
  }
  ready = true;
  redis.on("ready", () => onTrouble(`connected to ${shown}`));
  return redis;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (/WRONGPASS|NOAUTH/.test(message)) return "the password is wrong or missing (FAULTLINE_QUEUE_PASSWORD)";
  return code === undefined || code === "" ? message : code;
}

/** Characters of a server's answer. */
const SHOWN = 200;

/** What a server refuses, as an InputError: its memory is full, or a key of ours holds something else. */
export function queueFailure(error: unknown, { url }: QueueAddress): unknown {
  if (!(error instanceof Error) || error.name !== "ReplyError") return error;
  const answer = shownText(error.message, SHOWN);
  const hint = isWrongType(error) ? "; delete the keys on it that begin with faultline:" : "";
  return new InputError(`the queue at ${shownAddress(url)} refuses a command: ${answer}${hint}`);
}

/** True where a key holds something else than the command takes. */
export function isWrongType(error: unknown): error is Error {
  return error instanceof Error && error.message.includes("WRONGTYPE");
}

/** Keys that one command names. */
const KEYS_AT_ONCE = 1000;

/** Takes keys of any type off the server, however many there are. */
export async function removeKeys(redis: Redis, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += KEYS_AT_ONCE)
    await redis.unlink(...keys.slice(at, at + KEYS_AT_ONCE));
}
