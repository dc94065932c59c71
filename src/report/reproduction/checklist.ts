// What the published weights and data should give, and whether they did.

import type { PresetName } from "../../core/preset.ts";
import type { Reproduction, Shortcuts, StudyEntry } from "../../results/reproduction.ts";
import { percent } from "../format.ts";
import { ALL_SHIFTS } from "./names.ts";
import { meanOver, PUBLISHED_OBJECTS } from "./published.ts";

export interface CheckedClaim {
  readonly claim: string;
  readonly state: "met" | "not met" | "not measured";
  /** The value found, or why there is none. */
  readonly detail: string;
}

type Found = number | null | undefined;

interface Claim {
  readonly text: string;
  /** What is accepted; fractions. */
  readonly lowest: number;
  readonly highest: number;
  /** The preset that it is a figure of; absent where presets do not differ. */
  readonly preset?: PresetName;
  readonly value: (study: StudyEntry) => Found;
}

const CLAIMS: readonly Claim[] = [
  {
    text: "clean pAUROC of ViT-B/16+ over the six MVTec AD objects: 80.1 ± 0.5",
    lowest: 0.796,
    highest: 0.806,
    value: ({ summary }) =>
      meanOver(
        summary.objects.map(({ original }) => original),
        "pauroc",
      ),
  },
  around("clean pixel AUROC", 0.9511, (study) => hazelnut(study)?.original.values["pauroc"]),
  around("clean image AUROC", 0.9075, (study) => hazelnut(study)?.original.values["imageAuroc"]),
  around("clean pixel F1-max", 0.377, (study) => hazelnut(study)?.original.values["f1max"]),
  {
    text: "lower bound of ViT-B/16+ over the six MVTec AD objects at most the published 59.8 + 0.5",
    lowest: 0,
    highest: 0.603,
    value: ({ summary }) =>
      meanOver(
        summary.objects.flatMap(({ bounds }) => bounds[ALL_SHIFTS] ?? []),
        "pauroc",
      ),
  },
  attacked("pixel AUROC", 0.8381, (study) => hazelnut(study)?.bounds[ALL_SHIFTS]?.values["pauroc"]),
  attacked("pixel F1-max", 0.0794, (study) => hazelnut(study)?.bounds[ALL_SHIFTS]?.values["f1max"]),
];

/** A clean figure that the authors' code printed for hazelnut, within a point. */
function around(what: string, printed: number, value: (study: StudyEntry) => Found): Claim {
  return {
    text: `${what} of ViT-B/16+ on hazelnut (released code): ${percent(printed)} ± 1`,
    lowest: printed - 0.01,
    highest: printed + 0.01,
    value,
  };
}

/** An attacked one: ours keeps the worst candidate, so it is to be no higher than theirs by more than a point. */
function attacked(what: string, printed: number, value: (study: StudyEntry) => Found): Claim {
  return {
    text: `attacked ${what} of ViT-B/16+ on hazelnut (released code, 100 steps): at most ${percent(printed)} + 1`,
    lowest: 0,
    highest: printed + 0.01,
    preset: "released-code",
    value,
  };
}

/** Every claim judged; only a complete run of ViT-B/16+ on MVTec AD's published objects can meet one. */
export function checklist({ studies, shortcuts }: Reproduction): CheckedClaim[] {
  const study = studies.find(({ dataset, model }) => dataset === "mvtec" && model === "ViT-B/16+");
  return CLAIMS.map(({ text, lowest, highest, preset, value }): CheckedClaim => {
    const why = hindrance(study, shortcuts, preset);
    if (study === undefined || why !== null)
      return { claim: text, state: "not measured", detail: why ?? "not run" };
    const found = value(study);
    if (found === null || found === undefined)
      return { claim: text, state: "not measured", detail: "undefined" };
    const met = found >= lowest && found <= highest;
    return { claim: text, state: met ? "met" : "not met", detail: percent(found) };
  });
}

/** Why a study cannot be held against a claim; null where it can. */
function hindrance(
  study: StudyEntry | undefined,
  { samplesPerObject, budget }: Shortcuts,
  preset: PresetName | undefined,
): string | null {
  if (study === undefined) return "ViT-B/16+ on MVTec AD was not run";
  const { provenance, objects } = study.summary;
  if (samplesPerObject !== null || budget !== null) return "a first look, not the whole study";
  const names = objects.map(({ object }) => object);
  if (!(PUBLISHED_OBJECTS["mvtec"] ?? []).every((name) => names.includes(name)))
    return "not the six published objects";
  return preset === undefined || provenance.preset === preset ? null : `run with preset ${provenance.preset}`;
}

function hazelnut({ summary }: StudyEntry): StudyEntry["summary"]["objects"][number] | undefined {
  return summary.objects.find(({ object }) => object === "hazelnut");
}
