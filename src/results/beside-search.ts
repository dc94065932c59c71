// What stands beside the searches of a run: uniform draws, which allow something to be said of the whole box; or nothing,
// where the box is finite and was exhausted.

import type { Combination, RunSummary } from "./schema.ts";

/** The draws of all pictures beside their searches over one combination. */
export interface DrawsOfRun {
  /** Of each picture. */
  readonly count: number;
  readonly pictures: number;
  /** Pictures of which a draw is worse than what the search found. */
  readonly worse: number;
}

/** Null where no draws were asked for. */
export function drawsOfRun(
  { samples }: Pick<RunSummary, "samples">,
  combination: Combination,
): DrawsOfRun | null {
  const beside = samples.flatMap(({ bounds }) => bounds[combination]?.draws ?? []);
  const [first] = beside;
  if (first === undefined) return null;
  const { length: pictures } = beside;
  return { count: first.count, pictures, worse: beside.filter(({ worse }) => worse > 0).length };
}

/** True where every combination of listed amounts was evaluated of every picture: the bound is exact for these. */
export function isExhausted({ samples }: Pick<RunSummary, "samples">, combination: Combination): boolean {
  const searched = samples.flatMap(({ bounds }) => bounds[combination] ?? []);
  return searched.length > 0 && searched.every(({ exhausted }) => exhausted === true);
}
