// One line of the journal: CHECKSUM VERSION JSON. Lines are never rewritten: each says by which version's rules it was
// written, and lines of any other version are refused.

import { sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import type { ItemRecord } from "./record.ts";

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
 * A line's record; undefined where the line is damaged. OlderLine of an earlier version, InputError where a later
 * version of faultline wrote it.
 */
export function recordOfLine(line: string): ItemRecord | undefined {
  const text = line.slice(CHECKSUM_LENGTH + 1);
  if (text === "" || checksum(text) !== line.slice(0, CHECKSUM_LENGTH)) return undefined;
  // The first lines carried no version.
  const [, number = 1, json = text] = /^(\d+) (.*)$/s.exec(text) ?? [];
  const version = Number(number);
  if (version < JOURNAL_VERSION) throw new OlderLine(version);
  if (version > WITHOUT_MAPS) {
    throw new InputError(
      `invalid journal: version ${version}, and this faultline reads ${WITHOUT_MAPS}; use the later one that wrote it`,
    );
  }
  return JSON.parse(json) as ItemRecord;
}

function checksum(text: string): string {
  return sha256(text).slice(0, CHECKSUM_LENGTH);
}
