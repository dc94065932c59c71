// A chart of counts over bins.

import { BLUE, INK, svgOf } from "../figures/figure.ts";
import * as Plot from "../figures/marks.ts";
import { titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { axisKey, axisText, type DrawKind, onAxis } from "./drawn.ts";

export const drawHistogram: DrawKind<"histogram"> = ({ title, x, edges, counts }, { name, ranges }) => {
  const bins = counts.map((count, at) => ({
    ...{ from: onAxis(edges[at] ?? 0, x), to: onAxis(edges[at + 1] ?? 0, x), count },
  }));
  const most = Math.max(1, ...counts);
  return {
    kind: "figure",
    figure: {
      ...{ name, title: titleWithRanges(title, ranges), caption: `${title}.` },
      svg: svgOf(
        {
          ...{ width: 760, height: 260, marginLeft: 50, marginRight: 30, marginTop: 34, marginBottom: 44 },
          x: { label: axisText(x), domain: [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1], ticks: 9 },
          y: {
            ...{ label: "count", grid: true, domain: [0, 1.1 * most] },
            ...{ ticks: Math.min(4, most), tickFormat: "d" },
          },
          marks: [
            Plot.rectY(bins, {
              ...{ x1: "from", x2: "to", y: "count", fill: BLUE, insetLeft: 0.5, insetRight: 0.5 },
            }),
            Plot.text(
              bins.filter(({ count }) => count > 0),
              {
                x: ({ from, to }: (typeof bins)[number]) => (from + to) / 2,
                ...{ y: "count", text: "count", dy: -7, fontSize: 10, fill: INK },
              },
            ),
            Plot.ruleY([0], { stroke: INK }),
          ],
        },
        { title, ranges },
      ),
      csv: recordsCsv(
        bins.map(({ from, to, count }) => ({
          ...{ [`${axisKey(x)}_from`]: from, [`${axisKey(x)}_to`]: to, count, ranges },
        })),
      ),
    },
  };
};
