// A result on its way to the planner: one binary frame, its maps as they are. What the planner takes has been held
// against what it asked for.

import { z } from "zod";
import { parseBoundedJson } from "../../core/bounded-json.ts";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import { InputError } from "../../core/errors.ts";
import { isResult } from "../../results/record-schema.ts";
import type { WorkItem } from "../plan.ts";
import type { ItemDone } from "../run.ts";
import { SECRET_VARIABLE, SIGNATURE_BYTES, type Signer } from "./signature.ts";

const HEADER_LENGTH_BYTES = 4;
const BEFORE_HEADER = SIGNATURE_BYTES + HEADER_LENGTH_BYTES;
const VALUE_BYTES = Float32Array.BYTES_PER_ELEMENT;

const headerSchema = z.object({
  record: z.unknown().refine(isResult),
  milliseconds: z.number().min(0),
  worker: z.string().max(256),
  /** Values of each map. */
  lengths: z.array(z.int().min(1)),
  /** Of the maps. */
  sha256: z.string(),
});

const keySchema = z.object({ record: z.object({ key: z.string() }) });

/** What a run's results have in common. */
export interface ResultRules {
  readonly run: string;
  readonly signer: Signer | undefined;
  /** Values of a map; null where that depends on the picture, 0 of a detector that gives image scores alone. */
  readonly mapValues: number | null;
}

/**
 * Signature over run and rest (zeros without a secret), length of the header as little-endian uint32, the header as JSON,
 * the maps as little-endian float32.
 */
export function encodeResult(
  { maps, ...rest }: ItemDone,
  { run, signer }: Pick<ResultRules, "run" | "signer">,
): Buffer {
  const bytes = Buffer.concat(maps.map((map) => Buffer.from(map.buffer, map.byteOffset, map.byteLength)));
  const lengths = maps.map(({ length }) => length);
  const header = Buffer.from(JSON.stringify({ ...rest, lengths, sha256: sha256(bytes) }));
  const size = Buffer.alloc(HEADER_LENGTH_BYTES);
  size.writeUInt32LE(header.length);
  const signed = Buffer.concat([size, header, bytes]);
  const signature = signer?.sign("result", [run, signed]) ?? Buffer.alloc(SIGNATURE_BYTES);
  return Buffer.concat([signature, signed]);
}

/** What a frame is, as far as it could be read: the key stands where the result of that item is no good. */
export type Taken =
  | { readonly done: ItemDone }
  | { readonly done: null; readonly why: string; readonly key?: string };

/**
 * The result of a frame, of one of the items that `itemOf` knows by their keys; else why it is none. Null of an intact
 * result of an item that nobody waits for any more.
 */
export function takeResult(
  frame: Buffer,
  rules: ResultRules,
  itemOf: (key: string) => WorkItem | undefined,
): Taken | null {
  let key: string | undefined;
  try {
    const { header, bytes } = partsOf(frame, rules);
    key = keyOf(header);
    const { lengths, sha256: digest, ...rest } = checkedHeader(header);
    if (sha256(bytes) !== digest) throw new InputError("another checksum");
    const item = itemOf(rest.record.key);
    if (item === undefined) return null;
    refuseOtherResult(rest.record, item);
    refuseOtherMaps(lengths, bytes.length, rest.record, rules.mapValues);
    const { milliseconds, worker } = rest;
    return {
      done: { record: recordOf(rest.record, item), maps: mapsOf(bytes, lengths), milliseconds, worker },
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const why = `invalid result from the queue: ${error.message}`;
    return { done: null, why, ...(key === undefined ? {} : { key }) };
  }
}

/** The header's JSON and the maps' bytes; InputError where the frame is cut, or signed otherwise. */
function partsOf(frame: Buffer, { run, signer }: ResultRules): { header: unknown; bytes: Buffer } {
  if (frame.length < BEFORE_HEADER) throw new InputError(`it has ${frame.length} bytes`);
  const signature = frame.subarray(0, SIGNATURE_BYTES);
  if (signer?.isBy(signature, "result", [run, frame.subarray(SIGNATURE_BYTES)]) === false)
    throw new InputError(`it is not signed with this planner's ${SECRET_VARIABLE}`);
  const end = BEFORE_HEADER + frame.readUInt32LE(SIGNATURE_BYTES);
  if (end > frame.length) throw new InputError(`its header ends beyond its ${frame.length} bytes`);
  const header = parseBoundedJson(frame.subarray(BEFORE_HEADER, end), (why) => new InputError(why));
  return { header, bytes: frame.subarray(end) };
}

function keyOf(header: unknown): string | undefined {
  return keySchema.safeParse(header).data?.record.key;
}

function checkedHeader(header: unknown) {
  const parsed = headerSchema.safeParse(header);
  if (parsed.success) return parsed.data;
  throw new InputError(`no record of an item (${parsed.error.issues[0]?.path.join(".") ?? ""})`);
}

type Found = ItemDone["record"];

/** InputError where a record is of another item than the one that was planned under its key. */
function refuseOtherResult(record: Found, item: WorkItem): void {
  const { experiment, object, sample, defect, anomalous, settings } = record;
  const [said, planned] = [{ experiment, object, sample, defect, anomalous, settings }, plannedOf(item)];
  // As workers write it, the order of keys is the planner's: the order-free comparison takes ten times as long.
  if (JSON.stringify(said) === JSON.stringify(planned)) return;
  if (canonicalJson(said) !== canonicalJson(planned))
    throw new InputError("it answers something else than its item asks");
}

/** What a record says of its item, whatever was found. */
function plannedOf({ sample, experiment, className, content, region, detector, preset }: WorkItem) {
  const { id, object, defect, anomalous } = sample;
  const settings = { className, content, region, detector, preset };
  return { experiment, object, sample: id, defect, anomalous, settings };
}

/** InputError unless there is a map of every point, or none where none is kept. */
function refuseOtherMaps(
  lengths: readonly number[],
  bytes: number,
  { experiment, points }: Found,
  values: number | null,
): void {
  const isWithout = experiment.keeps !== undefined || values === 0;
  const expected = isWithout ? 0 : points.length;
  if (lengths.length !== expected)
    throw new InputError(`${lengths.length} maps of ${points.length} points; expected ${expected}`);
  const [first = 0] = lengths;
  const length = values === null ? first : values;
  if (lengths.some((each) => each !== length) || bytes !== lengths.length * length * VALUE_BYTES)
    throw new InputError(`maps in ${bytes} bytes; expected ${expected} of ${length} values each`);
}

/** The record as it is computed here: of what was planned, the planner's own words. */
function recordOf({ maskVanished, points, search, visits }: Found, item: WorkItem): Found {
  const { experiment, object, sample, defect, anomalous, settings } = plannedOf(item);
  return {
    ...{ key: item.key, experiment, object, sample, defect, anomalous, maskVanished, settings, points },
    ...(search === undefined ? {} : { search }),
    ...(visits === undefined ? {} : { visits }),
  };
}

/** The maps, in memory of their own: a frame begins anywhere. InputError where a value is not finite. */
function mapsOf(frame: Buffer, lengths: readonly number[]): Float32Array[] {
  const values = new Float32Array(new Uint8Array(frame).buffer);
  if (!areFinite(values)) throw new InputError("a map with a value that is not finite");
  let offset = 0;
  return lengths.map((length) => {
    const map = values.subarray(offset, offset + length);
    offset += length;
    return map;
  });
}

/** Ten times as fast as every(), which would take longer than the checksum. */
function areFinite(values: Float32Array): boolean {
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at])) return false;
  return true;
}
