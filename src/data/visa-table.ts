// VisA's table of splits, split_csv/1cls.csv: object, split, label, image, mask; the paths are relative to the root.

import { join } from "node:path";
import { InputError, unknownName } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import { invalidLine, pathWithin, readTable, type Table } from "./csv.ts";
import type { OnNote } from "./dataset.ts";
import { kindOf } from "./walk.ts";

/** A line of the table; the paths are relative to the root, in POSIX form. */
export interface VisaRow {
  readonly object: string;
  readonly split: "train" | "test";
  /** Null for a normal picture. */
  readonly defect: string | null;
  readonly image: string;
  /** "" where the table names none, and for a normal picture. */
  readonly mask: string;
}

const COLUMNS = ["object", "split", "label", "image", "mask"] as const;
type Cells = Readonly<Record<(typeof COLUMNS)[number], string>> & { readonly line: number };

const NORMAL_LABEL = "normal";
/** What other data sets call it: taken for a defect, such pictures would count as missing their masks. */
const NORMAL_ELSEWHERE = ["good", "ok", "okay", "pass"];

/** Where the table is below a root. */
export function tablePath(root: string): string {
  return join(root, "split_csv", "1cls.csv");
}

/** The lines of the published split; null where the root has none. InputError where it is damaged. */
export async function publishedTable(root: string, onNote: OnNote): Promise<VisaRow[] | null> {
  const table = tablePath(root);
  if ((await kindOf(table)) === "absent") return null;
  return rowsOf(cellsOf(await readTable(table), table), table, onNote);
}

/** The lines of each object, in the table's order: a table may name as many objects as pictures. */
export function rowsByObject(rows: readonly VisaRow[]): ReadonlyMap<string, readonly VisaRow[]> {
  const byObject = new Map<string, VisaRow[]>();
  for (const row of rows) {
    const others = byObject.get(row.object);
    if (others === undefined) byObject.set(row.object, [row]);
    else others.push(row);
  }
  return byObject;
}

/** The cells by column. */
function cellsOf({ head, rows }: Table, table: string): Cells[] {
  const columns = head.map((name) => name.toLowerCase());
  const at = COLUMNS.map((name) => {
    const index = columns.indexOf(name);
    if (index >= 0) return index;
    throw new InputError(`invalid table ${table}: no column "${name}" (found ${head.join(", ")})`);
  });
  if (rows.length === 0) throw new InputError(`invalid table ${table}: it lists no picture`);
  return rows.map(({ cells, line }) => {
    const [object = "", split = "", label = "", image = "", mask = ""] = at.map((cell) => cells[cell] ?? "");
    return { object, split, label, image, mask, line };
  });
}

/** Rows in the table's order; one that is listed twice is kept once and noted, unless the two differ. */
function rowsOf(cells: readonly Cells[], table: string, onNote: OnNote): VisaRow[] {
  const byImage = new Map<string, { readonly row: VisaRow; readonly line: number }>();
  const twice: string[] = [];
  const unread: string[] = [];
  for (const each of cells) {
    const row = rowOf(each, table);
    if (row.defect === null && each.mask !== "") unread.push(each.mask);
    const earlier = byImage.get(row.image);
    if (earlier === undefined) byImage.set(row.image, { row, line: each.line });
    else if (isSame(earlier.row, row)) twice.push(row.image);
    else throw invalidLine(table, each.line, `and line ${earlier.line} differ on ${row.image}; keep one`);
  }
  if (twice.length > 0) onNote(`${table}: ${listed(twice)} listed twice, read once`);
  if (unread.length > 0) onNote(`${table}: ${listed(unread)} not read; masks of normal pictures`);
  return [...byImage.values()].map(({ row }) => row);
}

function rowOf({ object, split, label, image, mask, line }: Cells, table: string): VisaRow {
  if (object === "") throw invalidLine(table, line, "names no object");
  if (image === "") throw invalidLine(table, line, "names no image");
  if (label === "") throw invalidLine(table, line, "has no label");
  const isNormal = label.toLowerCase() === NORMAL_LABEL;
  if (NORMAL_ELSEWHERE.includes(label.toLowerCase())) {
    throw invalidLine(table, line, `has the label "${label}"; normal pictures have "${NORMAL_LABEL}"`);
  }
  return {
    object,
    split: splitNamed(split, table, line),
    defect: isNormal ? null : label,
    image: pathWithin(image, table, line),
    mask: isNormal || mask === "" ? "" : pathWithin(mask, table, line),
  };
}

function splitNamed(split: string, table: string, line: number): "train" | "test" {
  const lower = split.toLowerCase();
  if (lower === "train" || lower === "test") return lower;
  throw invalidLine(table, line, `has an ${unknownName("split", split, ["train", "test"])}`);
}

function isSame(left: VisaRow, right: VisaRow): boolean {
  return (
    left.object === right.object &&
    left.split === right.split &&
    left.defect === right.defect &&
    left.mask === right.mask
  );
}
