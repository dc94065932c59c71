// What a search's record tells beside the points it keeps: every other place that it evaluated exactly, as a compact table
// with rounded numbers. It shows where searches that build on it need not look; a worst case is never read from it.

import type { PointOutcome } from "./schema.ts";

type Cell = number | boolean | null;

interface LevelCells {
  readonly loss: Cell;
  readonly pauroc: Cell;
  readonly imageScore: Cell;
  readonly mapChange: Cell;
  readonly label: Cell;
}

const NOTHING: LevelCells = { loss: null, pauroc: null, imageScore: null, mapChange: null, label: null };
const LEVELS = Object.keys(NOTHING) as readonly (keyof LevelCells)[];

export interface VisitTable {
  /** Shifts whose amounts begin a row. */
  readonly shifts: readonly string[];
  /** Parts of a level that end it. */
  readonly levels: readonly (keyof LevelCells)[];
  /** In the order in which they were evaluated. */
  readonly rows: readonly (readonly Cell[])[];
}

/** Digits of a number: what is near enough to tell a neighbourhood. */
const DIGITS = 6;

/** A table of outcomes that name the same shifts and have the same parts; one that has none of a part says null. */
export function visitTable(outcomes: readonly PointOutcome[], shifts: readonly string[]): VisitTable {
  const levels = LEVELS.filter((level) => outcomes.some((outcome) => outcome[level] !== undefined));
  const rows = outcomes.map((outcome) => [
    ...shifts.map((shift) => rounded(outcome.point[shift] ?? 0)),
    ...levels.map((level) => cellOf(outcome[level] ?? null)),
  ]);
  return { shifts, levels, rows };
}

/** The outcomes of a table, to six digits. */
export function outcomesOf({ shifts, levels, rows }: VisitTable): readonly PointOutcome[] {
  return rows.map((row) => {
    const amounts = shifts.map((shift, index) => [shift, Number(row[index])]);
    const level: Partial<LevelCells> = Object.fromEntries(
      levels.map((name, index) => [name, row[shifts.length + index]]),
    );
    const { loss, pauroc, imageScore, mapChange, label } = { ...NOTHING, ...level };
    return {
      point: Object.fromEntries(amounts),
      loss: numberOf(loss),
      pauroc: numberOf(pauroc),
      imageScore: numberOf(imageScore) ?? 0,
      ...(typeof mapChange === "number" ? { mapChange } : {}),
      ...(typeof label === "boolean" ? { label } : {}),
    };
  });
}

/** True of JSON that is a table as this version writes it. */
export function isVisitTable(json: unknown): json is VisitTable {
  if (typeof json !== "object" || json === null) return false;
  const { shifts, levels, rows }: { shifts?: unknown; levels?: unknown; rows?: unknown } = json;
  if (!Array.isArray(shifts) || !Array.isArray(levels) || !Array.isArray(rows)) return false;
  const [amounts, width] = [shifts.length, shifts.length + levels.length];
  return (
    shifts.every((shift) => typeof shift === "string") &&
    levels.every((level) => LEVELS.includes(level)) &&
    rows.every(
      (row) =>
        Array.isArray(row) &&
        row.length === width &&
        row.every((cell, index) => Number.isFinite(cell) || (index >= amounts && isMark(cell))),
    )
  );
}

function isMark(cell: unknown): boolean {
  return cell === null || typeof cell === "boolean";
}

function cellOf(value: Cell): Cell {
  return typeof value === "number" ? rounded(value) : value;
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function numberOf(cell: Cell): number | null {
  return typeof cell === "number" ? cell : null;
}
