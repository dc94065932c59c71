// How data sets and shifts are called in figures and tables, and what marks a first look.

import { PRESETS, type PresetName } from "../../core/preset.ts";
import type { Reproduction, Shortcuts } from "../../results/reproduction.ts";
import type { Combination } from "../../results/schema.ts";
import { signed } from "../format.ts";
import { rangesOfRun, shiftsOf } from "../ranges.ts";

const DATASETS: Readonly<Record<string, string>> = { mvtec: "MVTec AD", visa: "VisA" };

/** "MVTec AD" of "mvtec". */
export function datasetName(kind: string): string {
  return DATASETS[kind] ?? kind;
}

/** The paper's shifts in its order. */
export type PaperShift = "theta" | "hue" | "saturation";
const PAPER_SHIFTS: readonly PaperShift[] = ["theta", "hue", "saturation"];
export const ALL_SHIFTS: Combination = PAPER_SHIFTS.join("+");

/** The metrics of the paper's figures, by name and as it calls them. */
export const FIGURE_METRICS: readonly (readonly ["pauroc" | "aupro" | "f1max", string])[] = [
  ["pauroc", "pAUROC"],
  ["aupro", "AUPRO"],
  ["f1max", "F1-max"],
];

/** "θ + δh + δs" of a combination of the paper's shifts. */
export function labelOf(combination: Combination): string {
  const symbols: Readonly<Record<string, string>> = { theta: "θ", hue: "δh", saturation: "δs" };
  return combination
    .split("+")
    .map((shift) => symbols[shift] ?? shift)
    .join(" + ");
}

/** The ranges of a combination, all three shifts unless given, in a reproduction, whose studies share them. */
export function rangesOf({ studies: [first] }: Reproduction, combination: Combination = ALL_SHIFTS): string {
  if (first === undefined) return "";
  const { summary } = first;
  return rangesOfRun(summary, shiftsOf(summary, [combination]));
}

/** "θ +60°". */
export function shiftText(shift: string, value: number): string {
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
  const { strategy, budget, seed, preset, detector } = first.summary.provenance;
  const method = `${strategy}, ${budget} steps, seed ${seed} · preset ${preset}, aspect ${detector.aspect}`;
  return [made, method, look].filter((part) => part !== null).join(" · ");
}
