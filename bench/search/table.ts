// The benchmark's figures as a table for the eye.

import type { ModelFigures, StrategyFigures } from "./summary.ts";

/** One block per model: a line for each strategy. */
export function textOf(document: {
  readonly models: readonly ModelFigures[];
  readonly strategies: readonly StrategyFigures[];
}): string {
  return document.models
    .map(({ model, pictures, cleanPauroc, referencePauroc }) => {
      const own = document.strategies.filter((figures) => figures.model === model);
      const reference = referencePauroc === null ? "" : `, reference ${referencePauroc.toFixed(3)}`;
      const head = `${model}: ${pictures} pictures, clean pAUROC ${cleanPauroc.toFixed(3)}${reference}`;
      const shares = (own[0]?.curve ?? []).map(({ share }) => `${100 * share}%`.padStart(6)).join(" ");
      const columns = `${"strategy".padEnd(20)} pAUROC   loss   low     gap  units ${shares}`;
      return [head, columns, ...own.map(lineOf), ""].join("\n");
    })
    .join("\n");
}

function lineOf(figures: StrategyFigures): string {
  const { name, meanPauroc, meanLoss, atLeastAsLow, gap, unitsToReachPublished, curve } = figures;
  return [
    name.padEnd(20),
    meanPauroc.toFixed(3).padStart(6),
    meanLoss.toFixed(3).padStart(6),
    `${Math.round(100 * atLeastAsLow)}%`.padStart(5),
    (gap?.toFixed(3) ?? "–").padStart(7),
    String(unitsToReachPublished ?? "–").padStart(6),
    ...curve.map((point) => point.meanPauroc.toFixed(3).padStart(6)),
  ].join(" ");
}
