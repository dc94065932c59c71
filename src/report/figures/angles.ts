// At which angles the worst cases lie.

import * as Plot from "@observablehq/plot";
import type { Combination, RunSummary } from "../../results/schema.ts";
import { combinationLabel, counted } from "../format.ts";
import { searchedRanges, titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { BLUE, type DrawFigures, INK, type Lettering, svgOf } from "./figure.ts";

/** Histogram of θ* over the samples with a defect, a panel for every combination searched that turns the part. */
export const anglesFigure: DrawFigures = (summary) => {
  const [low, high] = summary.provenance.ranges.theta;
  const turning = summary.combinations.filter((name) => name.split("+").includes("theta"));
  const panels = turning
    .map((name) => ({ label: combinationLabel(name), angles: anglesOf(summary, name) }))
    .filter(({ angles }) => angles.length > 0);
  const [first] = panels;
  if (first === undefined || high <= low) return [];
  const edges = binEdges(low, high);
  const bins = panels.flatMap(({ label, angles }) =>
    histogram(angles, edges).map((samples, at) => ({
      searched: label,
      from_degrees: edges[at] as number,
      to_degrees: edges[at + 1] as number,
      samples,
    })),
  );
  const title = "Worst-case angles θ*";
  const ranges = searchedRanges(summary, turning);
  return [
    {
      name: "angles",
      title: titleWithRanges(title, ranges),
      caption: `Worst-case angle of each of the ${counted(first.angles.length, "sample")} with a defect, by what was searched; bins of ${round((edges[1] as number) - low)}°.`,
      svg: draw(
        bins,
        panels.map(({ label }) => label),
        [low, high],
        { title, ranges },
      ),
      csv: recordsCsv(bins.map((bin) => ({ ...bin, ranges }))),
    },
  ];
};

function anglesOf({ samples }: RunSummary, combination: Combination): number[] {
  return samples.flatMap(({ anomalous, bounds }) => {
    const theta = bounds[combination]?.point.theta;
    return anomalous && theta !== undefined ? [theta] : [];
  });
}

/** About 18 bins of a round width (1, 2, 2.5, 5 or 10 times a power of ten) from low to high; the last may be narrower. */
export function binEdges(low: number, high: number): number[] {
  const rough = (high - low) / 18;
  const power = 10 ** Math.floor(Math.log10(rough));
  const width = ([1, 2, 2.5, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const count = Math.ceil((high - low) / width - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => round(at === count ? high : low + at * width));
}

/** Counts per bin; a bin holds its lower edge, the last its upper edge too. */
export function histogram(values: readonly number[], edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    const after = edges.findIndex((edge) => edge > value);
    const bin = after < 0 ? counts.length - 1 : Math.max(0, after - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function round(value: number): number {
  return Number(value.toFixed(6));
}

interface Bin {
  readonly searched: string;
  readonly from_degrees: number;
  readonly to_degrees: number;
  readonly samples: number;
}

function draw(
  bins: readonly Bin[],
  labels: readonly string[],
  domain: readonly [number, number],
  lettering: Lettering,
): string {
  const most = Math.max(...bins.map(({ samples }) => samples));
  return svgOf(
    {
      width: 760,
      height: 70 + 120 * labels.length,
      marginLeft: 50,
      marginRight: 90,
      marginBottom: 44,
      fy: { label: "searched", domain: labels, padding: 0.16 },
      x: { label: "θ* (degrees, clockwise)", domain, ticks: 9 },
      y: { label: "samples", grid: true, ticks: Math.min(4, most), tickFormat: "d" },
      marks: [
        Plot.rectY(bins, {
          fy: "searched",
          x1: "from_degrees",
          x2: "to_degrees",
          y: "samples",
          fill: BLUE,
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        Plot.text(
          bins.filter(({ samples }) => samples > 0),
          {
            fy: "searched",
            x: ({ from_degrees, to_degrees }: Bin) => (from_degrees + to_degrees) / 2,
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
