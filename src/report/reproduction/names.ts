// How data sets and shifts are called in figures and tables, and what marks a first look.

import type { Shift } from "../../core/shift.ts";
import type { Reproduction, Shortcuts } from "../../results/reproduction.ts";
import { signed } from "../format.ts";

const DATASETS: Readonly<Record<string, string>> = { mvtec: "MVTec AD", visa: "VisA" };

/** "MVTec AD" of "mvtec". */
export function datasetName(kind: string): string {
  return DATASETS[kind] ?? kind;
}

export const ALL_SHIFTS = "theta+hue+saturation";

/** "θ +60°". */
export function shiftText(shift: Shift, value: number): string {
  if (shift === "theta") return `θ ${signed(value, 0)}°`;
  return shift === "hue" ? `δh ${signed(value, 2)}` : `δs ${signed(value, 2)}`;
}

/** "First look: 2 pictures per object, 5 of 200 steps.", or null for the whole study. */
export function firstLook({ samplesPerObject, budget }: Shortcuts): string | null {
  const parts = [
    ...(samplesPerObject === null ? [] : [`${samplesPerObject} pictures per object`]),
    ...(budget === null ? [] : [`${budget} of 200 gradient steps`]),
  ];
  return parts.length === 0 ? null : `First look: ${parts.join(", ")}.`;
}

/** A caption with the mark of a first look. */
export function captioned(caption: string, { shortcuts }: Reproduction): string {
  return [caption, firstLook(shortcuts)].filter((part) => part !== null).join(" ");
}
