// A model behind a service: asked when it is ready, asked again while it is away, one request at a time.

import { InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";
import type { ForeignTensors } from "../../graph/foreign/tensors.ts";
import type { TensorModel } from "../tensor-model/model.ts";
import { checkAccess } from "./access.ts";
import type { ServiceAddress } from "./address.ts";
import { type Connection, openConnection, type ServiceAnswer, type ServiceRequest } from "./connection.ts";
import { type ModelMetadata, metadataIn } from "./metadata.ts";
import { patiently, retryAfter, TRIES, Transient } from "./patience.ts";
import { type Encoding, inferenceAnswer, inferenceRequest } from "./protocol.ts";
import { readyModel } from "./readiness.ts";
import { statusWords } from "./said.ts";

export interface ServiceSettings {
  readonly address: ServiceAddress;
  readonly token: string | null;
  /** Longest that one request takes, that a service that is away is asked again, and that a model is waited for. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
  readonly onNote?: (line: string) => void;
  /** Most tries of one request; about a minute of them unless given. */
  readonly tries?: number;
}

export interface ServiceModel extends TensorModel {
  readonly metadata: ModelMetadata;
  /** That of the last answer, else of the address; null where neither says. */
  version(): string | null;
  /** How pictures are sent, as the last answer had it. */
  encoding(): Encoding;
}

/** The service understood a request and does not do it. */
export class Refusal extends InputError {
  override readonly name: string = "Refusal";
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** A model that fails once may be one whose process was just started anew; one that goes on failing is broken. */
const BROKEN_TRIES = 2;

/**
 * Waits until the model is ready and reads its metadata. InputError where it is not known, does not become ready in time,
 * or wants a token; CancelledError at the signal.
 */
export async function openServiceModel(settings: ServiceSettings): Promise<ServiceModel> {
  const { address, token, seconds, signal } = settings;
  const connection = openConnection({
    ...{ url: address.url, token, seconds },
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    return modelOver(connection, settings, metadataIn(await readyModel(connection, settings), address.text));
  } catch (error) {
    connection.close();
    throw error;
  }
}

function modelOver(connection: Connection, settings: ServiceSettings, metadata: ModelMetadata): ServiceModel {
  const { address } = settings;
  let encoding: Encoding = "json";
  let version = address.version;
  let asked = 0;
  const infer = async (feeds: ForeignTensors, outputs: readonly string[]): Promise<ForeignTensors> => {
    const request = inferenceRequest(feeds, outputs, { id: String(++asked), encoding });
    const answer = inferenceAnswer(await answered(connection, request, settings), address.text);
    encoding = answer.binary ? "binary" : "json";
    if (version !== null && answer.version !== null && answer.version !== version)
      throw new InputError(
        `invalid answer of ${address.text}: it is of version ${shownText(answer.version, 40)}, those before were of ${shownText(version, 40)}; results of both cannot be compared: give the version in the address`,
      );
    version = answer.version ?? version;
    return answer.tensors;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...{ name: address.text, metadata, inputs: metadata.inputs, outputs: metadata.outputs },
    version: () => version,
    encoding: () => encoding,
    run: (feeds, outputs) => {
      // A service has other users too: what waits does so here, not in its queue.
      const run = last.then(() => infer(feeds, outputs));
      last = run.catch(() => {});
      return run;
    },
    close: async () => connection.close(),
  };
}

/** The answer of status 200, whatever that takes. */
async function answered(
  connection: Connection,
  request: ServiceRequest,
  { address, signal, seconds, tries = TRIES }: ServiceSettings,
): Promise<ServiceAnswer> {
  let broken = 0;
  const attempt = async (): Promise<ServiceAnswer> => {
    const answer = await connection.send(request);
    if (answer.status === 200) return answer;
    checkAccess(answer, address);
    const { status, headers } = answer;
    const said = `${address.text} answered ${statusWords(answer)}`;
    if (BUSY.includes(status)) throw new Transient(said, retryAfter(headers["retry-after"]));
    if (!(await isReady(connection))) throw new Transient(`${said} (it is not ready)`);
    if (status >= 500 && ++broken < BROKEN_TRIES) throw new Transient(said);
    throw new Refusal(said, status);
  };
  return await patiently(attempt, { tries, seconds, ...(signal === undefined ? {} : { signal }) });
}

/** Too many requests; a gateway without its server; a full queue; a gateway that gave up waiting. */
const BUSY: readonly number[] = [429, 502, 503, 504];

async function isReady(connection: Connection): Promise<boolean> {
  try {
    return (await connection.send({ method: "GET", path: "/ready" })).status === 200;
  } catch (error) {
    if (error instanceof Transient) return false;
    throw error;
  }
}
