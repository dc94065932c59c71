// Where each object stood, and where its lower bound lies.

import * as Plot from "@observablehq/plot";
import { COLOURS, type DrawFigure, rowsCsv, svgOf } from "./figure.ts";

/** A line from original to bound per object (pAUROC and AUPRO), largest drop first. */
export const objectsFigure: DrawFigure = (summary) => {
  const combination = summary.combinations.at(-1);
  if (combination === undefined) return null;
  const rows = summary.objects.flatMap(({ object, original, bounds }) =>
    (["pauroc", "aupro"] as const).flatMap((key) => {
      const [from, to] = [original[key], bounds[combination]?.[key]];
      if (from === null || to === null || to === undefined) return [];
      return [{ object, metric: key === "pauroc" ? "pAUROC" : "AUPRO", from: 100 * from, to: 100 * to }];
    }),
  );
  if (rows.length === 0) return null;
  const order = rows
    .filter(({ metric }) => metric === "pAUROC")
    .sort((left, right) => right.from - right.to - (left.from - left.to))
    .map(({ object }) => object);
  const title = "Original and lower bound per object";
  return {
    name: "objects",
    title,
    caption: "Filled: original. Open: every sample at its own worst shift. Per cent.",
    svg: svgOf(
      {
        width: 620,
        height: 70 + 30 * order.length,
        marginLeft: 90,
        marginBottom: 36,
        fx: { label: null, domain: ["pAUROC", "AUPRO"] },
        x: { domain: [0, 100], grid: true, label: "per cent", ticks: 5 },
        y: { domain: order, label: null },
        marks: [
          Plot.link(rows, {
            fx: "metric",
            y: "object",
            x1: "to",
            x2: "from",
            stroke: "#888",
            strokeWidth: 2,
          }),
          Plot.dot(rows, { fx: "metric", y: "object", x: "from", fill: COLOURS[0], r: 4.5 } as object),
          Plot.dot(rows, {
            fx: "metric",
            y: "object",
            x: "to",
            fill: "white",
            stroke: COLOURS[1],
            strokeWidth: 2,
            r: 4.5,
          } as object),
        ],
      },
      title,
    ),
    csv: rowsCsv(rows),
  };
};
