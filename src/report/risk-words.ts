// Risks in words, the same in the terminal and on the page. Plain text; k of n stands beside every share.

import type { ShiftFacts } from "../core/shift.ts";
import { decisionsOf } from "../results/decisions.ts";
import { distributionsText, type ObjectRisk, type RiskData, riskOf } from "../results/risk.ts";
import type { RunSummary } from "../results/schema.ts";
import { limitsText, rateText } from "./acceptance-words.ts";
import { SIDE_WORDS, SIDES } from "./decisions.ts";
import { shareText } from "./draws-text.ts";
import { counted, listed, percent } from "./format.ts";
import { thresholdLines } from "./thresholds.ts";

/** Pictures that are named. */
const MOST_NAMED = 3;

export interface RiskFindings {
  readonly headline: string;
  /** Of each object, in the data's order. */
  readonly objects: readonly { readonly own: ObjectRisk; readonly sentences: readonly string[] }[];
  /** What was drawn. */
  readonly about: readonly string[];
  /** At which thresholds pictures were decided. */
  readonly thresholds: readonly string[];
}

/** What a run's risk comes to; null where none was asked for. */
export function riskFindings(summary: RunSummary): RiskFindings | null {
  const data = riskOf(summary);
  if (data === undefined) return null;
  return {
    headline: headline(data),
    objects: data.objects.map((own) => ({ own, sentences: [...violatingText(own, data), wrongText(own)] })),
    about: [
      ...drawnSentences(data, summary.shifts),
      "Worst 5%: reached or exceeded, on the bad side, at 5% of the draws.",
    ],
    thresholds: thresholdLines(decisionsOf(summary) ?? []),
  };
}

/** "escapes", "pAUROC per picture" */
export function riskValueTitle(name: string, { metrics }: Pick<RunSummary, "metrics">): string {
  const side = SIDES.find((each) => each === name);
  if (side !== undefined) return SIDE_WORDS[side].title;
  return `${metrics.find((metric) => metric.name === name)?.title ?? name} per picture`;
}

/** The object that violates a limit most often; where none is limited, what escapes of the first. */
function headline({ objects }: RiskData): string {
  const judged = objects.flatMap(({ object, violating }) =>
    violating === null ? [] : [{ object, violating }],
  );
  const [most] = judged.toSorted((left, right) => right.violating.k - left.violating.k);
  if (most === undefined) return "No limit is on these pictures: what is to be expected stands below";
  const { k, n } = most.violating;
  const where = judged.length === 1 ? "" : `, most often of ${judged.length} objects`;
  if (k === 0) return `A limit is violated at none of ${n} draws`;
  return `${most.object}: a limit is violated at ${percent(k / n)}% of the draws${where} (95%: ${interval(most.violating)})`;
}

/** How often a limit is violated; nothing where none is. */
function violatingText({ violating }: ObjectRisk, data: RiskData): string[] {
  if (violating === null) return [];
  const { k, n } = violating;
  const limits = `Limits (${limitsText(data)})`;
  if (k === 0) {
    return [`${limits}: violated at none of ${n} draws; less than ${shareText(n)} of such draws do (95%).`];
  }
  return [`${limits}: violated at ${k} of ${n} draws, ${percent(k / n)}% (95%: ${interval(violating)}).`];
}

function interval({ low, high }: { readonly low: number | null; readonly high: number | null }): string {
  return `${percent(low)}–${percent(high)}%`;
}

/** The pictures that are wrong most often. */
function wrongText({ pictures }: ObjectRisk): string {
  const wrong = pictures
    .filter(({ violating }) => violating.k > 0)
    .toSorted((left, right) => right.violating.k / right.violating.n - left.violating.k / left.violating.n);
  if (wrong.length === 0) return "No picture is wrong at any draw.";
  const named = wrong
    .slice(0, MOST_NAMED)
    .map(({ sample, violating }) => `${sample.split("/").slice(-2).join("/")} ${rateText(violating)}`);
  return `Wrong at some draw: ${wrong.length} of ${counted(pictures.length, "picture")}, most often ${listed(named)}.`;
}

/** What was drawn, and what was one for all pictures. */
function drawnSentences({ distributions, objects }: RiskData, shifts: readonly ShiftFacts[]): string[] {
  const drawn = shifts.filter(({ name }) => distributions[name] !== undefined);
  const isOf = (scope: ShiftFacts["scope"]): string =>
    listed(drawn.filter((facts) => facts.scope === scope).map(({ title }) => title));
  const [station, part] = [isOf("station"), isOf("part")];
  const kinds = Object.values(distributions).map(({ kind }) => kind);
  const how = [
    ...(kinds.includes("normal") ? ["Normal amounts beyond a shift's range are drawn again."] : []),
    ...(kinds.includes("uniform") ? ["A range is drawn from uniformly."] : []),
  ];
  return [
    [`Drawn ${objects[0]?.draws ?? 0} times: ${distributionsText(distributions)}.`, ...how].join(" "),
    ...(station === "" ? [] : [`One draw for all pictures of an object: ${station}.`]),
    ...(part === "" ? [] : [`A draw of each picture's own: ${part}.`]),
  ];
}
