// The share of pictures that are told at least so well: a curve at rest and one at the worst found of each combination.
// Agarwal et al., NeurIPS 2021 ("rliable"): a mean hides whether all pictures lose a little or a few lose all.

import type { Combination, RunSummary } from "../../results/schema.ts";
import { leadingMetric } from "../facts.ts";
import { counted, placeLabel, shortened } from "../format.ts";
import { hasMaps, valuesAt } from "../own-values.ts";
import { searchedRanges, titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { type DrawFigures, FAINT, INK, type Lettering, lineStyle, svgOf } from "./figure.ts";
import * as Plot from "./marks.ts";

interface Profile {
  readonly label: string;
  readonly combination: Combination | null;
  /** The pictures' own values in per cent, ascending. */
  readonly values: readonly number[];
}

interface Step {
  readonly at: string;
  /** Per cent. */
  readonly value: number;
  /** Of the pictures, in per cent: those at this value or above. */
  readonly share: number;
}

/** One figure of a run whose pictures have values of their own and were searched. */
export const performanceProfileFigure: DrawFigures = (summary) => {
  const profiles = profilesOf(summary);
  const [first] = profiles;
  if (first === undefined || summary.combinations.length === 0) return [];
  const { title: metric } = leadingMetric(summary);
  const title = "Performance profile";
  const ranges = searchedRanges(summary);
  const steps = profiles.map((profile) => ({ ...profile, steps: stepsOf(profile) }));
  return [
    {
      name: "performance-profile",
      title: titleWithRanges(title, ranges),
      caption: `The share of the ${counted(first.values.length, "picture")} with a defect whose own ${metric} is at least the value below, unshifted and each at its own worst. The further right and up, the better; where two curves cross, neither is better for all pictures. Of these pictures and of what the search found.`,
      svg: draw(steps, metric, { title, ranges }),
      csv: recordsCsv(
        steps.flatMap(({ combination, label, steps: own }) =>
          own.map(({ value, share }) => ({
            at: label,
            value_percent: value,
            share_percent: share,
            ranges: combination === null ? ranges : searchedRanges(summary, [combination]),
          })),
        ),
      ),
    },
  ];
};

function profilesOf(summary: RunSummary): Profile[] {
  if (!hasMaps(summary)) return [];
  const places: (Combination | null)[] = [null, ...summary.combinations];
  return places.flatMap((combination) => {
    const values = valuesAt(summary, summary.samples, combination).map((own) =>
      Number((100 * own).toFixed(6)),
    );
    const label = placeLabel(combination, summary.shifts);
    return values.length === 0
      ? []
      : [{ label, combination, values: values.toSorted((left, right) => left - right) }];
  });
}

/** From 0 to 100 per cent: the share stays up to a picture's value, that value included, then falls. */
function stepsOf({ label, values }: Profile): Step[] {
  const count = values.length;
  const distinct = [...new Set([0, ...values, 100])].sort((left, right) => left - right);
  return distinct.map((value) => ({
    ...{ at: label, value },
    share: (100 * values.filter((own) => own >= value).length) / count,
  }));
}

const HEIGHT = 340;
/** Of a line of the key, in per cent of the axis: 17 of the plot's pixels. */
const KEY_LINE = (17 / (HEIGHT - 80)) * 100;

/** The key stands beside the plot, its lines in the order of the profiles: curves of steps end where others do. */
function draw(
  lines: readonly { readonly label: string; readonly steps: readonly Step[] }[],
  metric: string,
  lettering: Lettering,
): string {
  const key = lines.map(({ label }, index) => ({
    ...{ label: shortened(label, 18), y: 98 - KEY_LINE * index, style: lineStyle(index) },
  }));
  return svgOf(
    {
      ...{ width: 760, height: HEIGHT },
      ...{ marginLeft: 54, marginRight: 170, marginTop: 34, marginBottom: 46 },
      x: { label: `τ: a picture's own ${metric} (per cent)`, domain: [0, 100] },
      y: { label: "pictures at τ or above (per cent)", domain: [0, 100], grid: true },
      marks: [
        Plot.ruleY([0], { stroke: FAINT }),
        ...lines.map(({ steps }, index) =>
          Plot.line(steps, {
            ...{ x: "value", y: "share", curve: "step-before", strokeWidth: 2 },
            ...lineStyle(index),
          }),
        ),
        ...key.map(({ y, style }) =>
          Plot.link([y], { x1: 102, y1: y, x2: 107, y2: y, ...style, strokeWidth: 2 }),
        ),
        Plot.text(key, {
          ...{ x: 108, y: "y", text: "label", textAnchor: "start", fontSize: 11, fill: INK },
        }),
      ],
    },
    lettering,
  );
}
