// Whether a file decides by itself, and whether its decision means anything.

import type { Settled } from "../tensor-model/understanding.ts";
import { finalClip, labelRule } from "./final-clip.ts";
import type { GraphWalk } from "./graph-walk.ts";

export type Decision =
  /** It has no label. */
  | { readonly kind: "none" }
  /** Its label says true; above what score, where the graph tells. */
  | { readonly kind: "own"; readonly above: number | null }
  /** Its label compares a value that has no normalised scale with a threshold of the normalised one. */
  | { readonly kind: "meaningless"; readonly label: string; readonly above: number };

/** How all exports of anomalib 2 call their outputs. */
const ANOMALIB = ["pred_score", "pred_label", "anomaly_map", "pred_mask"];

/**
 * anomalib exports a label whether or not scores are normalised: of raw ones it compares with 0.5 what may as well lie between
 * 5 and 11. A normalised score ends with a clip, a raw one does not. Of other files the label is taken at its word.
 */
export function decisionOf(walk: GraphWalk, own: readonly string[], { outputs }: Settled): Decision {
  const { label, score } = outputs;
  if (label === null) return { kind: "none" };
  const rule = labelRule(walk, label);
  const isAnomalib = own.includes("pred_score") && own.every((name) => ANOMALIB.includes(name));
  if (rule !== null && isAnomalib && finalClip(walk, rule.of) === null)
    return { kind: "meaningless", label, above: rule.above };
  return { kind: "own", above: rule?.of === score?.name ? (rule?.above ?? null) : null };
}
