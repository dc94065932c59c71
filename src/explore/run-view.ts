// A finished run as the page shows it: the report's tables as raw numbers, its figures by name, and its samples.

import type { ShiftFacts } from "../core/shift.ts";
import { diffRuns, diffTables } from "../report/diff.ts";
import { drawFigures } from "../report/figures/index.ts";
import { rangesText } from "../report/ranges.ts";
import { searchText } from "../report/search-text.ts";
import { findingLines } from "../report/sentences.ts";
import { diagnosesOf, tablesOf } from "../report/tables/index.ts";
import { type Table, visible } from "../report/tables/table.ts";
import type { Combination, PointOutcome, RunSummary } from "../results/schema.ts";

export interface RunView {
  readonly id: string;
  readonly name: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly headline: string | null;
  readonly sentences: readonly string[];
  readonly tables: readonly Table[];
  readonly figures: readonly { readonly name: string; readonly title: string; readonly caption: string }[];
  /** The shifts of the run, in canonical order. */
  readonly shifts: readonly ShiftFacts[];
  readonly combinations: readonly Combination[];
  readonly objects: readonly string[];
  readonly samples: readonly RunSampleView[];
}

export interface RunSampleView {
  /** Null where the data set that was given does not hold the sample. */
  readonly id: string | null;
  readonly sample: string;
  readonly object: string;
  readonly defect: string;
  readonly original: PointOutcome;
  /** What each search found. */
  readonly worst: Readonly<Record<Combination, PointOutcome>>;
}

export interface RunDifferenceView {
  readonly identical: boolean;
  readonly tables: readonly Table[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
}

/** The view of a run; `idOf` finds a sample of the data set by its path. */
export function runView(
  id: string,
  name: string,
  summary: RunSummary,
  idOf: (sample: string) => string | null,
): RunView {
  const [headline = null, ...sentences] = findingLines(summary);
  return {
    id,
    name,
    facts: factsOf(summary),
    headline,
    sentences,
    tables: [...tablesOf(summary), ...diagnosesOf(summary)].map(visible),
    figures: figuresOf(summary),
    shifts: summary.shifts,
    combinations: summary.combinations,
    objects: summary.objects.map(({ object }) => object),
    samples: summary.samples.map(({ sample, object, defect, original, bounds }) => ({
      id: idOf(sample),
      ...{ sample, object, defect, original },
      worst: Object.fromEntries(
        Object.entries(bounds).map(([combination, { point, loss, pauroc, imageScore }]) => [
          combination,
          { point, loss, pauroc, imageScore },
        ]),
      ),
    })),
  };
}

/** Two runs against each other. */
export function differenceView(left: RunSummary, right: RunSummary): RunDifferenceView {
  const difference = diffRuns(left, right);
  const { identical, onlyLeft, onlyRight } = difference;
  return { identical, onlyLeft, onlyRight, tables: diffTables(difference) };
}

function figuresOf(summary: RunSummary): RunView["figures"] {
  return drawFigures(summary).map(({ name, title, caption }) => ({ name, title, caption }));
}

function factsOf(summary: RunSummary): RunView["facts"] {
  const { provenance: made, samples } = summary;
  const search = searchText(made);
  return [
    ["detector", made.detector.name],
    ["data", `${made.dataset.kind}, ${samples.length} samples`],
    ["shifts", rangesText(made.ranges, summary.shifts)],
    ...(search === null ? [] : [["search", search] as const]),
    ["seed", `${made.seed}`],
    ["method", `preset ${made.preset}, aspect ${made.detector.aspect}`],
    ["version", made.version],
  ];
}
