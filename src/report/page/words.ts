// The words of decisions, as docs/glossary.md has them, with what German shops call them.

import { ACCEPT } from "../../results/acceptance.ts";
import { escapeHtml, section } from "./html.ts";

interface Word {
  readonly english: string;
  /** Empty where no published source names it. */
  readonly german: string;
  readonly meaning: string;
}

const WORDS: readonly Word[] = [
  { english: "escape", german: "Schlupf", meaning: "a defective part that is not rejected" },
  { english: "false reject", german: "Pseudoausschuss", meaning: "a good part that is rejected" },
  {
    ...{ english: "threshold", german: "Schwellwert" },
    meaning:
      "of the image score: a picture above it is rejected; frozen before any shift, never chosen again",
  },
  { english: "at rest", german: "", meaning: "unshifted" },
  {
    ...{ english: "typical", german: "" },
    meaning: "at one random draw of its own, uniform in the ranges, seeded",
  },
  {
    ...{ english: "worst common", german: "" },
    meaning:
      "at the worst evaluated setting of lamp, lens and camera, one for all pictures, each in its own worst pose",
  },
  {
    ...{ english: "worst per picture", german: "" },
    meaning: "at the worst of all points that were evaluated of it",
  },
  {
    ...{ english: "exact interval", german: "Vertrauensintervall, Konfidenzintervall" },
    meaning: "Clopper–Pearson, 95%, 2.5% a side; about other such parts, not about a longer search",
  },
  {
    ...{ english: "kappa", german: "Cohens Kappa" },
    meaning: "agreement beyond chance: (observed − chance agreement) ÷ (1 − chance agreement)",
  },
  {
    ...{ english: "missed region", german: "" },
    meaning: "an 8-connected region of a mask without a pixel above the pixel threshold",
  },
  {
    ...{ english: "map change", german: "" },
    meaning: "mean over the pixels of how far a map, turned back, is from the unshifted one; needs no mask",
  },
];

const OF_VERDICTS: readonly Word[] = [
  {
    ...{ english: ACCEPT, german: "Annahme" },
    meaning:
      "every upper limit is within its limit over the whole asked range, and a second search flips no verdict",
  },
  {
    ...{ english: "accept within", german: "" },
    meaning:
      "the same in the asked range scaled by a factor from 0, 0.1 … 1, tested from inside outwards up to the first failure",
  },
  {
    ...{ english: "reject", german: "Ablehnung" },
    meaning: "a lower limit exceeds its limit, at rest or at the worst common setting",
  },
  {
    ...{ english: "not enough search", german: "" },
    meaning:
      "a picture that did not fail was evaluated fewer than 60 times, or at fewer than 59 random draws",
  },
  {
    ...{ english: "too few pictures", german: "" },
    meaning: "no limit is surely violated, and so few parts cannot show that every limit holds",
  },
  {
    ...{ english: "upper, lower limit", german: "" },
    meaning:
      "of the rate behind k of n, exact and one-sided, 95%; verdicts use them, tables show two-sided ones",
  },
];

/** The list at the end of a page that speaks of decisions, and of verdicts on objects too. */
export function wordsSection({ verdicts = false }: { readonly verdicts?: boolean } = {}): string[] {
  const words = verdicts ? [...WORDS, ...OF_VERDICTS] : WORDS;
  const items = words.map(({ english, german, meaning }) => {
    const beside = german === "" ? "" : ` <span lang="de">(${escapeHtml(german)})</span>`;
    return `<dt>${escapeHtml(english)}${beside}</dt><dd>${escapeHtml(meaning)}</dd>`;
  });
  return section("Words", [`<dl>${items.join("")}</dl>`]);
}
