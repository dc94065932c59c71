// What the tables over a run's answers are made of.

import type { RunSummary } from "./schema.ts";

/** A finished question: its folder within the run's, "." for the first, and what it was answered with. */
export interface AnsweredQuestion {
  readonly question: string;
  readonly summary: RunSummary;
}
