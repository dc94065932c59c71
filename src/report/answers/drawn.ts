// What a chart of an answer becomes: a figure, a table, or pictures with their captions.

import type { Chart, ChartAxis, ChartCell } from "../../results/chart.ts";
import type { Figure } from "../figures/figure.ts";
import type { Table } from "../tables/table.ts";

export type DrawnChart =
  | { readonly kind: "figure"; readonly figure: Figure }
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "pictures"; readonly pictures: AnswerPictures };

export interface AnswerPictures {
  readonly name: string;
  readonly title: string;
  /** Files relative to the run folder. */
  readonly pictures: readonly { readonly caption: string; readonly file: string }[];
  readonly csv: string;
}

/** What a chart is drawn with besides its own data. */
export interface Setting {
  /** Of the files: "answer-tolerance-1". */
  readonly name: string;
  /** The ranges of the run, in words. */
  readonly ranges: string;
  /** What the numbers come from, in a line. */
  readonly made: string;
}

/** Draws charts of one kind. */
export type DrawKind<Kind extends Chart["kind"]> = (
  chart: Extract<Chart, { readonly kind: Kind }>,
  setting: Setting,
) => DrawnChart;

/** "escapes (per cent)", "range (mm/s)"; the label alone of what has no unit. */
export function axisText({ label, unit }: ChartAxis): string {
  if (unit === "") return label;
  return `${label} (${unit === "fraction" ? "per cent" : unit})`;
}

/** A heading for machines: "escapes_percent", "range_mm_s". */
export function axisKey({ label, unit }: ChartAxis): string {
  return [label, unit === "fraction" ? "percent" : unit]
    .filter((part) => part !== "")
    .map((part) =>
      part
        .replace(/[^\p{L}\p{N}]+/gu, "_")
        .replace(/^_|_$/g, "")
        .toLowerCase(),
    )
    .filter((part) => part !== "")
    .join("_");
}

/** A value as its axis prints it: fractions in per cent. */
export function onAxis<Value extends ChartCell | undefined>(
  value: Value,
  { unit }: ChartAxis,
): Value | number {
  return typeof value === "number" && unit === "fraction" ? 100 * value : value;
}
