// What travels between the benchmark's processes.

import type { Evaluation, ShiftPoint } from "faultline";
import type { KnownReference } from "./earlier-references.ts";

export interface RunPlan {
  readonly strategy: string;
  readonly seed: number;
  /** Gradient steps of the published search; 2 units each. */
  readonly budget: number;
}

export interface Job {
  readonly model: string;
  readonly dataSeed: number;
  readonly perObject: number;
  /** Index among the pictures. */
  readonly picture: number;
  readonly runs: readonly RunPlan[];
  /** Shifts that are searched, each in its own range. */
  readonly shifts: readonly string[];
  /** What the optimum that runs are held against may cost, null of the dense grid, and those known already; left out without one. */
  readonly reference?: { readonly units: number | null; readonly known: readonly KnownReference[] };
  /** What a draft costs, in exact evaluations. */
  readonly draftCost: number;
  /** Folder of the evaluations. */
  readonly cache: string;
}

export interface Found {
  readonly pauroc: number;
  readonly loss: number;
}

export interface RunResult extends RunPlan {
  readonly milliseconds: number;
  /** Units in all, drafts at their cost. */
  readonly cost: number;
  /** Each improvement with the units spent by then, drafts at their cost; the last is what the run found. */
  readonly curve: readonly (Found & { readonly units: number })[];
  /** Where the last of the curve was found. */
  readonly point: ShiftPoint;
}

export interface JobResult {
  readonly model: string;
  readonly picture: string;
  readonly clean: Found;
  readonly runs: readonly RunResult[];
  readonly reference: Found | null;
  readonly referencePoint: ShiftPoint | null;
}

/** pAUROC and loss of an evaluation of an anomalous picture. */
export function foundAt(evaluation: Pick<Evaluation, "pauroc" | "loss"> | undefined): Found {
  if (evaluation === undefined || evaluation.pauroc === null || evaluation.loss === null)
    throw new Error("an evaluation without pAUROC");
  return { pauroc: evaluation.pauroc, loss: evaluation.loss };
}
