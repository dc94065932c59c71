// How the shifts of a run are named as columns: <name>_<unit>, with "_" for "-" and between a unit's words; beside a
// column of that name, shift_….

import type { ShiftFacts } from "../core/shift.ts";

/** What columns need to know of a shift. */
export type NamedShift = Pick<ShiftFacts, "name" | "unit">;

export interface ShiftColumns {
  /** The shift's name. */
  readonly shift: string;
  /** Of its amount at a point: "theta_degrees", "saturation". */
  readonly amount: string;
  /** Of the ends of the range that was searched: "theta_low_degrees", "saturation_high". */
  readonly low: string;
  readonly high: string;
}

/** The columns of shifts, none of them called as one of the `taken` or as another; SQL does not tell capitals apart. */
export function columnsOfShifts(
  shifts: readonly NamedShift[],
  taken: Iterable<string>,
): readonly ShiftColumns[] {
  const used = new Set([...taken].map((name) => name.toLowerCase()));
  return shifts.map(({ name, unit }) => {
    const words = unit.replaceAll(" ", "_");
    const called = (prefix: string, part: string): string =>
      `${prefix}${[name, part, words].filter((word) => word !== "").join("_")}`.replaceAll("-", "_");
    let prefix = "";
    const all = (): readonly string[] => ["", "low", "high"].map((part) => called(prefix, part));
    while (all().some((column) => used.has(column.toLowerCase()))) prefix += "shift_";
    for (const column of all()) used.add(column.toLowerCase());
    return {
      shift: name,
      ...{ amount: called(prefix, ""), low: called(prefix, "low"), high: called(prefix, "high") },
    };
  });
}

/** An identifier of SQL, whatever it is called. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
