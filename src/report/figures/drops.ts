// What each combination of shifts costs: the drop of the mean metrics.

import * as Plot from "@observablehq/plot";
import { HEADLINE_METRICS } from "../findings.ts";
import { combinationLabel, plain } from "../format.ts";
import { searchedRanges, titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { BLUE, type DrawFigures, INK, type Lettering, svgOf } from "./figure.ts";

interface Row extends Readonly<Record<string, string | number>> {
  readonly searched: string;
  readonly metric: string;
  readonly points_lost: number;
  readonly ranges: string;
}

/** Bars of the points lost, a panel per metric, a bar per combination. */
export const dropsFigure: DrawFigures = (summary) => {
  const {
    combinations,
    mean: { original, bounds },
  } = summary;
  const rows = combinations.flatMap((name) =>
    HEADLINE_METRICS.flatMap(([key, metric]): Row[] => {
      const [from, to] = [original[key], bounds[name]?.[key] ?? null];
      if (from === null || to === null) return [];
      return [
        {
          ...{ searched: combinationLabel(name), metric, points_lost: 100 * (from - to) },
          ranges: searchedRanges(summary, [name]),
        },
      ];
    }),
  );
  if (rows.length === 0) return [];
  const title = "Drop by combination of shifts";
  const ranges = searchedRanges(summary);
  return [
    {
      name: "drops",
      title: titleWithRanges(title, ranges),
      caption:
        "Percentage points lost, mean over objects, each sample at its own worst shift of that combination.",
      svg: draw(rows, combinations.map(combinationLabel), { title, ranges }),
      csv: recordsCsv(rows),
    },
  ];
};

function draw(rows: readonly Row[], combinations: readonly string[], lettering: Lettering): string {
  const lost = rows.map(({ points_lost }) => points_lost);
  const channels = { fx: "metric", y: "searched", x: "points_lost" };
  const label = { ...channels, text: (row: Row) => plain(row.points_lost, 1), fill: INK };
  return svgOf(
    {
      width: 960,
      height: 74 + 30 * combinations.length,
      marginLeft: 92,
      marginRight: 44,
      marginTop: 34,
      marginBottom: 40,
      fx: { label: null, domain: HEADLINE_METRICS.map(([, metric]) => metric), padding: 0.16 },
      x: { label: "points lost", grid: true, ticks: 5, domain: [Math.min(0, ...lost), Math.max(1, ...lost)] },
      y: { label: null, domain: combinations, padding: 0.25 },
      marks: [
        Plot.barX(rows, { ...channels, fill: BLUE }),
        Plot.text(
          rows.filter(({ points_lost }) => points_lost >= 0),
          { ...label, textAnchor: "start", dx: 4 },
        ),
        Plot.text(
          rows.filter(({ points_lost }) => points_lost < 0),
          { ...label, textAnchor: "end", dx: -4 },
        ),
        Plot.ruleX([0], { stroke: INK }),
      ],
    },
    lettering,
  );
}
