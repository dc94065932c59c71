// Requests and answers of the Open Inference Protocol (KServe v2), in JSON and with the binary tensor extension: a JSON head,
// and behind it the bytes of the tensors one after another.

import { type JsonLimits, parseBoundedJson } from "../../core/bounded-json.ts";
import { InputError } from "../../core/errors.ts";
import { quotedText, shownText } from "../../core/shown-text.ts";
import { elementCount } from "../../core/tensor.ts";
import type { ForeignTensor, ForeignTensors } from "../../graph/foreign/tensors.ts";
import { shapeInWords } from "../tensor-model/roles.ts";
import type { ServiceAnswer, ServiceRequest } from "./connection.ts";
import { bytesOf, datatypeOf, sentAs, valuesOfBytes, valuesOfList } from "./datatype.ts";
import { numberText } from "./number-text.ts";

/** How tensors are sent. Answers are asked for in binary either way; a service that knows nothing of it gives JSON. */
export type Encoding = "json" | "binary";

/** Of an answer: no model has as many. */
const MOST_OUTPUTS = 1024;
const LIMITS: JsonLimits = { bytes: "answer-bytes", values: "answer-values" };

const HEAD_LENGTH = "inference-header-content-length";

/** A request for the outputs of these names; none = all there are. */
export function inferenceRequest(
  feeds: ForeignTensors,
  outputs: readonly string[],
  { id, encoding }: { readonly id: string; readonly encoding: Encoding },
): ServiceRequest {
  const binary = { parameters: { binary_data: true } };
  const wanted =
    outputs.length === 0
      ? { parameters: { binary_data_output: true } }
      : { outputs: outputs.map((name) => ({ name, ...binary })) };
  const heads = Object.entries(feeds).map(([name, { type, shape }]) => ({
    ...{ name, shape, datatype: sentAs(type) },
  }));
  if (encoding === "json")
    return {
      ...{ method: "POST", path: "/infer", headers: { "content-type": "application/json" } },
      body: jsonParts({ id, ...wanted }, heads, Object.values(feeds)),
    };
  const tensors = Object.values(feeds).map(bytesOf);
  const inputs = heads.map((head, at) => ({
    ...head,
    parameters: { binary_data_size: tensors[at]?.byteLength ?? 0 },
  }));
  const head = Buffer.from(JSON.stringify({ id, inputs, ...wanted }));
  return {
    ...{ method: "POST", path: "/infer", body: [head, ...tensors] },
    headers: { "content-type": "application/octet-stream", [HEAD_LENGTH]: String(head.byteLength) },
  };
}

/** The request with its inputs last, so that their values are written without ever being a JavaScript list. */
function jsonParts(
  rest: Readonly<Record<string, unknown>>,
  heads: readonly Readonly<Record<string, unknown>>[],
  tensors: readonly ForeignTensor[],
): Uint8Array[] {
  const parts: Uint8Array[] = [Buffer.from(`${JSON.stringify(rest).slice(0, -1)},"inputs":[`)];
  for (const [at, tensor] of tensors.entries()) {
    parts.push(Buffer.from(`${at === 0 ? "" : ","}${JSON.stringify(heads[at]).slice(0, -1)},"data":[`));
    parts.push(dataText(tensor), Buffer.from("]}"));
  }
  return [...parts, Buffer.from("]}")];
}

function dataText({ type, data }: ForeignTensor): Buffer {
  if (type === "bool") return Buffer.from(Array.from(data, (value) => value !== 0).join());
  return numberText(data instanceof BigInt64Array ? Float64Array.from(data, Number) : data);
}

export interface InferenceAnswer {
  readonly tensors: ForeignTensors;
  /** As the service says it; null where it does not. */
  readonly version: string | null;
  /** Whether it answered with the binary extension. */
  readonly binary: boolean;
}

interface OutputHead {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: unknown;
  /** Null of one whose values stand in the JSON. */
  readonly bytes: number | null;
}

/**
 * The tensors of an answer of status 200; those of no number's type are left out. InputError, naming `model` and the
 * output, for anything that is no answer of the protocol.
 */
