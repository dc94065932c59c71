// Uniform sweeps: what is left of each metric when the whole test set is shifted by the same amount.

import * as Plot from "@observablehq/plot";
import type { Shift } from "../../core/shift.ts";
import type { SweepSummary } from "../../results/schema.ts";
import { COLOURS, DASHES, type DrawFigure, type Figure, rowsCsv, svgOf } from "./figure.ts";

const AXES: Readonly<Record<Shift, { readonly title: string; readonly label: string }>> = {
  theta: { title: "Turned by θ", label: "θ (degrees, clockwise)" },
  hue: { title: "Hue shifted by δh", label: "δh (radians)" },
  saturation: { title: "Saturation shifted by δs", label: "δs" },
};

const METRICS = [
  ["pAUROC", "pauroc"],
  ["AUPRO", "aupro"],
  ["F1-max", "f1max"],
] as const;

const MEAN = "mean";

/** One figure per shift that was swept, a panel per metric, a line per object and a heavy one for the mean. */
export const sweepFigures: DrawFigure = (summary) =>
  summary.mean.sweeps.map(({ shift }, index): Figure => {
    const lines = [
      ...summary.objects.map(({ object, sweeps }) => ({ object, sweep: sweeps[index] })),
      { object: MEAN, sweep: summary.mean.sweeps[index] },
    ];
    const rows = lines.flatMap(({ object, sweep }) => rowsOf(object, sweep));
    const { title, label } = AXES[shift];
    return {
      name: `sweep-${shift}`,
      title,
      caption: `${title}, the whole test set at once; ${summary.objects.length} objects and their mean (heavy). Per cent.`,
      svg: draw(
        rows,
        summary.objects.map(({ object }) => object),
        label,
        title,
      ),
      csv: rowsCsv(rows),
    };
  });

interface Row extends Record<string, string | number | null> {
  readonly object: string;
  readonly metric: string;
  readonly value: number;
  readonly percent: number | null;
}

function rowsOf(object: string, sweep: SweepSummary | undefined): Row[] {
  return METRICS.flatMap(([metric, key]) =>
    (sweep?.points ?? []).map(({ value, metrics }) => {
      const fraction = metrics[key];
      return { object, metric, value, percent: fraction === null ? null : 100 * fraction };
    }),
  );
}

function draw(rows: readonly Row[], objects: readonly string[], label: string, title: string): string {
  const defined = rows.filter(({ percent }) => percent !== null);
  const last = Math.max(...defined.map(({ value }) => value));
  const channels = { x: "value", y: "percent", fx: "metric" };
  return svgOf(
    {
      width: 960,
      height: 300,
      marginLeft: 44,
      marginRight: 74,
      marginBottom: 40,
      fx: { label: null, domain: METRICS.map(([metric]) => metric) },
      x: { label, ticks: 5 },
      y: { label: "per cent", domain: [0, 100], grid: true },
      marks: [
        ...objects.map((object, index) =>
          Plot.line(
            defined.filter((row) => row.object === object),
            {
              ...channels,
              stroke: COLOURS[index % COLOURS.length] ?? "#000",
              strokeDasharray: DASHES[index % DASHES.length] ?? "none",
              strokeWidth: 1.4,
            },
          ),
        ),
        Plot.line(
          defined.filter((row) => row.object === MEAN),
          { ...channels, stroke: "#222", strokeWidth: 3 },
        ),
        Plot.text(spread(defined.filter(({ value, metric }) => value === last && metric === "F1-max")), {
          ...channels,
          y: "at",
          text: "object",
          textAnchor: "start",
          dx: 6,
          fill: (row: Row) =>
            row.object === MEAN ? "#222" : (COLOURS[objects.indexOf(row.object) % COLOURS.length] ?? "#000"),
          fontWeight: 600,
        }),
      ],
    },
    title,
  );
}

/** Labels moved apart so that none covers another. */
function spread(rows: readonly Row[]): (Row & { at: number })[] {
  let lowest = -5;
  return [...rows]
    .sort((left, right) => (left.percent ?? 0) - (right.percent ?? 0))
    .map((row) => {
      lowest = Math.max(row.percent ?? 0, lowest + 5.5);
      return { ...row, at: lowest };
    });
}
