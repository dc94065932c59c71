// Uniform sweeps: what is left of each metric when the whole test set is shifted by the same value.

import * as Plot from "@observablehq/plot";
import type { MetricFacts } from "../../core/metric-set.ts";
import type { ShiftFacts } from "../../core/shift.ts";
import type { Controls, MetricSet, RunSummary, SweepSummary } from "../../results/schema.ts";
import { greatestOf, leastOf } from "../extremes.ts";
import { metricKey, metricValue, shownFractions, shownMetrics } from "../facts.ts";
import { combinationLabel, counted, shortened } from "../format.ts";
import { rangesOfRun, titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { amountLabel } from "./axes.ts";
import { type DrawFigures, FAINT, type Figure, INK, type Lettering, lineStyle, svgOf } from "./figure.ts";
import { spreadLabels } from "./labels.ts";

/** One figure per shift that was swept: a panel per metric, a line per object, a heavy one for the mean. */
export const sweepFigures: DrawFigures = (summary) =>
  summary.shifts.flatMap((shift) => {
    const lines = linesOf(summary, shift.name);
    const metrics = shownFractions(summary);
    if (lines.every((line) => rowsOf(line, metrics).length === 0)) return [];
    return [figureOf(summary, shift, { lines, controls: controlsOf(summary, shift.name) })];
  });

interface Line {
  readonly label: string;
  readonly stroke: string;
  readonly strokeDasharray: string;
  readonly strokeWidth: number;
  readonly points: SweepSummary["points"];
}

function linesOf({ objects, mean }: RunSummary, shift: string): Line[] {
  const pointsOf = (sweeps: readonly SweepSummary[]): SweepSummary["points"] =>
    sweeps.find((sweep) => sweep.shift === shift)?.points ?? [];
  return [
    ...objects.map(({ object, sweeps }, index) => ({
      label: object,
      ...lineStyle(index),
      strokeWidth: 1.5,
      points: pointsOf(sweeps),
    })),
    {
      label: "mean",
      stroke: INK,
      strokeDasharray: "none",
      strokeWidth: 3,
      points: pointsOf(mean.sweeps),
    },
  ];
}

/** The means of detectors that cannot be wrong, beside the means of this one: they have no room for names at their ends. */
function controlsOf({ mean }: RunSummary, shift: string): Line[] {
  const points = mean.sweeps.find((sweep) => sweep.shift === shift)?.points ?? [];
  const line = (label: string, strokeDasharray: string, of: (controls: Controls) => MetricSet): Line => ({
    ...{ label, strokeDasharray, stroke: FAINT, strokeWidth: 1.5 },
    points: points.flatMap(({ value, controls }) =>
      controls === undefined ? [] : [{ value, metrics: of(controls) }],
    ),
  });
  return [
    line("mask itself", "7 3", ({ ideal }) => ideal),
    line("flat map", "1 3", ({ constant }) => constant),
  ].filter(({ points: known }) => known.length > 0);
}

/** "part turned", or "hue shifted" of an effect that names what it is of. */
function whatIsShifted({ title, effect }: ShiftFacts): string {
  return effect.startsWith(title) ? effect : `part ${effect}`;
}

interface Lines {
  readonly lines: readonly Line[];
  readonly controls: readonly Line[];
}

function figureOf(summary: RunSummary, shift: ShiftFacts, { lines, controls }: Lines): Figure {
  const title = `Every ${whatIsShifted(shift)} by the same ${shift.symbol}`;
  const ranges = rangesOfRun(summary, [shift]);
  const bound = summary.mean.bounds[shift.name];
  const dotted =
    bound === undefined
      ? ""
      : ` Dotted: the mean with each sample at its own worst ${combinationLabel(shift.name, [shift])}.`;
  const grey =
    controls.length === 0
      ? ""
      : " Grey dashes: a detector that draws the mask itself, which loses to resampling and corners alone; grey dots: a flat map.";
  return {
    name: `sweep-${shift.name}`,
    title: titleWithRanges(title, ranges),
    caption: `${title}: ${counted(summary.objects.length, "object")} and their mean (heavy), in per cent.${dotted}${grey}`,
    svg: draw({ lines, controls }, bound, { shift, metrics: shownFractions(summary) }, { title, ranges }),
    csv: recordsCsv(
      [...lines, ...controls].flatMap(({ label, points }) =>
        points.map(({ value, metrics }) => ({
          object: label,
          value,
          ...Object.fromEntries(
            shownMetrics(summary).map((metric) => [metricKey(metric), metricValue(metrics, metric)]),
          ),
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

function rowsOf({ points }: Line, metrics: readonly MetricFacts[]): Row[] {
  return points.flatMap(({ value, metrics: set }) =>
    metrics.flatMap((metric) => {
      const fraction = metricValue(set, metric);
      return fraction === null ? [] : [{ metric: metric.title, value, percent: 100 * fraction }];
    }),
  );
}

interface Axes {
  readonly shift: ShiftFacts;
  readonly metrics: readonly MetricFacts[];
}

function draw(
  { lines, controls }: Lines,
  bound: MetricSet | undefined,
  { shift, metrics }: Axes,
  lettering: Lettering,
): string {
  const height = Math.max(320, 70 + 14 * lines.length);
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  const domain = [leastOf(values), greatestOf(values)] as const;
  const channels = { x: "value", y: "percent", fx: "metric" };
  const floors = metrics.flatMap((metric) => {
    const fraction = metricValue(bound, metric);
    return fraction === null ? [] : [{ metric: metric.title, percent: 100 * fraction }];
  });
  return svgOf(
    {
      width: 960,
      height,
      marginLeft: 44,
      marginRight: 84,
      marginTop: 34,
      marginBottom: 44,
      fx: { label: null, domain: metrics.map(({ title }) => title), padding: 0.36 },
      x: { label: amountLabel(shift), domain, ticks: 5 },
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
        ...[...controls, ...lines].map((line) => {
          const { stroke, strokeDasharray, strokeWidth } = line;
          return Plot.line(rowsOf(line, metrics), { ...channels, stroke, strokeDasharray, strokeWidth });
        }),
        ...labelMarks(lines, metrics, { domain, pixels: height - 78 }),
      ],
    },
    lettering,
  );
}

/** Each line's name at its end, in its colour, moved apart and joined to it by a hair line. */
function labelMarks(
  lines: readonly Line[],
  metrics: readonly MetricFacts[],
  { domain: [low, high], pixels }: { readonly domain: readonly [number, number]; readonly pixels: number },
): Plot.Markish[] {
  const gap = (13 / pixels) * 100;
  const step = (high - low) * 0.05;
  return metrics.flatMap((metric) => {
    const ends = lines.flatMap((line) => {
      const end = rowsOf(line, [metric]).at(-1);
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
