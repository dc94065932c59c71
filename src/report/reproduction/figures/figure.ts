// What one of the paper's figures is.

import type { Reproduction } from "../../../results/reproduction.ts";
import type { Chart, ChartRow } from "../chart.ts";

export interface PaperFigure {
  /** Its number in the paper. */
  readonly number: number;
  readonly chart: Chart;
  /** The rows of the CSV: the numbers that the chart shows. */
  readonly rows: readonly ChartRow[];
}

/** Makes a figure; null where the reproduction has no data for it. */
export type MakeFigure = (reproduction: Reproduction) => PaperFigure | null;
