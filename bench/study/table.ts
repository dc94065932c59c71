// The benchmark's figures as tables for the eye.

import type { Comparison, CurvePoint, Difference, SeedsTogether } from "./summary.ts";

/** The curve of every model, then every comparison with a line per combination. */
export function textOf({
  curve,
  comparisons,
  together,
}: {
  readonly curve: readonly CurvePoint[];
  readonly comparisons: readonly Comparison[];
  readonly together: readonly SeedsTogether[];
}): string {
  const models = [...new Set(curve.map(({ model }) => model))];
  const curves = models.map((model) => {
    const own = curve.filter((point) => point.model === model);
    const columns = "searches     budget  seeds  units/picture  seconds/picture  mean pAUROC";
    return [model, columns, ...own.map(curveLine), ""].join("\n");
  });
  return [...curves, ...comparisons.map(comparisonText), ...together.map(togetherText)].join("\n");
}

function togetherText({ model, other, seeds, ...means }: SeedsTogether): string {
  const { unitsShare, secondsShare, differences, meanDifference } = means;
  return [
    `${model} against ${other}, means of ${seeds} seeds: units ${percent(unitsShare)}, processor time ${percent(secondsShare)}`,
    ...Object.entries(differences).map(([name, difference]) => `${name.padEnd(22)} ${signed(difference)}`),
    `${"mean".padEnd(22)} ${signed(meanDifference)}`,
    "",
  ].join("\n");
}

function curveLine({ mode, budget, seeds, units, seconds, meanPauroc }: CurvePoint): string {
  return [
    mode.padEnd(12),
    String(budget).padStart(6),
    String(seeds).padStart(6),
    units.toFixed(0).padStart(14),
    seconds.toFixed(2).padStart(16),
    meanPauroc.toFixed(4).padStart(12),
  ].join(" ");
}

function comparisonText(comparison: Comparison): string {
  const { model, mode, other, seed, budget, pictures, combinations } = comparison;
  const { unitsShare, searchUnitsShare, secondsShare, meanDifference, largestDifference } = comparison;
  return [
    `${model}, ${mode} against ${other}: seed ${seed}, budget ${budget}, ${pictures} pictures`,
    `units ${percent(unitsShare)} (searches alone ${percent(searchUnitsShare)}), processor time ${percent(secondsShare)}`,
    `${"combination".padEnd(22)} ${other.padStart(11)} ${mode.padStart(8)} difference  worst pictures`,
    ...combinations.map(differenceLine),
    `mean difference ${signed(meanDifference)}, largest ${signed(largestDifference)}`,
    "",
  ].join("\n");
}

function differenceLine({ combination, pauroc, other, difference, worst }: Difference): string {
  return [
    combination.padEnd(22),
    other.toFixed(4).padStart(11),
    pauroc.toFixed(4).padStart(8),
    signed(difference).padStart(10),
    ` ${worst.map((each) => `${signed(each.difference)} ${each.picture}`).join(", ")}`,
  ].join(" ");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
