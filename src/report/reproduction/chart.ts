// A chart as a specification that is JSON and nothing else, and the one function that draws it. What is written beside
// a figure is what the figure was drawn from.

import * as Plot from "@observablehq/plot";
import { svgOf } from "../figures/figure.ts";
import type { Cell } from "../tables/table.ts";

export type ChartRow = Readonly<Record<string, Cell>>;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

type MarkName = "line" | "dot" | "barX" | "rectY" | "text" | "link" | "ruleX" | "ruleY" | "image";

export interface ChartMark {
  readonly mark: MarkName;
  /** Name of the rows in the chart's `data`. */
  readonly data: string;
  /** Only the rows whose cells are these. */
  readonly where?: ChartRow;
  /** Observable Plot's options: channels name columns, everything else is a constant. */
  readonly options: { readonly [key: string]: Json };
}

export interface Chart {
  readonly title: string;
  /** The ranges that its numbers hold for, in words; empty where each value is named. */
  readonly ranges: string;
  readonly caption: string;
  /** A line at the foot of the picture itself: how it came about, and whether it is a first look. */
  readonly note: string;
  /** Observable Plot's options: size, margins, scales, facets. */
  readonly plot: { readonly width: number; readonly height: number; readonly [key: string]: Json };
  readonly marks: readonly ChartMark[];
  readonly data: Readonly<Record<string, readonly ChartRow[]>>;
}

/**
 * The chart's SVG. A column called `source` names picture files; `pictures` gives their data URIs, so that neither the
 * specification nor its rows carry pixels.
 */
export function drawChart(chart: Chart, pictures: ReadonlyMap<string, string> = new Map()): string {
  const marks = chart.marks.map(({ mark, data, where = {}, options }) => {
    const rows = (chart.data[data] ?? [])
      .filter((row) => Object.entries(where).every(([column, cell]) => row[column] === cell))
      .map((row) =>
        row["source"] === undefined ? row : { ...row, source: pictures.get(String(row["source"])) ?? "" },
      );
    const draw = Plot[mark] as (rows: readonly ChartRow[], options: object) => Plot.Markish;
    return draw(rows, options);
  });
  return svgOf({ ...chart.plot, marks } as Parameters<typeof svgOf>[0], chart);
}
