// What each combination of shifts costs: the drop of the mean metrics.

import * as Plot from "@observablehq/plot";
import { lossOf, metricValue, shownFractions } from "../facts.ts";
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
    shifts,
    mean: { original, bounds },
  } = summary;
  const metrics = shownFractions(summary);
  const rows = combinations.flatMap((name) =>
    metrics.flatMap((metric): Row[] => {
      const lost = lossOf(metric, metricValue(original, metric), metricValue(bounds[name], metric));
      if (lost === null) return [];
      return [
        {
          ...{ searched: combinationLabel(name, shifts), metric: metric.title, points_lost: 100 * lost },
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
      svg: draw(
        rows,
        {
          searched: combinations.map((name) => combinationLabel(name, shifts)),
          metrics: metrics.map(({ title: metric }) => metric),
        },
        { title, ranges },
      ),
      csv: recordsCsv(rows),
    },
  ];
};

function draw(
  rows: readonly Row[],
  { searched, metrics }: { readonly searched: readonly string[]; readonly metrics: readonly string[] },
  lettering: Lettering,
): string {
  const lost = rows.map(({ points_lost }) => points_lost);
  const channels = { fx: "metric", y: "searched", x: "points_lost" };
  const label = { ...channels, text: (row: Row) => plain(row.points_lost, 1), fill: INK };
  return svgOf(
    {
      width: 960,
      height: 74 + 30 * searched.length,
      marginLeft: 92,
      marginRight: 44,
      marginTop: 34,
      marginBottom: 40,
      fx: { label: null, domain: metrics, padding: 0.16 },
      x: { label: "points lost", grid: true, ticks: 5, domain: [Math.min(0, ...lost), Math.max(1, ...lost)] },
      y: { label: null, domain: searched, padding: 0.25 },
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
