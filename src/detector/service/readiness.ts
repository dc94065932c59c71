// Waiting for a model to become ready: the model's own readiness, as that of a server says nothing of it, and whatever the
// service calls "not ready" (400, 404, 503, no connection at all).

import { InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";
import { checkAccess } from "./access.ts";
import type { ServiceAddress } from "./address.ts";
import type { Connection, ServiceAnswer } from "./connection.ts";
import { Transient, waited } from "./patience.ts";
import { statusWords } from "./said.ts";

export interface Waiting {
  readonly address: ServiceAddress;
  /** How long a model that is away or loading is waited for. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
  readonly onNote?: (line: string) => void;
}

/** A server that is starting does not know its models yet: so long, a model that is not known may still come. */
const UNKNOWN_SECONDS = 5;
const PAUSE = 0.5;

/**
 * Waits until the model is ready, with a note where it is not at once; its metadata's answer. InputError where it is not
 * known, not ready in time, or gives no metadata; CancelledError at the signal.
 */
export async function readyModel(connection: Connection, waiting: Waiting): Promise<ServiceAnswer> {
  const { address, seconds, signal, onNote } = waiting;
  const begun = performance.now();
  for (let looks = 0; ; looks++) {
    const seen = await look(connection, address);
    if ("metadata" in seen) return seen.metadata;
    const longest = seen.known ? seconds : Math.min(seconds, UNKNOWN_SECONDS);
    if ((performance.now() - begun) / 1000 >= longest)
      throw new InputError(
        seen.known ? `${address.text} is not ready after ${longest} s: ${seen.why}` : seen.why,
      );
    if (looks === 0) onNote?.(`waiting up to ${longest} s for ${address.text}: ${seen.why}`);
    await waited(Math.min(PAUSE, longest), signal);
  }
}

type Seen =
  | { readonly metadata: ServiceAnswer }
  /** `known` is false of a model that the service does not know. */
  | { readonly why: string; readonly known: boolean };

async function look(connection: Connection, address: ServiceAddress): Promise<Seen> {
  try {
    const ready = await connection.send({ method: "GET", path: "/ready" });
    checkAccess(ready, address);
    const metadata = await connection.send({ method: "GET", path: "" });
    checkAccess(metadata, address);
    return seenIn(ready, metadata, address);
  } catch (error) {
    if (!(error instanceof Transient)) throw error;
    return { why: error.message, known: true };
  }
}

function seenIn(ready: ServiceAnswer, metadata: ServiceAnswer, address: ServiceAddress): Seen {
  const { status } = metadata;
  const { text, host, model, version } = address;
  if (status === 501)
    throw new InputError(`invalid address ${text}: the service answered ${statusWords(metadata)}`);
  if (status === 404) {
    const name = shownText(model, 80);
    const what =
      version === null ? `model ${name}` : `model ${name} or its version ${shownText(version, 80)}`;
    return { why: `unknown ${what} on ${host} (${statusWords(metadata)})`, known: false };
  }
  if (status === 200 && ready.status === 200) return { metadata };
  const which = ready.status === 200 ? metadata : ready;
  return { why: `it answers ${statusWords(which)}`, known: true };
}
