// All figures of a run: a file and a line each.

import type { RunSummary } from "../../results/schema.ts";
import { answerFigures } from "../answers/index.ts";
import { decisionFigures } from "./decisions.ts";
import { dropsFigure } from "./drops.ts";
import type { DrawFigures, Figure } from "./figure.ts";
import { objectsFigure } from "./objects.ts";
import { performanceProfileFigure } from "./performance-profile.ts";
import { sweepFigures } from "./sweeps.ts";
import { worstFigures } from "./worst.ts";

export { decisionFigures } from "./decisions.ts";
export type { Figure } from "./figure.ts";

const FIGURES: readonly DrawFigures[] = [
  objectsFigure,
  dropsFigure,
  performanceProfileFigure,
  sweepFigures,
  worstFigures,
];

/** The figures that a run has data for, in reading order: those of its decisions first, those of its answers last. */
export function drawFigures(summary: RunSummary): Figure[] {
  return [...figuresOfRun(summary), ...answerFigures(summary)];
}

/** Those that are not of an answer. */
export function figuresOfRun(summary: RunSummary): Figure[] {
  return [...decisionFigures(summary), ...metricFigures(summary)];
}

/** Those of metrics and of what was searched. */
export function metricFigures(summary: RunSummary): Figure[] {
  return FIGURES.flatMap((draw) => draw(summary));
}
