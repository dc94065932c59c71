// Which pictures show the same part (`--group CSV`): several photographs of one part count once.

import { join } from "node:path";
import { InputError, nearestName, unknownName } from "../core/errors.ts";
import { invalidLine, pathWithin, readTable, type Table } from "./csv.ts";
import type { Dataset, Picture } from "./dataset.ts";
import { kindOf } from "./walk.ts";

/** What the columns may be called. */
const COLUMNS = { sample: ["sample", "image", "picture", "file"], part: ["part", "group"] } as const;

/**
 * Reads a table with the columns sample and part: the part of each picture by the picture's id, its POSIX path below the
 * data set's root. InputError with the line for other columns, an empty cell, a picture that has two parts.
 */
export async function readGroups(path: string): Promise<ReadonlyMap<string, string>> {
  const table = await readTable(path);
  const [sampleAt, partAt] = columnsOf(table, path);
  if (table.rows.length === 0) throw new InputError(`invalid table ${path}: it lists no picture`);
  const groups = new Map<string, string>();
  const lines = new Map<string, number>();
  for (const { cells, line } of table.rows) {
    const [named = "", part = ""] = [cells[sampleAt], cells[partAt]];
    if (named === "") throw invalidLine(path, line, "names no picture");
    if (part === "") throw invalidLine(path, line, `names no part of ${named}`);
    const sample = pathWithin(named, path, line);
    const other = groups.get(sample);
    if (other !== undefined && other !== part)
      throw invalidLine(path, line, `and line ${lines.get(sample)} name two parts of ${sample}; keep one`);
    groups.set(sample, part);
    lines.set(sample, line);
  }
  return groups;
}

/**
 * The part of each sample, by its id: pictures of one object with one part's name share it, a picture without a row is a
 * part of its own. InputError, with the nearest id, for a row that names none of `samples`; `path` is the table's.
 */
export function groupsOf(
  samples: readonly Pick<Picture, "id" | "object">[],
  groups: ReadonlyMap<string, string>,
  path: string,
): ReadonlyMap<string, string> {
  const ids = samples.map(({ id }) => id);
  const known = new Set(ids);
  const stranger = [...groups.keys()].find((sample) => !known.has(sample));
  if (stranger !== undefined) throw unknownSample(stranger, ids, path);
  return new Map(
    samples.map(({ id, object }) => {
      const part = groups.get(id);
      return [id, part === undefined ? id : `part ${part} of ${object}`];
    }),
  );
}

/**
 * The part of each sample of a study, from the table at `path`; its rows may name pictures that the study leaves out, test
 * pictures or files below the data set's root. InputError as `readGroups` and `groupsOf`.
 */
export async function partsOf(
  samples: readonly Picture[],
  dataset: Dataset,
  path: string,
): Promise<ReadonlyMap<string, string>> {
  const groups = await readGroups(path);
  const studied = new Set(samples.map(({ id }) => id));
  const left = [...groups.keys()].filter((sample) => !studied.has(sample));
  const others = left.length === 0 ? [] : await testIds(dataset);
  const isThere = new Set(others);
  for (const sample of left) {
    if (isThere.has(sample)) continue;
    const isFile = dataset.root !== "" && (await kindOf(join(dataset.root, sample))) === "file";
    if (!isFile) throw unknownSample(sample, [...studied, ...others], path);
  }
  return groupsOf(samples, new Map([...groups].filter(([sample]) => studied.has(sample))), path);
}

async function testIds(dataset: Dataset): Promise<string[]> {
  const ids: string[] = [];
  for (const object of dataset.objects) for (const { id } of await dataset.testPictures(object)) ids.push(id);
  return ids;
}

function unknownSample(sample: string, known: readonly string[], path: string): InputError {
  const nearest = nearestName(sample, known);
  const hint = nearest === undefined ? `pictures are named as ${known[0]}` : `did you mean "${nearest}"?`;
  return new InputError(`unknown picture "${sample}" in ${path}; ${hint}`);
}

/** Where the picture and its part are; InputError where they are not, or something else is. */
function columnsOf({ head }: Table, path: string): readonly [sample: number, part: number] {
  const columns = head.map((name) => name.toLowerCase());
  const known = [...COLUMNS.sample, ...COLUMNS.part];
  const stranger = columns.find((name) => !known.some((each) => each === name));
  if (stranger !== undefined)
    throw invalidLine(path, 1, `has an ${unknownName("column", stranger, known)}; expected sample,part`);
  const at = (names: readonly string[]): number => {
    const found = columns.flatMap((name, index) => (names.includes(name) ? [index] : []));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const what = found.length === 0 ? `no column "${names[0]}"` : `${found.length} columns "${names[0]}"`;
    throw invalidLine(path, 1, `has ${what} (found ${head.join(", ") || "nothing"}); expected sample,part`);
  };
  return [at(COLUMNS.sample), at(COLUMNS.part)];
}
