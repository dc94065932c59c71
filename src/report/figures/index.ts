// All figures of a run: a file and a line each.

import type { RunSummary } from "../../results/schema.ts";
import { anglesFigure } from "./angles.ts";
import { dropsFigure } from "./drops.ts";
import type { DrawFigures, Figure } from "./figure.ts";
import { objectsFigure } from "./objects.ts";
import { sweepFigures } from "./sweeps.ts";

export type { Figure } from "./figure.ts";

const FIGURES: readonly DrawFigures[] = [objectsFigure, dropsFigure, sweepFigures, anglesFigure];

/** The figures that a run has data for, in reading order. */
export function drawFigures(summary: RunSummary): Figure[] {
  return FIGURES.flatMap((draw) => draw(summary));
}
