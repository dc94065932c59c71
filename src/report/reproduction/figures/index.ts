// The paper's figures in its order: a line each.

import type { Reproduction } from "../../../results/reproduction.ts";
import { anglesFigure } from "./angles.ts";
import { allDropsFigure, singleDropsFigure } from "./drops.ts";
import type { MakeFigure, PaperFigure } from "./figure.ts";
import { stripFigure } from "./strip.ts";
import { sweepFigure } from "./sweeps.ts";

const FIGURES: readonly MakeFigure[] = [
  stripFigure,
  sweepFigure(2, "mvtec", "theta"),
  sweepFigure(3, "visa", "theta"),
  singleDropsFigure,
  anglesFigure,
  sweepFigure(6, "mvtec", "hue"),
  sweepFigure(7, "visa", "hue"),
  sweepFigure(8, "mvtec", "saturation"),
  sweepFigure(9, "visa", "saturation"),
  allDropsFigure,
];

/** The figures that a reproduction has data for. */
export function paperFigures(reproduction: Reproduction): PaperFigure[] {
  return FIGURES.flatMap((make) => make(reproduction) ?? []);
}
