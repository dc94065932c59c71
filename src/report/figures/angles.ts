// At which angles the worst cases lie.

import * as Plot from "@observablehq/plot";
import { COLOURS, type DrawFigure, rowsCsv, svgOf } from "./figure.ts";

/** Histogram of θ* over the samples with a defect, for the largest combination that turns the part. */
export const anglesFigure: DrawFigure = (summary) => {
  const combination = summary.combinations.filter((name) => name.split("+").includes("theta")).at(-1);
  if (combination === undefined) return null;
  const rows = summary.samples.flatMap(({ object, sample, anomalous, bounds }) => {
    const theta = bounds[combination]?.point.theta;
    return anomalous && theta !== undefined ? [{ object, sample, theta }] : [];
  });
  if (rows.length === 0) return null;
  const [low, high] = summary.provenance.ranges.theta;
  const thresholds = Array.from({ length: 19 }, (_, index) => low + (index * (high - low)) / 18);
  const title = "Worst-case angles θ*";
  return {
    name: "angles",
    title,
    caption: `Worst-case angle of each of the ${rows.length} samples with a defect.`,
    svg: svgOf(
      {
        width: 620,
        height: 260,
        marginBottom: 40,
        x: { label: "θ* (degrees, clockwise)", domain: [low, high] },
        y: { label: "samples", grid: true },
        marks: [
          Plot.rectY(
            rows,
            Plot.binX({ y: "count" }, {
              x: "theta",
              thresholds,
              fill: COLOURS[0],
              stroke: "white",
            } as object),
          ),
          Plot.ruleY([0]),
        ],
      },
      title,
    ),
    csv: rowsCsv(rows),
  };
};
