// Each object's original value, and the worst found.

import * as Plot from "@observablehq/plot";
import type { Combination, RunSummary } from "../../results/schema.ts";
import { leadingMetric, lossOf, metricValue, shownFractions } from "../facts.ts";
import { combinationLabel, plain, shortened } from "../format.ts";
import { searchedRanges, titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { BLUE, type DrawFigures, FAINT, INK, type Lettering, svgOf, VERMILION } from "./figure.ts";

interface Row extends Readonly<Record<string, string | number>> {
  readonly object: string;
  readonly metric: string;
  readonly from: number;
  readonly to: number;
}

type Side = "from" | "to";

/** What a mark and its number take of the axis, in per cent of it. */
const NUMBER_WIDTH = 12;

/** A line from original to worst found per object and metric, largest drop of the leading metric first, the mean last. */
export const objectsFigure: DrawFigures = (summary) => {
  const combination = summary.combinations.at(-1);
  if (combination === undefined) return [];
  const { rows, order } = rowsOf(summary, combination);
  if (rows.length === 0) return [];
  const metrics = shownFractions(summary).map(({ title: metric }) => metric);
  const title = "Original and worst found per object";
  const ranges = searchedRanges(summary, [combination]);
  return [
    {
      name: "objects",
      title: titleWithRanges(title, ranges),
      caption: `Filled circle: original. Open square: worst found, each sample at its own worst ${combinationLabel(combination, summary.shifts)}. Per cent; largest drop of ${leadingMetric(summary).title} first.`,
      svg: draw(rows, { order, metrics }, { title, ranges }),
      csv: recordsCsv(
        rows.map(({ object, metric, from, to }) => ({ object, metric, original: from, bound: to, ranges })),
      ),
    },
  ];
};

function rowsOf(
  summary: RunSummary,
  combination: Combination,
): { readonly rows: readonly Row[]; readonly order: readonly string[] } {
  const { objects, mean } = summary;
  const leading = leadingMetric(summary);
  const drop = ({ original, bounds }: typeof mean): number =>
    lossOf(leading, metricValue(original, leading), metricValue(bounds[combination], leading)) ?? 0;
  const entries = [
    ...objects.toSorted((left, right) => drop(right) - drop(left)),
    { object: `mean of ${objects.length}`, ...mean },
  ];
  const rows = entries.flatMap(({ object, original, bounds }) =>
    shownFractions(summary).flatMap((metric): Row[] => {
      const [from, to] = [metricValue(original, metric), metricValue(bounds[combination], metric)];
      if (from === null || to === null) return [];
      return [{ object, metric: metric.title, from: 100 * from, to: 100 * to }];
    }),
  );
  return { rows, order: [...new Set(rows.map(({ object }) => object))] };
}

/** A row's smaller value is written left of its mark, the larger one right; one that would reach the names goes right too. */
function placeOfNumber({ from, to }: Row, side: Side): "left" | "right" {
  const isLarger = side === "from" ? from >= to : to > from;
  const hasRoom = Math.min(from, to) > NUMBER_WIDTH || Math.abs(from - to) < 2 * NUMBER_WIDTH;
  return isLarger || !hasRoom ? "right" : "left";
}

function draw(
  rows: readonly Row[],
  { order, metrics }: { readonly order: readonly string[]; readonly metrics: readonly string[] },
  lettering: Lettering,
): string {
  const place = { fx: "metric", y: "object" };
  const value = (side: Side, where: "left" | "right"): ReturnType<typeof Plot.text> =>
    Plot.text(
      rows.filter((row) => placeOfNumber(row, side) === where),
      {
        ...place,
        x: side,
        text: (row: Row) => plain(row[side], 1),
        textAnchor: where === "right" ? "start" : "end",
        dx: where === "right" ? 8 : -8,
        fontSize: 11,
        fill: INK,
        stroke: "white",
        strokeWidth: 8,
      },
    );
  return svgOf(
    {
      width: 960,
      height: 74 + 28 * order.length,
      marginLeft: 110,
      marginRight: 44,
      marginTop: 34,
      marginBottom: 40,
      fx: { label: null, domain: metrics, padding: 0.22 },
      x: { domain: [0, 100], grid: true, label: "per cent", ticks: 5 },
      y: { domain: order, label: null, tickFormat: (object: string) => shortened(object) },
      marks: [
        Plot.link(rows, { ...place, x1: "to", x2: "from", stroke: FAINT, strokeWidth: 2 }),
        Plot.dot(rows, { ...place, x: "from", fill: BLUE, r: 4.5 }),
        Plot.dot(rows, {
          ...place,
          x: "to",
          fill: "white",
          stroke: VERMILION,
          strokeWidth: 2,
          symbol: "square",
          r: 4.5,
        }),
        value("from", "right"),
        value("from", "left"),
        value("to", "left"),
        value("to", "right"),
      ],
    },
    lettering,
  );
}
