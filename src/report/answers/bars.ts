// A chart of one value per name: bars, an interval as a line across the end.

import { BLUE, INK, svgOf } from "../figures/figure.ts";
import * as Plot from "../figures/marks.ts";
import { plain, shortened } from "../format.ts";
import { titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { axisKey, axisText, type DrawKind, onAxis } from "./drawn.ts";

/** What a number takes of the axis. */
const NUMBER_WIDTH = 0.09;

export const drawBars: DrawKind<"bars"> = ({ title, y, bars }, { name, ranges }) => {
  const rows = bars.map((bar) => ({
    ...{ name: bar.name, value: onAxis(bar.value, y) },
    ...{ low: onAxis(bar.low, y) ?? null, high: onAxis(bar.high, y) ?? null },
  }));
  const known = rows.filter((row) => row.value !== null);
  const ends = rows.flatMap(({ value, low, high }) => [value, low, high]).filter((end) => end !== null);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  // Room for the numbers left of bars below 0: the names stand there.
  const left = least - (least < 0 ? NUMBER_WIDTH * (most - least) : 0);
  const place = { x: "value", y: "name" };
  const number = {
    text: ({ value }: (typeof rows)[number]) => plain(value ?? 0, decimalsFor(most - least)),
    ...{ x: ({ value, low, high }: (typeof rows)[number]) => furthest(value ?? 0, low, high), y: "name" },
    fill: INK,
  };
  return {
    kind: "figure",
    figure: {
      ...{ name, title: titleWithRanges(title, ranges), caption: `${title}.` },
      svg: svgOf(
        {
          ...{ width: 760, height: 74 + 28 * rows.length, marginLeft: 130, marginRight: 60 },
          ...{ marginTop: 34, marginBottom: 40 },
          x: { label: axisText(y), grid: true, ticks: 6, domain: least < most ? [left, most] : [0, 1] },
          y: {
            ...{ label: null, domain: rows.map((row) => row.name), padding: 0.25 },
            tickFormat: (text: string) => shortened(text, 18),
          },
          marks: [
            Plot.barX(known, { ...place, fill: BLUE }),
            Plot.link(
              rows.filter(({ low, high }) => low !== null && high !== null),
              { x1: "low", x2: "high", y1: "name", y2: "name", stroke: INK, strokeWidth: 1.5 },
            ),
            Plot.text(
              known.filter(({ value }) => (value ?? 0) >= 0),
              { ...number, textAnchor: "start", dx: 5 },
            ),
            Plot.text(
              known.filter(({ value }) => (value ?? 0) < 0),
              { ...number, textAnchor: "end", dx: -5 },
            ),
            Plot.ruleX([0], { stroke: INK }),
          ],
        },
        { title, ranges },
      ),
      csv: recordsCsv(
        rows.map(({ name: bar, value, low, high }) => ({
          ...{ name: bar, [axisKey(y)]: value, low, high, ranges },
        })),
      ),
    },
  };
};

/** Where a bar's number has room: behind its interval. */
function furthest(value: number, low: number | null, high: number | null): number {
  return value < 0 ? Math.min(value, low ?? value) : Math.max(value, high ?? value);
}

/** Decimals that tell values of this spread apart. */
function decimalsFor(spread: number): number {
  if (spread >= 5) return 1;
  return spread >= 0.5 ? 2 : 4;
}
