// What each kind of shift costs: the drop of the mean metrics per combination searched.

import * as Plot from "@observablehq/plot";
import { combinationLabel } from "../format.ts";
import { COLOURS, type DrawFigure, rowsCsv, svgOf } from "./figure.ts";

/** Bars of the drop of pAUROC, AUPRO and F1-max in points, a group per combination. */
export const dropsFigure: DrawFigure = (summary) => {
  const { original, bounds } = summary.mean;
  const rows = summary.combinations.flatMap((name) =>
    (["pauroc", "aupro", "f1max"] as const).flatMap((key) => {
      const [from, to] = [original[key], bounds[name]?.[key]];
      if (from === null || to === null || to === undefined) return [];
      const metric = { pauroc: "pAUROC", aupro: "AUPRO", f1max: "F1-max" }[key];
      return [{ combination: combinationLabel(name), metric, drop: 100 * (from - to) }];
    }),
  );
  if (rows.length === 0) return null;
  const title = "Drop by kind of shift";
  const metrics = ["pAUROC", "AUPRO", "F1-max"];
  return {
    name: "drops",
    title,
    caption:
      "Points of per cent lost, mean over objects, when every sample is at its own worst shift of that kind.",
    svg: svgOf(
      {
        width: 620,
        height: 280,
        marginBottom: 46,
        fx: { label: null, domain: summary.combinations.map(combinationLabel) },
        x: { axis: null, domain: metrics },
        y: { label: "points lost", grid: true },
        color: { domain: metrics, range: [COLOURS[0], COLOURS[4], COLOURS[5]] as string[] },
        marks: [
          Plot.barY(rows, { x: "metric", y: "drop", fx: "combination", fill: "metric" }),
          Plot.text(rows, {
            x: "metric",
            y: "drop",
            fx: "combination",
            text: ({ drop }: { drop: number }) => drop.toFixed(0),
            dy: -7,
          }),
          Plot.text(rows, {
            x: "metric",
            y: 0,
            fx: "combination",
            text: ({ metric }: { metric: string }) => metric,
            dy: 12,
            fontSize: 10,
          }),
          Plot.ruleY([0]),
        ],
      },
      title,
    ),
    csv: rowsCsv(rows),
  };
};