export function inferenceAnswer({ headers, body }: ServiceAnswer, model: string): InferenceAnswer {
  const wrong = (what: string): InputError => new InputError(`invalid answer of ${model}: ${what}`);
  const length = headers[HEAD_LENGTH];
  const binary = length !== undefined;
  const end = binary ? Number(length) : body.byteLength;
  if (!Number.isInteger(end) || end < 0 || end > body.byteLength)
    throw wrong(`${HEAD_LENGTH} is ${shownText(String(length), 20)} of ${body.byteLength} bytes`);
  const head = readJson(body.subarray(0, end), wrong);
  if (!isRecord(head)) throw wrong("it is no JSON object");
  if (!Array.isArray(head["outputs"])) throw wrong("it has no outputs");
  if (head["outputs"].length > MOST_OUTPUTS) throw wrong(`it has more than ${MOST_OUTPUTS} outputs`);
  const tensors: [string, ForeignTensor][] = [];
  let at = end;
  for (const entry of head["outputs"] as readonly unknown[]) {
    const output = outputHead(entry);
    if (output === null) throw wrong("an output has no name, datatype or shape");
    const bytes = body.subarray(at, at + (output.bytes ?? 0));
    at += output.bytes ?? 0;
    if (at > body.byteLength)
      throw wrong(`output ${shownText(output.name, 80)} ends before its ${output.bytes ?? 0} bytes`);
    const values = valuesOf(output, bytes, (what) => wrong(`output ${shownText(output.name, 80)} ${what}`));
    if (values !== null) tensors.push([output.name, values]);
  }
  if (at !== body.byteLength) throw wrong(`${body.byteLength - at} bytes follow its last output`);
  const version = head["model_version"];
  return {
    ...{ tensors: Object.fromEntries(tensors), binary },
    version: typeof version === "string" && version !== "" ? version : null,
  };
}

function valuesOf(
  { datatype: name, shape, data, bytes: size }: OutputHead,
  bytes: Uint8Array,
  wrong: (what: string) => InputError,
): ForeignTensor | null {
  const datatype = datatypeOf(name);
  if (datatype === undefined) return null;
  const count = elementCount(shape);
  const described = `of ${shownText(name, 20)} ${shapeInWords(shape)}`;
  const made = (values: ForeignTensor["data"]): ForeignTensor =>
    ({ type: datatype.as, shape, data: values }) as ForeignTensor;
  if (size !== null) {
    if (size !== count * datatype.bytes) throw wrong(`${described} has ${size} bytes`);
    return made(valuesOfBytes(bytes, datatype));
  }
  if (!Array.isArray(data)) throw wrong("has no data");
  const flat: readonly unknown[] = Array.isArray(data[0]) ? data.flat(Number.POSITIVE_INFINITY) : data;
  if (flat.length !== count) throw wrong(`${described} has ${flat.length} values`);
  const odd = flat.find((value) => typeof value !== "number" && typeof value !== "boolean" && value !== null);
  if (odd !== undefined)
    throw wrong(`has a value that is no number: ${typeof odd === "string" ? quotedText(odd) : "an object"}`);
  const isWhole = datatype.as.includes("int");
  const endless = isWhole
    ? flat.find((value) => value === null || !Number.isFinite(Number(value)))
    : undefined;
  if (endless !== undefined) throw wrong(`has a value that is no whole number: ${endless}`);
  return made(valuesOfList(flat as readonly (number | boolean | null)[], datatype));
}

function outputHead(entry: unknown): OutputHead | null {
  if (!isRecord(entry)) return null;
  const { name, datatype, shape, data, parameters } = entry;
  if (typeof name !== "string" || typeof datatype !== "string" || !Array.isArray(shape)) return null;
  if (!shape.every((extent) => Number.isSafeInteger(extent) && (extent as number) >= 0)) return null;
  const size = isRecord(parameters) ? parameters["binary_data_size"] : undefined;
  const bytes = Number.isSafeInteger(size) && (size as number) >= 0 ? (size as number) : null;
  return { name, datatype, shape: shape as readonly number[], data, bytes };
}

/** JSON, also with the bare words that some servers write for what is not finite: as null. */
function readJson(bytes: Uint8Array, wrong: (what: string) => InputError): unknown {
  const read = (text: string): unknown => parseBoundedJson(text, wrong, LIMITS);
  const text = new TextDecoder().decode(bytes);
  try {
    return read(text);
  } catch (error) {
    const mended = text.replace(/([[,:]\s*)-?(?:NaN|Infinity|nan|inf)(?=\s*[,\]}])/g, "$1null");
    if (mended === text) throw error;
    return read(mended);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
