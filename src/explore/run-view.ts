// A finished run as the page shows it: the report's tables as raw numbers, its figures by name, its answers and samples.

import type { ShiftFacts } from "../core/shift.ts";
import { drawAnswers } from "../report/answers/index.ts";
import { detectorFacts } from "../report/detector-facts.ts";
import { diffRuns, diffTables } from "../report/diff.ts";
import { type Figure, figuresOfRun } from "../report/figures/index.ts";
import { type OwnValues, ownValues } from "../report/own-values.ts";
import { rangesOfRun, shiftsOfRun } from "../report/ranges.ts";
import { searchText } from "../report/search-text.ts";
import { findingLines } from "../report/sentences.ts";
import { diagnosesOf, tablesOfRun } from "../report/tables/index.ts";
import { type Table, visible } from "../report/tables/table.ts";
import type { Combination, PointOutcome, RunSummary } from "../results/schema.ts";

export interface RunView {
  readonly id: string;
  readonly name: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly headline: string | null;
  readonly sentences: readonly string[];
  readonly tables: readonly Table[];
  readonly figures: readonly FigureView[];
  /** What questions answered that the above does not say. */
  readonly answers: readonly AnswerView[];
  /** The shifts of the run, in canonical order. */
  readonly shifts: readonly ShiftFacts[];
  readonly combinations: readonly Combination[];
  readonly objects: readonly string[];
  /** What its samples are compared by. */
  readonly own: OwnValues["facts"];
  readonly samples: readonly RunSampleView[];
}

/** A figure, whose picture is asked for by name. */
export interface FigureView {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
}

export interface AnswerView {
  readonly title: string;
  readonly tables: readonly Table[];
  /** Figures, and pictures of the run folder. */
  readonly figures: readonly FigureView[];
}

export interface RunSampleView {
  /** Null where the data set that was given does not hold the sample. */
  readonly id: string | null;
  readonly sample: string;
  readonly object: string;
  readonly defect: string;
  readonly anomalous: boolean;
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
    tables: [...tablesOfRun(summary), ...diagnosesOf(summary)].map(visible),
    figures: figuresOfRun(summary).map(figureView),
    answers: answersOf(summary),
    shifts: summary.shifts,
    combinations: summary.combinations,
    objects: summary.objects.map(({ object }) => object),
    own: ownValues(summary).facts,
    samples: summary.samples.map(({ sample, object, defect, anomalous, original, bounds }) => ({
      id: idOf(sample),
      ...{ sample, object, defect, anomalous, original },
      worst: Object.fromEntries(
        Object.entries(bounds).map(([combination, { point, loss, pauroc, imageScore, label }]) => [
          combination,
          { point, loss, pauroc, imageScore, ...(label === undefined ? {} : { label }) },
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

/** The files of the pictures in a run's answers, relative to its folder, by the names that figures have on the page. */
export function picturesOf(summary: RunSummary): ReadonlyMap<string, string> {
  const named = drawAnswers(summary).flatMap(({ charts }) =>
    charts.flatMap((chart) =>
      chart.kind === "pictures"
        ? chart.pictures.pictures.map(({ file }, at) => [`${chart.pictures.name}-${at + 1}`, file] as const)
        : [],
    ),
  );
  return new Map(named);
}

function answersOf(summary: RunSummary): AnswerView[] {
  return drawAnswers(summary).map(({ title, charts }) => ({
    title,
    tables: charts.flatMap((chart) => (chart.kind === "table" ? [visible(chart.table)] : [])),
    figures: charts.flatMap((chart): FigureView[] => {
      if (chart.kind === "figure") return [figureView(chart.figure)];
      if (chart.kind === "table") return [];
      const { name, title: of, pictures } = chart.pictures;
      return pictures.map(({ caption }, at) => ({ name: `${name}-${at + 1}`, title: of, caption }));
    }),
  }));
}

function figureView({ name, title, caption }: Figure): FigureView {
  return { name, title, caption };
}

function factsOf(summary: RunSummary): RunView["facts"] {
  const { provenance: made, samples } = summary;
  const search = searchText(made);
  return [
    ["detector", detectorText(summary)],
    ["data", `${made.dataset.kind}, ${samples.length} samples`],
    ["shifts", rangesOfRun(summary, shiftsOfRun(summary))],
    ...(search === null ? [] : [["search", search] as const]),
    ["seed", `${made.seed}`],
    ["method", `preset ${made.preset}, aspect ${made.detector.aspect}`],
    ["version", made.version],
  ];
}

/** "patchcore.onnx: It is asked for one picture at a time." */
function detectorText(summary: RunSummary): string {
  const { name } = summary.provenance.detector;
  const facts = detectorFacts(summary);
  return facts.length === 0 ? name : `${name}: ${facts.join(" ")}`;
}
