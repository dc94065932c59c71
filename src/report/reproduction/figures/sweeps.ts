// Figures 2, 3 and 6 to 9: uniform sweeps per object. The six are θ, hue and saturation on both data sets; which of them
// has which number in the paper could not be checked.

import type { StudyEntry } from "../../../results/reproduction.ts";
import type { MetricSet, SweepPoint } from "../../../results/schema.ts";
import { greatestOf, leastOf } from "../../extremes.ts";
import { FAINT, INK, lineStyle } from "../../figures/figure.ts";
import { spreadLabels } from "../../figures/labels.ts";
import { shortened } from "../../format.ts";
import type { ChartMark, ChartRow } from "../chart.ts";
import { datasetName, FIGURE_METRICS, footNote, type PaperShift, rangesOf } from "../names.ts";
import type { MakeFigure } from "./figure.ts";

const AXES: Readonly<Record<PaperShift, { readonly what: string; readonly label: string }>> = {
  theta: { what: "Every picture turned by the same θ", label: "θ (degrees, clockwise)" },
  hue: { what: "Every hue shifted by the same δh", label: "δh (radians)" },
  saturation: { what: "Every saturation shifted by the same δs", label: "δs" },
};

const MEAN = "mean";
const PANEL = 270;

/** The figure of one shift on one data set: a column per metric, a row per backbone, a line per object. */
export function sweepFigure(number: number, dataset: string, shift: PaperShift): MakeFigure {
  return (reproduction) => {
    const studies = reproduction.studies.filter((study) => study.dataset === dataset);
    const rows = studies.flatMap((study) => rowsOf(study, shift));
    if (rows.length === 0) return null;
    const objects = [...new Set(rows.map(({ object }) => object))].filter((object) => object !== MEAN);
    const values = rows.map(({ value }) => value);
    const [low, high] = [leastOf(values), greatestOf(values)];
    const labels = studies.flatMap(({ model }) =>
      FIGURE_METRICS.flatMap(([, metric]) =>
        labelsOf(
          rows.filter((row) => row.backbone === model && row.metric === metric && row.value === high),
          high + 0.05 * (high - low),
        ),
      ),
    );
    const title = `${AXES[shift].what}: ${datasetName(dataset)}`;
    const ranges = rangesOf(reproduction, shift);
    return {
      number,
      rows: rows.map((row) => ({ ...row, ranges })),
      chart: {
        title,
        ranges,
        caption: `${title}. A thin line per object, the heavy one is their mean; per cent over all pixels of the test set.`,
        note: `${datasetName(dataset)} · ${footNote(reproduction)}`,
        plot: {
          width: 980,
          height: 110 + PANEL * studies.length,
          ...{ marginLeft: 44, marginRight: 110, marginTop: 48, marginBottom: 60 },
          fx: { label: null, domain: FIGURE_METRICS.map(([, metric]) => metric), padding: 0.36 },
          fy: { axis: null, domain: studies.map(({ model }) => model), padding: 0.16 },
          x: { label: AXES[shift].label, domain: [low, high], ticks: 5 },
          y: { label: "per cent", domain: [0, 100], grid: true, ticks: 5 },
        },
        marks: marksOf(objects),
        data: { rows, labels, origin: [{ at: 0 }], names: studies.map(nameOf) },
      },
    };
  };
}

interface Row extends ChartRow {
  readonly backbone: string;
  readonly metric: string;
  readonly object: string;
  readonly value: number;
  readonly percent: number;
}

function rowsOf({ model, summary: { objects, mean } }: StudyEntry, shift: PaperShift): Row[] {
  const lines = [...objects, { object: MEAN, sweeps: mean.sweeps }];
  const pointsOf = ({ sweeps }: (typeof lines)[number]): readonly SweepPoint[] =>
    sweeps.find((sweep) => sweep.shift === shift)?.points ?? [];
  return FIGURE_METRICS.flatMap(([key, metric]) =>
    lines.flatMap((line) =>
      pointsOf(line).flatMap(({ value, metrics }: { value: number; metrics: MetricSet }): Row[] => {
        const fraction = metrics.values[key] ?? null;
        return fraction === null
          ? []
          : [{ backbone: model, metric, object: line.object, value, percent: 100 * fraction }];
      }),
    ),
  );
}

/** Names at the lines' ends, moved apart; a hair line joins each to its own. */
function labelsOf(ends: readonly Row[], x: number): ChartRow[] {
  const places = spreadLabels(
    ends.map(({ percent }) => percent),
    100 * (13 / (PANEL * 0.86)),
    [0, 100],
  );
  return ends.map((end, index) => ({ ...end, text: shortened(end.object, 12), x, at: places[index] ?? 0 }));
}

/** The backbone's name above its first panel. */
function nameOf({ model }: StudyEntry): ChartRow {
  return { backbone: model, metric: FIGURE_METRICS[0]?.[1] ?? "", text: shortened(model, 26) };
}

function marksOf(objects: readonly string[]): ChartMark[] {
  const facets = { fx: "metric", fy: "backbone" };
  const styles = [
    ...objects.map((object, index) => ({ object, ...lineStyle(index), strokeWidth: 1.5 })),
    { object: MEAN, stroke: INK, strokeDasharray: "none", strokeWidth: 3 },
  ];
  return [
    { mark: "ruleX", data: "origin", options: { x: "at", stroke: FAINT, strokeDasharray: "1 3" } },
    {
      mark: "text",
      data: "names",
      options: { ...facets, text: "text", frameAnchor: "top-left", dy: -20, fontWeight: 700, fill: INK },
    },
    ...styles.map(
      ({ object, ...style }): ChartMark => ({
        mark: "line",
        data: "rows",
        where: { object },
        options: { ...facets, x: "value", y: "percent", ...style },
      }),
    ),
    ...styles.flatMap(({ object, stroke }): ChartMark[] => [
      {
        mark: "link",
        data: "labels",
        where: { object },
        options: { ...facets, x1: "value", y1: "percent", x2: "x", y2: "at", stroke, strokeWidth: 0.6 },
      },
      {
        mark: "text",
        data: "labels",
        where: { object },
        options: {
          ...facets,
          ...{ x: "x", y: "at", text: "text", textAnchor: "start", dx: 2, fontSize: 11, fontWeight: 700 },
          fill: stroke,
        },
      },
    ]),
  ];
}
