// What an output of a shape can be: a map, a score, or neither. Shapes are declared, with open extents, or real.

import { listed } from "../../core/listed.ts";
import { shownText } from "../../core/shown-text.ts";
import type { ForeignValue } from "../../graph/foreign/tensors.ts";

/** Extents; a name or a negative number where one is open. */
export type DeclaredShape = ForeignValue["shape"];

/** Maps and scores may have more channels or columns than one, of which one has to be picked; null = not known yet. */
export type Role =
  | { readonly kind: "map"; readonly channels: number | null }
  | { readonly kind: "score"; readonly columns: number | null }
  /** It depends on what is not known yet. */
  | { readonly kind: "open" }
  | { readonly kind: "neither" };

const NEITHER: Role = { kind: "neither" };
const OPEN: Role = { kind: "open" };

/** What an output can be in runs of `rows` pictures; null = runs of any number. */
export function roleOf(shape: DeclaredShape, rows: number | null): Role {
  const extents = shape.map(extentOf);
  if (extents.includes(0)) return NEITHER;
  const [first = null, second = null, third = null, fourth = null] = extents;
  const isBatch = rows === null || first === null || first === rows;
  switch (extents.length) {
    case 0:
      return OPEN;
    case 1:
      if (first === null || first === rows) return { kind: "score", columns: 1 };
      return rows === 1 ? columns(first) : rows === null ? OPEN : NEITHER;
    case 2:
      return roleOfTable(first, second, rows);
    case 3:
      if (isBatch && second === 1 && third === 1) return columns(1);
      if (rows === 1 && first !== 1) return mapOf(first, second, third);
      return isBatch && second !== 1 && third !== 1 ? { kind: "map", channels: 1 } : NEITHER;
    case 4:
      if (!isBatch) return NEITHER;
      return [second, third, fourth].every((extent) => extent === 1)
        ? columns(1)
        : mapOf(second, third, fourth);
    default:
      return NEITHER;
  }
}

/** [rows, columns], or the [height, width] of one picture's map. */
function roleOfTable(first: number | null, second: number | null, rows: number | null): Role {
  if (second === 1) return first === null || rows === null || first === rows ? columns(1) : NEITHER;
  if (rows !== 1) {
    if (first !== null && first !== rows) return rows === null ? OPEN : NEITHER;
    return second === null ? OPEN : columns(second);
  }
  if (first === 1) return columns(second);
  if (first === null || second === null) return OPEN;
  return { kind: "map", channels: 1 };
}

/** One picture's three axes: channels and two of space. */
function mapOf(first: number | null, second: number | null, third: number | null): Role {
  const extents = [first, second, third];
  if (extents.filter((extent) => extent === 1).length > 1) return NEITHER;
  if (first === 1 || third === 1) return { kind: "map", channels: 1 };
  if (second === 1) return NEITHER;
  if (first === null || third === null) return { kind: "map", channels: null };
  return { kind: "map", channels: Math.min(first, third) };
}

function columns(count: number | null): Role {
  return { kind: "score", columns: count };
}

/** The extent, null where it is open. */
export function extentOf(extent: number | string): number | null {
  return typeof extent === "string" || extent < 0 ? null : extent;
}

/** Where the values of a picture's map lie in an output. */
export interface MapLayout {
  readonly height: number;
  readonly width: number;
  /** From one picture to the next, from one channel to the next, and from one pixel to the next. */
  readonly row: number;
  readonly channel: number;
  readonly pixel: number;
}

/** The layout of a real output that `roleOf` calls a map. */
export function mapLayout(shape: readonly number[], rows: number): MapLayout {
  const [height = 1, width = 1] = shape;
  if (shape.length === 2) return planes(1, height, width);
  const axes =
    shape.length === 4 || (rows === 1 && shape[0] !== 1) ? shape.slice(-3) : [1, ...shape.slice(1)];
  const [first = 1, second = 1, third = 1] = axes;
  if (first === 1 || (third !== 1 && first <= third)) return planes(first, second, third);
  return { height: first, width: second, row: first * second * third, channel: 1, pixel: third };
}

function planes(channels: number, height: number, width: number): MapLayout {
  return { height, width, row: channels * height * width, channel: height * width, pixel: 1 };
}

/** "anomaly_map float32 [N, 1, 64, 64], pred_score float32 [N]" */
export function valuesInWords(values: readonly Pick<ForeignValue, "name" | "type" | "shape">[]): string {
  if (values.length === 0) return "none";
  // Of the first alone: there may be as many as a file has room for.
  const words = values.slice(0, SHOWN).map(({ name, type, shape }) => {
    return `${nameInWords(name)}${type === "" ? "" : ` ${nameInWords(type)}`} ${shapeInWords(shape)}`;
  });
  const more = values.length - words.length;
  return `${words.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}

/** Values of a list, and extents of a shape, that a message has room for. */
const SHOWN = 10;

/** "[N, 3, 64, 64]" */
export function shapeInWords(shape: ForeignValue["shape"]): string {
  const extents = shape
    .slice(0, SHOWN)
    .map((extent) => (typeof extent === "string" ? nameInWords(extent) || "?" : extent));
  return `[${[...extents, ...(shape.length > SHOWN ? ["…"] : [])].join(", ")}]`;
}

/** "a, b, c" of names that a file or a service says. */
export function namesInWords(names: readonly string[]): string {
  return listed(names.slice(0, SHOWN).map(nameInWords).concat(names.slice(SHOWN)));
}

/** A name that a file or a service says, as it may stand in a message. */
export function nameInWords(name: string): string {
  return shownText(name, 80);
}
