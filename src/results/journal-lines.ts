// One line of the journal: CHECKSUM VERSION JSON. Lines are never rewritten: each says by which version's rules it was
// written, and lines of any other version are refused.

import { parseBoundedJson } from "../core/bounded-json.ts";
import { sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import type { ItemRecord } from "./record.ts";
import { isRecord } from "./record-schema.ts";

/** Version of the lines that are written and read. */
export const JOURNAL_VERSION = 5;

/** That of lines without maps, read too: who knows only the other says so, and does not stumble over them. */
const WITHOUT_MAPS = 6;

const CHECKSUM_LENGTH = 16;

/** Thrown for a line of a version that is no longer read; who knows the run's folder says what to do. */
export class OlderLine extends Error {
  readonly version: number;

  constructor(version: number) {
    super(`a journal of version ${version}`);
    this.version = version;
  }
}

/** The line of a record, its end included. */
export function lineOf(record: ItemRecord): string {
  const version = record.maps === undefined ? WITHOUT_MAPS : JOURNAL_VERSION;
  const text = `${version} ${JSON.stringify(record)}`;
  return `${checksum(text)} ${text}\n`;
}

/**
 * The record of a line without its end; undefined where the line is damaged: another checksum, or something else than a
 * record under one. OlderLine of an earlier version, InputError where a later version of faultline wrote it.
 */
export function recordOfLine(line: Uint8Array): ItemRecord | undefined {
  if (line.length <= CHECKSUM_LENGTH + 1) return undefined;
  const written = line.subarray(CHECKSUM_LENGTH + 1);
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
  if (checksum(written) !== bytes.toString("latin1", 0, CHECKSUM_LENGTH)) return undefined;
  const text = bytes.toString("utf8", CHECKSUM_LENGTH + 1);
  // The first lines carried no version.
  const [, number = 1, json = text] = /^(\d+) (.*)$/s.exec(text) ?? [];
  const version = Number(number);
  if (version < JOURNAL_VERSION) throw new OlderLine(version);
  if (version > WITHOUT_MAPS) {
    throw new InputError(
      `invalid journal: version ${version}, and this faultline reads ${WITHOUT_MAPS}; use the later one that wrote it`,
    );
  }
  return recordIn(json);
}

/** A checksum is no signature: anybody can put one before anything. */
function recordIn(json: string): ItemRecord | undefined {
  try {
    const value = parseBoundedJson(json, (why) => new InputError(why));
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function checksum(content: string | Uint8Array): string {
  return sha256(content).slice(0, CHECKSUM_LENGTH);
}
