// One line of the journal: CHECKSUM VERSION JSON. Lines are never rewritten: each says by which version's rules it was
// written, and older ones are brought up to date as they are read.

import { sha256 } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import type { ItemRecord } from "./record.ts";

/** Version of the lines that are written. */
export const JOURNAL_VERSION = 4;

const CHECKSUM_LENGTH = 16;

type Fields = Readonly<Record<string, unknown>>;

/** Version → what brings a record of it to the next one. */
const MIGRATIONS: Readonly<Record<number, (record: Fields) => Fields>> = {
  /** The first lines carried no version, and their searches did not tell what the flags are made of. */
  1: ({ search, ...record }) =>
    search === undefined
      ? record
      : {
          ...record,
          search: { beforeLastTenth: null, worstByGradient: null, worstByValue: null, ...(search as Fields) },
        },
  /** Searches knew no drafts. */
  2: ({ search, ...record }) =>
    search === undefined
      ? record
      : { ...record, search: { drafts: 0, exactForDrafts: 0, ...(search as Fields) } },
  /** Records did not say their settings. */
  3: (record) => ({ settings: null, ...record }),
};

/** The line of a record, its end included. */
export function lineOf(record: ItemRecord): string {
  const text = `${JOURNAL_VERSION} ${JSON.stringify(record)}`;
  return `${checksum(text)} ${text}\n`;
}

/** A line's record; undefined where the line is damaged. InputError where a later version of faultline wrote it. */
export function recordOfLine(line: string): ItemRecord | undefined {
  const text = line.slice(CHECKSUM_LENGTH + 1);
  if (text === "" || checksum(text) !== line.slice(0, CHECKSUM_LENGTH)) return undefined;
  const [, number, json = text] = /^(\d+) (.*)$/s.exec(text) ?? [];
  const written = Number(number ?? 1);
  if (written > JOURNAL_VERSION) {
    throw new InputError(
      `invalid journal: version ${written}, and this faultline reads up to ${JOURNAL_VERSION}; use the later one that wrote it`,
    );
  }
  let record = JSON.parse(json) as Fields;
  for (let version = written; version < JOURNAL_VERSION; version++) {
    record = MIGRATIONS[version]?.(record) ?? record;
  }
  return record as unknown as ItemRecord;
}

function checksum(text: string): string {
  return sha256(text).slice(0, CHECKSUM_LENGTH);
}
