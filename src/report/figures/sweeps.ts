// Uniform sweeps: what is left of each metric when the whole test set is shifted by the same value.

import * as Plot from "@observablehq/plot";
import { SHIFT_NAMES, type Shift } from "../../core/shift.ts";
import type { MetricSet, RunSummary, SweepSummary } from "../../results/schema.ts";
import { HEADLINE_METRICS } from "../findings.ts";
import { combinationLabel, counted } from "../format.ts";
import { rangesText, titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import {
  type DrawFigures,
  FAINT,
  type Figure,
  INK,
  type Lettering,
  lineStyle,
  shortened,
  svgOf,
} from "./figure.ts";
import { spreadLabels } from "./labels.ts";

const AXES: Readonly<Record<Shift, { readonly title: string; readonly label: string }>> = {
  theta: { title: "Every part turned by the same θ", label: "θ (degrees, clockwise)" },
  hue: { title: "Every hue shifted by the same δh", label: "δh (radians)" },
  saturation: { title: "Every saturation shifted by the same δs", label: "δs" },
};

/** One figure per shift that was swept: a panel per metric, a line per object, a heavy one for the mean. */
export const sweepFigures: DrawFigures = (summary) =>
  SHIFT_NAMES.flatMap((shift) => {
    const lines = linesOf(summary, shift);
    if (lines.every(({ points }) => points.length === 0)) return [];
    return [figureOf(summary, shift, lines)];
  });

interface Line {
  readonly label: string;
  readonly isMean: boolean;
  readonly stroke: string;
  readonly strokeDasharray: string;
  readonly strokeWidth: number;
  readonly points: SweepSummary["points"];
}

function linesOf({ objects, mean }: RunSummary, shift: Shift): Line[] {
  const pointsOf = (sweeps: readonly SweepSummary[]): SweepSummary["points"] =>
    sweeps.find((sweep) => sweep.shift === shift)?.points ?? [];
  return [
    ...objects.map(({ object, sweeps }, index) => ({
      label: object,
      isMean: false,
      ...lineStyle(index),
      strokeWidth: 1.5,
      points: pointsOf(sweeps),
    })),
    {
      label: "mean",
      isMean: true,
      stroke: INK,
      strokeDasharray: "none",
      strokeWidth: 3,
      points: pointsOf(mean.sweeps),
    },
  ];
}

function figureOf(summary: RunSummary, shift: Shift, lines: readonly Line[]): Figure {
  const { title } = AXES[shift];
  const ranges = rangesText(summary.provenance.ranges, [shift]);
  const bound = summary.mean.bounds[shift];
  const dotted =
    bound === undefined
      ? ""
      : ` Dotted: the mean with each sample at its own worst ${combinationLabel(shift)}.`;
  return {
    name: `sweep-${shift}`,
    title: titleWithRanges(title, ranges),
    caption: `${title}: ${counted(summary.objects.length, "object")} and their mean (heavy), in per cent.${dotted}`,
    svg: draw(lines, bound, shift, { title, ranges }),
    csv: recordsCsv(
      lines.flatMap(({ label, points }) =>
        points.map(({ value, metrics: { pauroc, aupro, f1max, loss } }) => ({
          object: label,
          value,
          pauroc,
          aupro,
          f1max,
          loss,
          ranges,
        })),
      ),
    ),
  };
}

interface Row {
  readonly metric: string;
  readonly value: number;
  readonly percent: number;
}

function rowsOf({ points }: Line): Row[] {
  return points.flatMap(({ value, metrics }) =>
    HEADLINE_METRICS.flatMap(([key, metric]) => {
      const fraction = metrics[key];
      return fraction === null ? [] : [{ metric, value, percent: 100 * fraction }];
    }),
  );
}

function draw(
  lines: readonly Line[],
  bound: MetricSet | undefined,
  shift: Shift,
  lettering: Lettering,
): string {
  const height = Math.max(320, 70 + 14 * lines.length);
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  const domain = [Math.min(...values), Math.max(...values)] as const;
  const channels = { x: "value", y: "percent", fx: "metric" };
  const floors = HEADLINE_METRICS.flatMap(([key, metric]) => {
    const fraction = bound?.[key] ?? null;
    return fraction === null ? [] : [{ metric, percent: 100 * fraction }];
  });
  return svgOf(
    {
      width: 960,
      height,
      marginLeft: 44,
      marginRight: 84,
      marginTop: 34,
      marginBottom: 44,
      fx: { label: null, domain: HEADLINE_METRICS.map(([, metric]) => metric), padding: 0.36 },
      x: { label: AXES[shift].label, domain, ticks: 5 },
      y: { label: "per cent", domain: [0, 100], grid: true },
      marks: [
        Plot.ruleX([0], { stroke: FAINT, strokeWidth: 1, strokeDasharray: "1 3" }),
        Plot.ruleY(floors, {
          fx: "metric",
          y: "percent",
          stroke: INK,
          strokeDasharray: "2 4",
          strokeWidth: 1.5,
        }),
        ...lines.map((line) => {
          const { stroke, strokeDasharray, strokeWidth } = line;
          return Plot.line(rowsOf(line), { ...channels, stroke, strokeDasharray, strokeWidth });
        }),
        ...labelMarks(lines, domain, height - 78),
      ],
    },
    lettering,
  );
}

/** Each line's name at its end, in its colour, moved apart and joined to it by a hair line. */
function labelMarks(
  lines: readonly Line[],
  [low, high]: readonly [number, number],
  pixels: number,
): Plot.Markish[] {
  const gap = (13 / pixels) * 100;
  const step = (high - low) * 0.05;
  return HEADLINE_METRICS.flatMap(([, metric]) => {
    const ends = lines.flatMap((line) => {
      const end = rowsOf(line).findLast((row) => row.metric === metric);
      return end === undefined ? [] : [{ ...end, line }];
    });
    const places = spreadLabels(
      ends.map(({ percent }) => percent),
      gap,
      [0, 100],
    );
    const labels = ends.map((end, index) => ({ ...end, at: places[index] as number, x: end.value + step }));
    return [
      Plot.link(labels, {
        fx: "metric",
        x1: "value",
        y1: "percent",
        x2: "x",
        y2: "at",
        stroke: ({ line }: (typeof labels)[number]) => line.stroke,
        strokeWidth: 0.6,
      }),
      Plot.text(labels, {
        fx: "metric",
        x: "x",
        y: "at",
        text: ({ line }: (typeof labels)[number]) => shortened(line.label, 12),
        textAnchor: "start",
        dx: 2,
        fontSize: 11,
        fontWeight: 600,
        fill: ({ line }: (typeof labels)[number]) => line.stroke,
      }),
    ];
  });
}
