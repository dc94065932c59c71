// What the studies of the benchmark ask: three sweeps and all seven combinations of the paper's shifts.

import { rangesOf } from "../../src/core/shift.ts";
import { DEFAULT_CRITERION } from "../../src/objective/criteria/registry.ts";
import { DEFAULT_STRATEGY } from "../../src/search/registry.ts";
import { paperBox } from "../../src/shift/registry.ts";
import { combinationOf, combinationsWithin } from "../../src/study/combination.ts";
import { type RobustnessAsk, robustnessAsks, uniformSweep } from "../../src/study/questions/asks.ts";
import type { ParsedAsk } from "../../src/study/questions/question.ts";
import { parseAsk } from "../../src/study/questions/registry.ts";
import type { StudyPlan } from "./types.ts";

const BOX = paperBox();
/** Values of the sweeps, in the order of the box: rotation, hue, saturation. */
const VALUES = [37, 25, 11];

const COMBINED: readonly (readonly string[])[] = combinationsWithin(BOX.map(({ facts }) => facts.name));

/** Names of the combinations, fewest shifts first: "theta+hue". */
export const COMBINATIONS: readonly string[] = COMBINED.map(combinationOf);

/** What is asked, as studies that are planned one after the other. */
export function plannedAsks({ mode, budget }: Pick<StudyPlan, "mode" | "budget">): ParsedAsk[][] {
  const searches = mode === "shared" ? "shared" : "independent";
  const common: Omit<RobustnessAsk, "combinations"> = {
    sweeps: BOX.map((boxed, index) => uniformSweep(boxed, VALUES[index] ?? 1)),
    ranges: rangesOf(BOX),
    ...{ criterion: DEFAULT_CRITERION, strategy: DEFAULT_STRATEGY, budget, searches },
    // What the bound is held against costs the same however it was searched.
    ...{ common: 0, draws: 0 },
  };
  const asks =
    mode === "alone"
      ? [
          robustnessAsks({ ...common, combinations: [] }),
          ...COMBINED.map((shifts) => robustnessAsks({ ...common, sweeps: [], combinations: [shifts] })),
        ]
      : [robustnessAsks({ ...common, combinations: COMBINED })];
  return asks.map((study) => study.map(parseAsk));
}
