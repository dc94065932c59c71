// What planner and workers send each other. An item is JSON; a result is one binary frame, its maps as they are.

import { sha256 } from "../../core/digest.ts";
import { InputError } from "../../core/errors.ts";
import type { DatasetOptions } from "../../data/options.ts";
import type { DetectorSettings } from "../../detector/source.ts";
import type { WorkItem } from "../plan.ts";
import type { ItemDone } from "../run.ts";
import { version } from "../version.ts";

/** Raised when what is sent changes. */
const PROTOCOL = 5;

/** What planner and workers must agree on: results of two versions do not belong into one study. */
export function queueVersion(): string {
  return `faultline ${version()}, protocol ${PROTOCOL}`;
}

/** How a worker opens the detector: files are named as the planner names them, from the folder it was begun in. */
export interface QueuedDetector
  extends Pick<DetectorSettings, "source" | "options" | "aspect" | "device" | "threads" | "cwd"> {
  /** Of the detector, whatever the object. */
  readonly digest: string;
}

/** What of a work item is sent as it is; `known` are the points that its search starts from. */
type SentItem = Pick<
  WorkItem,
  "key" | "role" | "className" | "content" | "region" | "preset" | "experiment" | "known"
>;

/** One item with all that a worker needs to compute it. */
export interface QueuedItem extends SentItem {
  readonly version: string;
  /** The run that the result goes to. */
  readonly run: string;
  readonly dataset: { readonly kind: string; readonly options: DatasetOptions };
  readonly detector: QueuedDetector;
  /** Digest of the detector for the object. */
  readonly objectDigest: string;
  readonly object: string;
  readonly sample: string;
  /** How often it is begun before it is given up. */
  readonly tries: number;
}

interface Header extends Omit<ItemDone, "maps"> {
  /** Values of each map. */
  readonly lengths: readonly number[];
  readonly sha256: string;
}

const HEADER_LENGTH_BYTES = 4;

/** Length of the header, the header as JSON, the maps as little-endian float32. */
export function encodeResult({ maps, ...rest }: ItemDone): Buffer {
  const bytes = Buffer.concat(maps.map((map) => Buffer.from(map.buffer, map.byteOffset, map.byteLength)));
  const lengths = maps.map(({ length }) => length);
  const header = Buffer.from(JSON.stringify({ ...rest, lengths, sha256: sha256(bytes) } satisfies Header));
  const size = Buffer.alloc(HEADER_LENGTH_BYTES);
  size.writeUInt32LE(header.length);
  return Buffer.concat([size, header, bytes]);
}

/** The result of a frame; InputError where it was damaged on its way. */
export function decodeResult(frame: Buffer): ItemDone {
  try {
    const start = HEADER_LENGTH_BYTES + frame.readUInt32LE();
    const {
      lengths,
      sha256: digest,
      ...rest
    } = JSON.parse(frame.toString("utf8", HEADER_LENGTH_BYTES, start)) as Header;
    const bytes = Uint8Array.from(frame.subarray(start));
    if (sha256(bytes) !== digest) throw new Error("another checksum");
    let offset = 0;
    const maps = lengths.map((length) => {
      const map = new Float32Array(bytes.buffer, offset * Float32Array.BYTES_PER_ELEMENT, length);
      offset += length;
      return map;
    });
    return { ...rest, maps };
  } catch (error) {
    throw new InputError(`invalid result from the queue: ${error instanceof Error ? error.message : error}`);
  }
}
