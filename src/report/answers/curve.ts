// A chart of one value over another: a line per series, its interval as a band.

import { greatestOf, leastOf } from "../extremes.ts";
import { FAINT, lineStyle, svgOf } from "../figures/figure.ts";
import { spreadLabels } from "../figures/labels.ts";
import * as Plot from "../figures/marks.ts";
import { shortened } from "../format.ts";
import { titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { axisKey, axisText, type DrawKind, onAxis } from "./drawn.ts";

const HEIGHT = 340;

export const drawCurve: DrawKind<"curve"> = ({ title, x, y, series }, { name, ranges }) => {
  const lines = series.map(({ name: label, points }, index) => ({
    ...{ label, style: lineStyle(index) },
    points: points.map((point) => ({
      ...{ x: onAxis(point.x, x), y: onAxis(point.y, y) },
      ...{ low: onAxis(point.low, y) ?? null, high: onAxis(point.high, y) ?? null },
    })),
  }));
  const all = lines.flatMap(({ points }) => points);
  const [low, high] = extent(
    all.flatMap((point) => [point.y, point.low, point.high]),
    y.unit === "fraction" ? [0, 100] : null,
  );
  const xs = extent(
    all.map((point) => point.x),
    null,
  );
  const ends = lines.flatMap(({ label, style, points }) => {
    const end = points.findLast((point) => point.y !== null);
    return end?.y == null ? [] : [{ label, stroke: style.stroke, x: end.x, y: end.y }];
  });
  const places = spreadLabels(
    ends.map((end) => end.y),
    (13 / (HEIGHT - 78)) * (high - low),
    [low, high],
  );
  const labels = ends.map((end, index) => ({
    ...{ ...end, at: places[index] ?? end.y, text: shortened(end.label, 20) },
    to: end.x + 0.03 * (xs[1] - xs[0]),
  }));
  return {
    kind: "figure",
    figure: {
      ...{ name, title: titleWithRanges(title, ranges), caption: `${title}.` },
      svg: svgOf(
        {
          ...{
            width: 760,
            height: HEIGHT,
            marginLeft: 54,
            marginRight: 150,
            marginTop: 34,
            marginBottom: 44,
          },
          x: { label: axisText(x), domain: xs, ticks: 7 },
          y: { label: axisText(y), domain: [low, high], grid: true },
          marks: [
            Plot.ruleY([low], { stroke: FAINT }),
            ...lines.map(({ points, style }) =>
              Plot.areaY(
                points.filter((point) => point.low !== null && point.high !== null),
                { x: "x", y1: "low", y2: "high", fill: style.stroke, fillOpacity: 0.15 },
              ),
            ),
            ...lines.map(({ points, style }) =>
              Plot.line(points, { x: "x", y: "y", ...style, strokeWidth: 2 }),
            ),
            ...lines.map(({ points, style }) =>
              Plot.dot(
                points.filter((point) => point.y !== null),
                { x: "x", y: "y", r: 2.5, fill: style.stroke },
              ),
            ),
            Plot.link(labels, { x1: "x", y1: "y", x2: "to", y2: "at", stroke: "stroke", strokeWidth: 0.6 }),
            Plot.text(labels, {
              ...{ x: "to", y: "at", text: "text", textAnchor: "start", dx: 3 },
              ...{ fontSize: 11, fontWeight: 600, fill: "stroke" },
            }),
          ],
        },
        { title, ranges },
      ),
      csv: recordsCsv(
        lines.flatMap(({ label, points }) =>
          points.map((point) => ({
            ...{ series: label, [axisKey(x)]: point.x, [axisKey(y)]: point.y },
            ...{ low: point.low, high: point.high, ranges },
          })),
        ),
      ),
    },
  };
};

/** The ends of some values, or of `least` where they lie within it; never one place alone. */
function extent(
  values: readonly (number | null)[],
  least: readonly [number, number] | null,
): readonly [number, number] {
  const known = [...values.filter((value) => value !== null), ...(least ?? [])];
  if (known.length === 0) return [0, 1];
  const [low, high] = [leastOf(known), greatestOf(known)];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}
