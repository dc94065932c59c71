// Figure 5: at which angles the worst cases lie.

import type { Combination, RunSummary } from "../../../results/schema.ts";
import { greatestOf } from "../../extremes.ts";
import { binEdges, histogram } from "../../figures/bins.ts";
import { BLUE, INK } from "../../figures/figure.ts";
import { searchedRanges } from "../../ranges.ts";
import type { ChartRow } from "../chart.ts";
import { ALL_SHIFTS, datasetName, footNote, labelOf, rangesOf } from "../names.ts";
import type { MakeFigure } from "./figure.ts";

const SHOWN: readonly Combination[] = ["theta", ALL_SHIFTS];

interface Row extends ChartRow {
  readonly study: string;
}

export const anglesFigure: MakeFigure = (reproduction) => {
  const rows = reproduction.studies.flatMap(({ dataset, model, summary }) =>
    SHOWN.flatMap((name) => binsOf(`${datasetName(dataset)}\n${model}`, summary, name)),
  );
  if (rows.length === 0) return null;
  const studies = [...new Set(rows.map(({ study }) => study))];
  const [low, high] = reproduction.studies[0]?.summary.provenance.ranges["theta"] ?? [-90, 90];
  const most = greatestOf(rows.map((row) => Number(row["samples"])));
  const title = "Worst-case angles θ*";
  const ranges = rangesOf(reproduction);
  return {
    number: 5,
    rows: rows.map(({ study, ...row }) => ({ study: study.replace("\n", ", "), ...row })),
    chart: {
      title,
      ranges,
      caption: `${title} of the samples with a defect, searched over θ alone and over all three shifts.`,
      note: footNote(reproduction),
      plot: {
        width: 900,
        height: 100 + 110 * studies.length,
        ...{ marginLeft: 50, marginRight: 120, marginTop: 34, marginBottom: 60 },
        fx: { label: null, domain: SHOWN.map((name) => `over ${labelOf(name)}`), padding: 0.12 },
        fy: { label: null, domain: studies, padding: 0.18 },
        x: { label: "θ* (degrees, clockwise)", domain: [low, high], ticks: 7 },
        y: { label: "samples", grid: true, ticks: Math.min(4, most), tickFormat: "d" },
      },
      marks: [
        {
          mark: "rectY",
          data: "rows",
          options: {
            ...{ fx: "searched", fy: "study", x1: "from_degrees", x2: "to_degrees", y: "samples" },
            ...{ fill: BLUE, insetLeft: 0.5, insetRight: 0.5 },
          },
        },
        { mark: "ruleY", data: "zero", options: { y: "at", stroke: INK } },
      ],
      data: { rows, zero: [{ at: 0 }] },
    },
  };
};

function binsOf(study: string, summary: RunSummary, name: Combination): Row[] {
  const angles = summary.samples.flatMap(({ anomalous, bounds }) => {
    const point = bounds[name]?.point;
    return anomalous && point !== undefined ? [point["theta"] ?? 0] : [];
  });
  const [low, high] = summary.provenance.ranges["theta"] ?? [0, 0];
  if (angles.length === 0 || high <= low) return [];
  const edges = binEdges(low, high);
  return histogram(angles, edges).map((samples, at) => ({
    study,
    searched: `over ${labelOf(name)}`,
    from_degrees: edges[at] ?? low,
    to_degrees: edges[at + 1] ?? high,
    samples,
    ranges: searchedRanges(summary, [name]),
  }));
}
