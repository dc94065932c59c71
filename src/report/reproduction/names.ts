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

/** The line at a figure's foot. */
export function footNote({ studies, shortcuts, version }: Reproduction): string {
  const [first] = studies;
  const look = firstLook(shortcuts);
  const made = `faultline ${version}`;
  if (first === undefined) return [made, look].filter((part) => part !== null).join(" · ");
  const { strategy, budget, seed, preset, aspect } = first.summary.provenance;
  const method = `${strategy}, ${budget} steps, seed ${seed} · preset ${preset}, aspect ${aspect}`;
  return [made, method, look].filter((part) => part !== null).join(" · ");
}
