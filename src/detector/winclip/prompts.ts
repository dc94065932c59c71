// WinCLIP's compositional prompt ensemble, in anomalib's order; the template that stands twice there counts twice.

const NORMAL_STATES: readonly string[] = [
  "{}",
  "flawless {}",
  "perfect {}",
  "unblemished {}",
  "{} without flaw",
  "{} without defect",
  "{} without damage",
];

const ANOMALOUS_STATES: readonly string[] = [
  "damaged {}",
  "{} with flaw",
  "{} with defect",
  "{} with damage",
];

const TEMPLATES: readonly string[] = [
  "a cropped photo of the {}.",
  "a close-up photo of a {}.",
  "a close-up photo of the {}.",
  "a bright photo of a {}.",
  "a bright photo of the {}.",
  "a dark photo of the {}.",
  "a dark photo of a {}.",
  "a jpeg corrupted photo of the {}.",
  "a jpeg corrupted photo of the {}.",
  "a blurry photo of the {}.",
  "a blurry photo of a {}.",
  "a photo of a {}.",
  "a photo of the {}.",
  "a photo of a small {}.",
  "a photo of the small {}.",
  "a photo of a large {}.",
  "a photo of the large {}.",
  "a photo of the {} for visual inspection.",
  "a photo of a {} for visual inspection.",
  "a photo of the {} for anomaly detection.",
  "a photo of a {} for anomaly detection.",
];

export interface PromptEnsemble {
  /** 7 states × 21 templates */
  readonly normal: readonly string[];
  /** 4 states × 21 templates */
  readonly anomalous: readonly string[];
}

/** All prompts of a class; the name goes in as given (underscores are kept, as anomalib does). */
export function promptEnsemble(className: string): PromptEnsemble {
  const fill = (states: readonly string[]): string[] =>
    states.flatMap((state) =>
      TEMPLATES.map((template) => template.replace("{}", () => state.replace("{}", () => className))),
    );
  return { normal: fill(NORMAL_STATES), anomalous: fill(ANOMALOUS_STATES) };
}
