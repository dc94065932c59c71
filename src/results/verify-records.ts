// A question's records held against its plan, their keys and their maps, one at a time. Reads alone. Node only.

import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { CancelledError, InputError } from "../core/errors.ts";
import { type Check, Problems } from "./check.ts";
import { JOURNAL_FILE, readRecords } from "./journal.ts";
import { sha256OfMaps } from "./maps.ts";
import type { ItemRecord } from "./record.ts";
import type { RunSummary } from "./schema.ts";

export interface RecordsToVerify {
  readonly runFolder: string;
  /** Of the question's records, in the order of its plan. */
  readonly keys: readonly string[];
  readonly summary: Pick<RunSummary, "samples" | "failed" | "provenance">;
  /** The key that a record must have by what it says of itself. */
  readonly keyOf: (record: ItemRecord) => string;
  readonly signal?: AbortSignal;
  /** Hears of every record. */
  readonly onRecord?: (done: number, total: number) => void;
}

/** Records between two looks at what goes on outside. */
const HEARD_EVERY = 200;
const AGAIN = "run the same command again: it is computed again";

/** The checks of journal, data set and maps. CancelledError where the signal is aborted. */
export async function verifyRecords(given: RecordsToVerify): Promise<Check[]> {
  const { runFolder, keys, summary, keyOf, signal, onRecord } = given;
  const path = join(runFolder, JOURNAL_FILE);
  const journal = new Problems();
  const maps = new Problems();
  const damaged: number[] = [];
  const places = new Map(keys.map((key, index) => [key, index]));
  const total = places.size;
  const samples = new SampleFacts();
  let [found, files] = [0, 0];
  try {
    const records = await readRecords(
      runFolder,
      () => stopIfAborted(signal),
      (line) => void damaged.push(line),
    );
    for (const record of records.values()) {
      stopIfAborted(signal);
      const place = places.get(record.key);
      if (place === undefined) continue;
      places.delete(record.key);
      const expected = keyOf(record);
      if (record.key !== expected)
        journal.add(
          `${path}: record ${record.key} of ${record.sample} is not what was asked for under that key (what it says of itself has key ${expected}); remove its line, and ${AGAIN}`,
        );
      samples.add(record, place, journal);
      if (record.maps !== undefined) {
        files++;
        await verifyMaps(runFolder, record, record.maps, maps);
      }
      onRecord?.(++found, total);
      // Records without maps are read in one go: signals must be heard meanwhile.
      if (found % HEARD_EVERY === 0) await setImmediate();
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    journal.add(error.message);
  }
  const failed = new Set((summary.failed ?? []).map(({ key }) => key));
  const lost = [...places.keys()].filter((key) => !failed.has(key));
  for (const key of lost) journal.add(`${path} has no whole record ${key}${whereDamaged(damaged)}; ${AGAIN}`);
  const checks = [
    journal.check(JOURNAL_FILE, `holds the ${found} records of the plan, whole, each under its own key`),
  ];
  // What a journal does not hold cannot be held against anything.
  if (lost.length === 0 && failed.size === 0) checks.push(samples.check(summary));
  if (files > 0)
    checks.push(maps.check("maps", `those of ${files} records have the SHA-256 that the journal says`));
  return checks;
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError();
}

function whereDamaged(lines: readonly number[]): string {
  if (lines.length === 0) return "";
  const shown = lines.slice(0, 3).join(", ");
  return ` (damaged: line ${shown}${lines.length > 3 ? ", …" : ""})`;
}

async function verifyMaps(
  runFolder: string,
  { key, sample }: ItemRecord,
  { file, sha256: expected }: NonNullable<ItemRecord["maps"]>,
  problems: Problems,
): Promise<void> {
  const path = join(runFolder, file);
  const whose = `the maps of record ${key} (${sample})`;
  try {
    const found = await sha256OfMaps(path);
    if (found !== expected)
      problems.add(`${path}, ${whose}, has SHA-256 ${found}, the journal says ${expected}; ${AGAIN}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const isMissing = error.message === `missing file ${path}`;
    problems.add(`${isMissing ? "missing" : "unreadable"} ${path}, ${whose}; ${AGAIN}`);
  }
}

/** What the records of a sample agree on. */
interface SampleFact {
  readonly sample: string;
  readonly content: string;
  readonly region: string | null;
  /** The first place of the sample in the plan. */
  place: number;
}

/** What all records of a sample, and of an object, must agree on. */
class SampleFacts {
  readonly #samples = new Map<string, SampleFact>();
  readonly #detectors = new Map<string, string>();

  add({ key, sample, object, settings }: ItemRecord, place: number, problems: Problems): void {
    const { content, region, detector } = settings;
    const fact = this.#samples.get(sample);
    if (fact === undefined) this.#samples.set(sample, { sample, content, region, place });
    else {
      fact.place = Math.min(fact.place, place);
      if (fact.content !== content || fact.region !== region)
        problems.add(
          `${JOURNAL_FILE}: record ${key} is of another picture ${sample} than the records before it`,
        );
    }
    const other = this.#detectors.get(object) ?? detector;
    this.#detectors.set(object, other);
    if (other !== detector)
      problems.add(
        `${JOURNAL_FILE}: record ${key} of ${object} is of another detector than the records before it`,
      );
  }

  /** The digest of the data set, made of the records' own, in the plan's order. */
  check({ samples, provenance }: Pick<RunSummary, "samples" | "provenance">): Check {
    const problems = new Problems();
    const evaluated = new Set(samples.map(({ sample }) => sample));
    const facts = [...this.#samples.values()]
      .filter(({ sample }) => evaluated.has(sample))
      .toSorted((left, right) => left.place - right.place)
      .map(({ sample, content, region }) =>
        region === null ? [sample, content] : [sample, content, region],
      );
    const found = sha256(canonicalJson(facts));
    if (found !== provenance.dataset.digest)
      problems.add(
        `the pictures of the records have digest ${found}, results.json says ${provenance.dataset.digest}; ${AGAIN}`,
      );
    return problems.check(
      "data set",
      `the ${facts.length} pictures of the records are those of results.json`,
    );
  }
}
