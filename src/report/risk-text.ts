// Risks for a terminal of 80 columns: of each object a small table over the draws, then what they say. Also the page's words.

import type { ShiftFacts } from "../core/shift.ts";
import { violatingShare } from "../metrics/decisions/draws-statement.ts";
import { decisionsOf } from "../results/decisions.ts";
import { distributionsText, type ObjectRisk, type RiskData, riskOf } from "../results/risk.ts";
import type { RunSummary } from "../results/schema.ts";
import { limitsText, rateText } from "./acceptance-words.ts";
import { SIDE_WORDS, SIDES } from "./decisions.ts";
import { counted, listed, percent, shortened, wrapped } from "./format.ts";
import { thresholdLines } from "./thresholds.ts";

const COLUMNS = 80;

/** Pictures that are named. */
const MOST_NAMED = 3;

/** Empty where no risk was asked for. */
export function riskText(summary: RunSummary): string {
  const data = riskOf(summary);
  if (data === undefined) return "";
  const said = [
    ...data.objects.flatMap((own) => [
      ...tableLines(own, summary),
      ...objectSentences(own, data).map((line) => wrapped(`  ${line}`, COLUMNS, "    ")),
    ]),
    ...drawnSentences(data, summary.shifts).map((line) => wrapped(line, COLUMNS, "  ")),
    ...thresholdLines(decisionsOf(summary) ?? []).map((line) => wrapped(line, COLUMNS, "  ")),
  ];
  return said.join("\n");
}

function tableLines({ object, values }: ObjectRisk, summary: RunSummary): string[] {
  const rows = [
    [shortened(object, 26), "at rest", "mean", "worst 5%", "worst"],
    ...values
      .filter(({ mean }) => mean !== null)
      .map(({ name, atRest, mean, quantile5, worst }) => [
        `  ${valueTitle(name, summary)}`,
        ...[atRest, mean, quantile5, worst].map((value) => (value === null ? "–" : `${percent(value)}%`)),
      ]),
  ];
  return rows.map(([head = "", ...cells]) =>
    [head.padEnd(28), ...cells.map((cell) => cell.padStart(10))].join(""),
  );
}

function valueTitle(name: string, { metrics }: RunSummary): string {
  const side = SIDES.find((each) => each === name);
  if (side !== undefined) return SIDE_WORDS[side].title;
  return `${metrics.find((metric) => metric.name === name)?.title ?? name} per picture`;
}

/** How often a limit is violated, and which pictures are wrong most often. */
function objectSentences(own: ObjectRisk, data: RiskData): string[] {
  return [violatingText(own, data), wrongText(own)].filter((text) => text !== "");
}

function violatingText({ violating }: ObjectRisk, data: RiskData): string {
  if (violating === null) return "";
  const { k, n } = violating;
  const limits = `Limits (${limitsText(data)})`;
  if (k === 0)
    return `${limits}: violated at none of ${n} draws; less than ${percent(violatingShare(n))}% of such draws do (95%).`;
  return `${limits}: violated at ${k} of ${n} draws, ${percent(k / n)}% (95%: ${percent(violating.low)}–${percent(violating.high)}%).`;
}

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
  const draws = objects[0]?.draws ?? 0;
  const isOf = (scope: ShiftFacts["scope"]): string =>
    listed(drawn.filter((facts) => facts.scope === scope).map(({ title }) => title));
  const [station, part] = [isOf("station"), isOf("part")];
  const cut = Object.values(distributions).some(({ kind }) => kind === "normal");
  return [
    `Drawn ${draws} times: ${distributionsText(distributions)}.${cut ? " Normal amounts beyond a shift's range are drawn again." : ""}`,
    ...(station === "" ? [] : [`One draw for all pictures of an object: ${station}.`]),
    ...(part === "" ? [] : [`A draw of each picture's own: ${part}.`]),
    "Worst 5%: reached or exceeded, on the bad side, at 5% of the draws.",
  ];
}
