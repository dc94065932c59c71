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
  const text = intactText(line);
  if (text === undefined) return undefined;
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

/** The record of a line that `recordOfLine` has read before; undefined where it is another one by now. */
export function recordAgain(line: Uint8Array): ItemRecord | undefined {
  const text = intactText(line);
  return text === undefined ? undefined : (JSON.parse(text.slice(text.indexOf(" ") + 1)) as ItemRecord);
}

/** What stands behind a line's checksum, if that is its own. */
function intactText(line: Uint8Array): string | undefined {
  if (line.length <= CHECKSUM_LENGTH + 1) return undefined;
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
  if (checksum(bytes.subarray(CHECKSUM_LENGTH + 1)) !== bytes.toString("latin1", 0, CHECKSUM_LENGTH))
    return undefined;
  return bytes.toString("utf8", CHECKSUM_LENGTH + 1);
}

/** Shorter lines hold too little to be worth counting its values before they are parsed. */
const SMALL = 1 << 16;

/** A checksum is no signature: anybody can put one before anything. */
function recordIn(json: string): ItemRecord | undefined {
  try {
    const refuse = (why: string): InputError => new InputError(why);
    const value: unknown = json.length <= SMALL ? JSON.parse(json) : parseBoundedJson(json, refuse);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof InputError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function checksum(content: string | Uint8Array): string {
  return sha256(content).slice(0, CHECKSUM_LENGTH);
}
