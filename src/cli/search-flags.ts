// How worst cases are searched: flags of every command that searches.

import { z } from "zod";
import { UsageError } from "../core/errors.ts";
import { PRESETS, type PresetName } from "../core/preset.ts";
import { CRITERIA, DEFAULT_CRITERION } from "../objective/criteria/registry.ts";
import { DEFAULT_STRATEGY, PUBLISHED_STRATEGY, STRATEGIES, strategyNamed } from "../search/registry.ts";
import { withNames } from "./flag-facts.ts";
import { countFlag, jsonFlag } from "./options.ts";

export const searchFlags: {
  criterion: z.ZodDefault<z.ZodString>;
  strategy: z.ZodOptional<z.ZodString>;
  budget: z.ZodOptional<z.ZodType<number>>;
} = {
  criterion: withNames(z.string(), () => CRITERIA.names())
    .default(DEFAULT_CRITERION)
    .describe(`what the search makes worse: ${CRITERIA.names().join(", ")} (default ${DEFAULT_CRITERION})`),
  strategy: withNames(z.string(), () => Object.keys(STRATEGIES))
    .optional()
    .describe(
      `search strategy (default: ${DEFAULT_STRATEGY}; of preset released-code ${PUBLISHED_STRATEGY})`,
    ),
  budget: countFlag("gradient steps")
    .optional()
    .describe("steps of the published search (default: the preset's, 200 or 100)"),
};

/** What is searched where it is not all that --shift names together. */
export const combinationFlags: {
  combinations: z.ZodOptional<z.ZodType<string[][]>>;
  ranges: z.ZodOptional<z.ZodType<Record<string, [number, number]>>>;
} = {
  combinations: jsonFlag(z.array(z.array(z.string()).min(1)).min(1))
    .optional()
    .describe('combinations to search, as JSON (default: what --shift names): [["theta"],["theta","hue"]]'),
  ranges: jsonFlag(z.record(z.string(), z.tuple([z.number(), z.number()])))
    .optional()
    .describe('their ranges, as JSON (default: those of --shift): {"theta":[-10,10]}'),
};

/** Of studies whose searches may build on each other. */
export const searchesFlag: z.ZodOptional<z.ZodEnum<{ independent: "independent"; shared: "shared" }>> = z
  .enum(["independent", "shared"])
  .optional()
  .describe(
    "shared: searches build on sweeps, on subsets and on the object's other pictures, at about a quarter of the cost (default independent: each has the whole budget)",
  );

/** Beside a search over shifts of which some are the station's. */
export const commonFlag: z.ZodOptional<z.ZodType<number>> = countFlag("station points", 0)
  .optional()
  .describe(
    "station points that the worst common value (one lamp for all pictures) is chosen from; 0 for none (default 16)",
  );

/** Draws that leave 5% of a picture's box, and steps below which as many would cost more than half of the search. */
const USUAL_DRAWS = 59;
const FEWEST_STEPS = 30;

/** Beside a search. */
export const drawsFlag: z.ZodOptional<z.ZodType<number>> = countFlag("draws", 0)
  .optional()
  .describe(
    `uniform draws beside each search, which tell how much of the ranges may be worse than what it found; 299 leave 1% (default ${USUAL_DRAWS}, 0 with a budget below ${FEWEST_STEPS})`,
  );

/** The draws that flags ask for beside a search of so many steps. */
export function drawsBeside(draws: number | undefined, budget: number): number {
  return draws ?? (budget < FEWEST_STEPS ? 0 : USUAL_DRAWS);
}

/** The search that flags ask for, with the preset's defaults; UsageError for an unknown name or no step at all. */
export function checkedSearch(
  { criterion, strategy, budget }: z.output<z.ZodObject<typeof searchFlags>>,
  preset: PresetName,
): { readonly criterion: string; readonly strategy: string; readonly budget: number } {
  CRITERIA.named(criterion);
  const name = strategy ?? (preset === "released-code" ? PUBLISHED_STRATEGY : DEFAULT_STRATEGY);
  strategyNamed(name);
  if (budget !== undefined && budget < 1) throw new UsageError("invalid --budget; expected at least 1");
  return { criterion, strategy: name, budget: budget ?? PRESETS[preset].budget };
}

/** The search of a study that searches nothing. */
export const UNSEARCHED: ReturnType<typeof checkedSearch> = {
  criterion: DEFAULT_CRITERION,
  strategy: DEFAULT_STRATEGY,
  budget: PRESETS.paper.budget,
};
