// At which amounts of a shift the worst cases lie.

import * as Plot from "@observablehq/plot";
import type { Range, ShiftFacts } from "../../core/shift.ts";
import type { Combination, RunSummary, SampleSummary } from "../../results/schema.ts";
import { greatestOf } from "../extremes.ts";
import { shiftKey } from "../facts.ts";
import { combinationLabel, counted } from "../format.ts";
import { searchedRanges, shiftsOf, titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { amountLabel } from "./axes.ts";
import { binEdges, histogram, round } from "./bins.ts";
import { BLUE, type DrawFigures, type Figure, INK, type Lettering, svgOf } from "./figure.ts";

/** A figure for every shift that was searched. */
export const worstFigures: DrawFigures = (summary) =>
  shiftsOf(summary, summary.combinations).flatMap((shift) => figureOf(summary, shift) ?? []);

/** Histogram of the worst amounts over the samples with a defect (of good ones where there are no others), a panel for every combination with the shift. */
function figureOf(summary: RunSummary, shift: ShiftFacts): Figure | null {
  const [low, high] = summary.provenance.ranges[shift.name] ?? shift.range;
  const searched = summary.combinations.filter((name) => shiftsOf(summary, [name]).includes(shift));
  const panels = searched
    .map((name) => ({
      label: combinationLabel(name, summary.shifts),
      amounts: amountsOf(summary, name, shift),
    }))
    .filter(({ amounts }) => amounts.length > 0);
  const [first] = panels;
  if (first === undefined || high <= low) return null;
  const edges = binEdges(low, high);
  const bins = panels.flatMap(({ label, amounts }) =>
    histogram(amounts, edges).map(
      (samples, at): Bin => ({ label, from: edges[at] ?? low, to: edges[at + 1] ?? high, samples }),
    ),
  );
  const noun = shift.unit === "degrees" ? "angle" : "value";
  const title = `Worst-case ${noun}s ${shift.symbol}*`;
  const ranges = searchedRanges(summary, searched);
  const width = round((edges[1] ?? high) - low);
  return {
    name: `worst-${shift.name}`,
    title: titleWithRanges(title, ranges),
    caption: `Worst-case ${noun} of each of the ${counted(first.amounts.length, "sample")} ${summary.samples.some(isDefective) ? "with" : "without"} a defect, by what was searched; bins of ${width}${shift.sign}.`,
    svg: draw(
      bins,
      panels.map(({ label }) => label),
      { label: amountLabel(shift, "*"), range: [low, high] },
      { title, ranges },
    ),
    csv: recordsCsv(
      bins.map(({ label, from, to, samples }) => ({
        searched: label,
        [shiftKey(shift, "from")]: from,
        [shiftKey(shift, "to")]: to,
        samples,
        ranges,
      })),
    ),
  };
}

function amountsOf({ samples }: RunSummary, combination: Combination, { name }: ShiftFacts): number[] {
  const hasDefects = samples.some(isDefective);
  return samples.flatMap(({ anomalous, bounds }) => {
    const point = bounds[combination]?.point;
    // A winner from a search over fewer shifts does not name the others: they do not act.
    return anomalous === hasDefects && point !== undefined ? [point[name] ?? 0] : [];
  });
}

function isDefective({ anomalous }: Pick<SampleSummary, "anomalous">): boolean {
  return anomalous;
}

interface Bin {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly samples: number;
}

function draw(
  bins: readonly Bin[],
  labels: readonly string[],
  axis: { readonly label: string; readonly range: Range },
  lettering: Lettering,
): string {
  const most = greatestOf(bins.map(({ samples }) => samples));
  return svgOf(
    {
      width: 760,
      height: 70 + 120 * labels.length,
      marginLeft: 50,
      marginRight: 90,
      marginBottom: 44,
      fy: { label: "searched", domain: labels, padding: 0.16 },
      x: { label: axis.label, domain: axis.range, ticks: 9 },
      y: { label: "samples", grid: true, ticks: Math.min(4, most), tickFormat: "d" },
      marks: [
        Plot.rectY(bins, {
          fy: "label",
          x1: "from",
          x2: "to",
          y: "samples",
          fill: BLUE,
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        Plot.text(
          bins.filter(({ samples }) => samples > 0),
          {
            fy: "label",
            x: ({ from, to }: Bin) => (from + to) / 2,
            y: "samples",
            text: "samples",
            dy: -7,
            fontSize: 10,
            fill: INK,
          },
        ),
        Plot.ruleY([0], { stroke: INK }),
      ],
    },
    lettering,
  );
}
