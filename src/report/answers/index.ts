// The charts of a run's answers, drawn by kind: a file and a line each. Which question asked for one is not known here.

import type { Chart } from "../../results/chart.ts";
import type { RunSummary } from "../../results/schema.ts";
import type { Figure } from "../figures/figure.ts";
import { rangesOfRun, shiftsOfRun } from "../ranges.ts";
import { madeNote } from "../tables/rows.ts";
import type { Table } from "../tables/table.ts";
import { drawBars } from "./bars.ts";
import { drawCurve } from "./curve.ts";
import type { AnswerPictures, DrawKind, DrawnChart, Setting } from "./drawn.ts";
import { drawHistogram } from "./histogram.ts";
import { drawPictures } from "./pictures.ts";
import { drawTable } from "./table.ts";

const KINDS: { readonly [Kind in Chart["kind"]]: DrawKind<Kind> } = {
  table: drawTable,
  curve: drawCurve,
  bars: drawBars,
  histogram: drawHistogram,
  pictures: drawPictures,
};

export interface DrawnAnswer {
  readonly question: string;
  readonly title: string;
  readonly charts: readonly DrawnChart[];
}

/** The answers of a run in their order, each chart named after its question and its place: "answer-tolerance-1". */
export function drawAnswers(summary: RunSummary): DrawnAnswer[] {
  const ranges = rangesOfRun(summary, shiftsOfRun(summary));
  const made = madeNote(summary);
  const counts = new Map<string, number>();
  return summary.answers.map(({ question, title, charts }) => ({
    ...{ question, title },
    charts: charts.map((chart) => {
      const place = (counts.get(question) ?? 0) + 1;
      counts.set(question, place);
      return drawChart(chart, { name: `answer-${question}-${place}`, ranges, made });
    }),
  }));
}

/** The figures among the charts of a run's answers. */
export function answerFigures(summary: RunSummary): Figure[] {
  return chartsOf(summary).flatMap((chart) => (chart.kind === "figure" ? [chart.figure] : []));
}

/** The tables among them. */
export function answerTables(summary: RunSummary): Table[] {
  return chartsOf(summary).flatMap((chart) => (chart.kind === "table" ? [chart.table] : []));
}

/** The rows of pictures among them. */
export function answerPictures(summary: RunSummary): AnswerPictures[] {
  return chartsOf(summary).flatMap((chart) => (chart.kind === "pictures" ? [chart.pictures] : []));
}

function chartsOf(summary: RunSummary): DrawnChart[] {
  return drawAnswers(summary).flatMap(({ charts }) => charts);
}

function drawChart(chart: Chart, setting: Setting): DrawnChart {
  // The entry under a chart's own kind takes that chart.
  return (KINDS[chart.kind] as DrawKind<Chart["kind"]>)(chart, setting);
}
