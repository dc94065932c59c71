// Figures 4 and 10: points lost per combination of shifts, per backbone and data set.

import type { Combination } from "../../../results/schema.ts";
import { BLUE, INK } from "../../figures/figure.ts";
import { plain } from "../../format.ts";
import type { ChartRow } from "../chart.ts";
import { ALL_SHIFTS, datasetName, FIGURE_METRICS, footNote, labelOf, rangesOf } from "../names.ts";
import type { MakeFigure } from "./figure.ts";

/** The three single shifts and all of them together. */
const FOUR: readonly Combination[] = ["theta", "hue", "saturation", ALL_SHIFTS];

export const singleDropsFigure: MakeFigure = dropsFigure(4, (name) => FOUR.includes(name));

/** All seven combinations. */
export const allDropsFigure: MakeFigure = dropsFigure(10, () => true);

interface Row extends ChartRow {
  readonly study: string;
  readonly metric: string;
  readonly points_lost: number;
}

function dropsFigure(number: number, shown: (combination: Combination) => boolean): MakeFigure {
  return (reproduction) => {
    const rows = reproduction.studies.flatMap(({ dataset, model, summary: { combinations, mean } }) =>
      combinations.filter(shown).flatMap((name) =>
        FIGURE_METRICS.flatMap(([key, metric]): Row[] => {
          const from = mean.original.values[key] ?? null;
          const to = mean.bounds[name]?.values[key] ?? null;
          if (from === null || to === null) return [];
          const lost = 100 * (from - to);
          return [
            {
              ...{
                dataset: datasetName(dataset),
                backbone: model,
                study: `${datasetName(dataset)}\n${model}`,
              },
              ...{ searched: labelOf(name), metric, points_lost: lost, text: plain(lost, 1) },
              side: lost < 0 ? "left" : "right",
              ranges: rangesOf(reproduction, name),
            },
          ];
        }),
      ),
    );
    if (rows.length === 0) return null;
    const studies = [...new Set(rows.map(({ study }) => study))];
    const searched = [...new Set(rows.map((row) => String(row["searched"])))];
    const lost = rows.map(({ points_lost }) => points_lost);
    const title = "Points lost by combination of shifts";
    const ranges = rangesOf(reproduction);
    const channels = { fx: "metric", fy: "study", y: "searched", x: "points_lost" };
    const value = { ...channels, text: "text", fontSize: 10, fill: INK };
    return {
      number,
      rows: rows.map(({ text: _text, side: _side, study: _study, ...row }) => row),
      chart: {
        title,
        ranges,
        caption: `${title}: mean over objects, each sample at its own worst shift of that combination, compared with the unshifted pictures.`,
        note: footNote(reproduction),
        plot: {
          width: 980,
          height: 100 + studies.length * (24 + 22 * searched.length),
          ...{ marginLeft: 100, marginRight: 120, marginTop: 34, marginBottom: 56 },
          fx: { label: null, domain: FIGURE_METRICS.map(([, metric]) => metric), padding: 0.16 },
          fy: { label: null, domain: studies, padding: 0.14 },
          x: {
            label: "percentage points lost",
            grid: true,
            ticks: 5,
            domain: [Math.min(0, ...lost), 1.14 * Math.max(1, ...lost)],
          },
          y: { label: null, domain: searched, padding: 0.25 },
        },
        marks: [
          { mark: "barX", data: "rows", options: { ...channels, fill: BLUE } },
          {
            mark: "text",
            data: "rows",
            where: { side: "right" },
            options: { ...value, textAnchor: "start", dx: 4 },
          },
          {
            mark: "text",
            data: "rows",
            where: { side: "left" },
            options: { ...value, textAnchor: "end", dx: -4 },
          },
          { mark: "ruleX", data: "zero", options: { x: "at", stroke: INK } },
        ],
        data: { rows, zero: [{ at: 0 }] },
      },
    };
  };
}
