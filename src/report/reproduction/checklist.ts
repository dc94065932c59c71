// What the published weights and data should give, and whether they did.

import type { Reproduction, StudyEntry } from "../../results/reproduction.ts";
import { percent } from "../format.ts";
import { ALL_SHIFTS } from "./names.ts";
import { meanOver, PUBLISHED_OBJECTS } from "./published.ts";

export interface CheckedClaim {
  readonly claim: string;
  readonly state: "met" | "not met" | "not measured";
  /** The value found, or why there is none. */
  readonly detail: string;
}

interface Claim {
  readonly text: string;
  readonly target: number;
  /** Half the width of what is accepted; fractions. */
  readonly within: number;
  readonly value: (study: StudyEntry) => number | null;
}

const CLAIMS: readonly Claim[] = [
  {
    text: "clean pAUROC of ViT-B/16+ over the six MVTec AD objects: 80.1 ± 0.5",
    target: 0.801,
    within: 0.005,
    value: ({ summary }) =>
      meanOver(
        summary.objects.map(({ original }) => original),
        "pauroc",
      ),
  },
  {
    text: "clean pixel AUROC of ViT-B/16+ on hazelnut (released code): 95.1 ± 1",
    target: 0.9511,
    within: 0.01,
    value: (study) => hazelnut(study)?.pauroc ?? null,
  },
  {
    text: "clean image AUROC of ViT-B/16+ on hazelnut (released code): 90.8 ± 1",
    target: 0.9075,
    within: 0.01,
    value: (study) => hazelnut(study)?.imageAuroc ?? null,
  },
  {
    text: "clean pixel F1-max of ViT-B/16+ on hazelnut (released code): 37.7 ± 1",
    target: 0.377,
    within: 0.01,
    value: (study) => hazelnut(study)?.f1max ?? null,
  },
  {
    text: "lower bound of ViT-B/16+ over the six MVTec AD objects at most the published 59.8 + 0.5",
    target: 0,
    within: 0.603,
    value: ({ summary }) =>
      meanOver(
        summary.objects.flatMap(({ bounds }) => bounds[ALL_SHIFTS] ?? []),
        "pauroc",
      ),
  },
];

/** Every claim judged; only a complete run of ViT-B/16+ on MVTec AD's published objects can meet one. */
export function checklist({ studies, shortcuts }: Reproduction): CheckedClaim[] {
  const study = studies.find(({ dataset, model }) => dataset === "mvtec" && model === "ViT-B/16+");
  const why =
    study === undefined
      ? "ViT-B/16+ on MVTec AD was not run"
      : shortcuts.samplesPerObject !== null || shortcuts.budget !== null
        ? "a first look, not the whole study"
        : !(PUBLISHED_OBJECTS["mvtec"] ?? []).every((name) =>
              study.summary.objects.some(({ object }) => object === name),
            )
          ? "not the six published objects"
          : null;
  return CLAIMS.map(({ text, target, within, value }): CheckedClaim => {
    if (study === undefined || why !== null)
      return { claim: text, state: "not measured", detail: why ?? "not run" };
    const found = value(study);
    if (found === null) return { claim: text, state: "not measured", detail: "undefined" };
    const met = Math.abs(found - target) <= within;
    return { claim: text, state: met ? "met" : "not met", detail: percent(found) };
  });
}

function hazelnut({ summary }: StudyEntry): StudyEntry["summary"]["objects"][number]["original"] | undefined {
  return summary.objects.find(({ object }) => object === "hazelnut")?.original;
}
