// How data sets and shifts are called in figures and tables, and what marks a first look.

import { PRESETS, type PresetName } from "../../core/preset.ts";
import type { Shift } from "../../core/shift.ts";
import type { Reproduction, Shortcuts } from "../../results/reproduction.ts";
import { signed } from "../format.ts";
import { rangesText } from "../ranges.ts";

const DATASETS: Readonly<Record<string, string>> = { mvtec: "MVTec AD", visa: "VisA" };

/** "MVTec AD" of "mvtec". */
export function datasetName(kind: string): string {
  return DATASETS[kind] ?? kind;
}

export const ALL_SHIFTS = "theta+hue+saturation";

/** The ranges of some combinations in a reproduction, whose studies share them. */
export function rangesOf({ studies: [first] }: Reproduction, shifts: readonly Shift[]): string {
  return first === undefined ? "" : rangesText(first.summary.provenance.ranges, shifts);
}

/** "θ +60°". */
export function shiftText(shift: Shift, value: number): string {
  if (shift === "theta") return `θ ${signed(value, 0)}°`;
  return shift === "hue" ? `δh ${signed(value, 2)}` : `δs ${signed(value, 2)}`;
}

/** "First look: 2 pictures per object, 5 of 200 gradient steps.", or null for the whole study. */
export function firstLookText({ samplesPerObject, budget }: Shortcuts, preset: PresetName): string | null {
  const parts = [
    ...(samplesPerObject === null ? [] : [`${samplesPerObject} pictures per object`]),
    ...(budget === null ? [] : [`${budget} of ${PRESETS[preset].budget} gradient steps`]),
  ];
  return parts.length === 0 ? null : `First look: ${parts.join(", ")}.`;
}

/** The same of a reproduction. */
export function firstLook({ studies: [first], shortcuts }: Reproduction): string | null {
  return firstLookText(shortcuts, first?.summary.provenance.preset ?? "paper");
}

/** The line at a figure's foot. */
export function footNote(reproduction: Reproduction): string {
  const { studies, version } = reproduction;
  const [first] = studies;
  const look = firstLook(reproduction);
  const made = `faultline ${version}`;
  if (first === undefined) return [made, look].filter((part) => part !== null).join(" · ");
  const { strategy, budget, seed, preset, aspect } = first.summary.provenance;
  const method = `${strategy}, ${budget} steps, seed ${seed} · preset ${preset}, aspect ${aspect}`;
  return [made, method, look].filter((part) => part !== null).join(" · ");
}
