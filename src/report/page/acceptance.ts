// Verdicts on the page, before anything else: may this detector be trusted over what was asked, how far if not, what keeps
// it from more, and what to do.

import type { ShiftFacts } from "../../core/shift.ts";
import {
  type AcceptanceData,
  acceptanceOf,
  type ObjectAcceptance,
  type Verdict,
} from "../../results/acceptance.ts";
import type { Count } from "../../results/decisions.ts";
import type { RunSummary } from "../../results/schema.ts";
import {
  bindingTerm,
  bindingText,
  isLimitHeld,
  limitsText,
  neededText,
  rateText,
  searchedText,
  togetherText,
  verdictReason,
  verdictTitle,
  withinText,
  worstFirst,
} from "../acceptance-words.ts";
import { SIDE_WORDS, SIDES, STAGE_TITLES } from "../decisions.ts";
import { capitalised } from "../format.ts";
import { rangesOfRun, shiftsOfRun } from "../ranges.ts";
import { thresholdLines } from "../thresholds.ts";
import { rangeBars } from "./acceptance-bars.ts";
import { bullets, escapeHtml } from "./html.ts";

/** Objects whose details are open from the start: the worst of them. */
const OPEN = 3;

/** A sign beside the word and the colour, so that neither has to be told apart. */
const SIGNS: Readonly<Record<Verdict, string>> = {
  ...{ reject: "✗", "not-enough-search": "?", accept: "✓", "accept-within": "◐", "too-few-pictures": "?" },
};

/** The verdicts of a run, worst first; nothing of a run that was not asked for any. */
export function acceptanceSection(summary: RunSummary): string[] {
  const data = acceptanceOf(summary);
  if (data === undefined) return [];
  const objects = worstFirst(data.objects);
  const together = togetherText(data);
  const asked = rangesOfRun(summary, shiftsOfRun(summary));
  return [
    `<p class="asked"><strong>Asked:</strong> ${escapeHtml(limitsText(data))} at most, ${escapeHtml(asked)}.</p>`,
    ...(objects.length > 1 ? [overviewHtml(objects, data)] : []),
    ...(together === null ? [] : [`<p>${escapeHtml(together)}</p>`]),
    ...objects.map((object, at) => objectHtml(object, data, summary, at < OPEN)),
    `<p class="note">Judged by the worst setting of lamp, lens and camera common to all pictures, each in its own worst pose, at one-sided 95% limits; what each picture would do at a setting of its own stands beside it and decides nothing. It is the worst that was found, and about parts such as these.</p>`,
  ];
}

function objectHtml(
  object: ObjectAcceptance,
  data: AcceptanceData,
  { shifts }: RunSummary,
  isOpen: boolean,
): string {
  const { verdict, actions, notes } = object;
  const todo = bullets(actions.map(({ what }) => what));
  const parts = [
    countsHtml(object, data),
    reachHtml(object, data, shifts),
    factsHtml(object, data, shifts),
    todo === "" ? "" : `<h3>What to do</h3>${todo}`,
    bullets([...object.thresholds.notes, ...notes]).replace("<ul>", '<ul class="note">'),
  ];
  return `<details class="judged ${verdict}"${isOpen ? " open" : ""}><summary><span class="name">${escapeHtml(object.object)}</span> <strong>${wordHtml(object)}</strong> <span class="why">${escapeHtml(verdictReason(object))}</span></summary>
${parts.filter((part) => part !== "").join("\n")}</details>`;
}

/** A line per object: the verdict, and the counts that decide. */
function overviewHtml(objects: readonly ObjectAcceptance[], data: AcceptanceData): string {
  const rows = objects.map((object) => {
    const counts = object.atRestAlready ? object.atRest : object.common;
    const cells = SIDES.map((side) => `<td>${rateHtml(counts[side])}</td>`);
    return `<tr class="${object.verdict}"><th scope="row" class="text">${escapeHtml(object.object)}</th><td class="text word">${wordHtml(object)}</td>${cells.join("")}</tr>`;
  });
  const sides = sideHeads(data).join("");
  return `<div class="table"><table class="counts"><thead><tr><th scope="col" class="text">object</th><th scope="col" class="text">verdict</th>${sides}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

function wordHtml(object: ObjectAcceptance): string {
  const word = escapeHtml(capitalised(verdictTitle(object)));
  return `<i aria-hidden="true">${SIGNS[object.verdict]}</i> ${word}`;
}

/** "4/150 (0.7–6.7%)", broken between the two where there is no room. */
function rateHtml(count: Count): string {
  return rateText(count)
    .split(" ")
    .map((part) => `<span>${escapeHtml(part)}</span>`)
    .join(" ");
}

/** k of n at each stage; the row that decides stands out. */
function countsHtml(object: ObjectAcceptance, data: AcceptanceData): string {
  const { atRest, typical, common, worst, binding } = object;
  const stages = [
    ["rest", atRest],
    ["typical", typical],
    ["common", common],
    ["worst", worst],
  ] as const;
  const rows = stages.map(([stage, counts]) => {
    const decides = stage === (object.atRestAlready ? "rest" : "common");
    const cells = SIDES.map((side) => {
      const isBinding = decides && binding?.side === side && !isLimitHeld(binding);
      return `<td${isBinding ? ' class="binds"' : ""}>${rateHtml(counts[side])}</td>`;
    });
    const head = `${STAGE_TITLES[stage]}${decides ? " <small>(decides)</small>" : ""}`;
    return `<tr${decides ? ' class="summary"' : ""}><th scope="row" class="text">${head}</th>${cells.join("")}</tr>`;
  });
  return `<div class="table"><table class="counts"><thead><tr><td></td>${sideHeads(data).join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

/** The sides with what is allowed of each. */
function sideHeads({ limits }: AcceptanceData): string[] {
  return SIDES.map((side) => {
    const limit = limits[side];
    const title =
      limit === null
        ? `${SIDE_WORDS[side].title}, not limited`
        : `${limitsText({ limits: { ...NO_LIMITS, [side]: limit } })} allowed`;
    return `<th scope="col">${escapeHtml(title)}</th>`;
  });
}

const NO_LIMITS: AcceptanceData["limits"] = { escapes: null, falseRejects: null };

function reachHtml(object: ObjectAcceptance, data: AcceptanceData, shifts: readonly ShiftFacts[]): string {
  const title = "<h3>How far each shift goes</h3>";
  const held = Object.values(object.alone);
  if (held.length > 0 && held.every((range) => range === null))
    return `${title}<p>Nowhere: a limit does not hold at rest already.</p>`;
  const bars = rangeBars(object, data.ranges, shifts);
  if (bars === "") return "";
  const by =
    object.aloneBy === "seen"
      ? "by the rates as seen: so few pictures cannot hold a limit"
      : "by the same limits as the verdict";
  const both = object.within === null ? "" : '; <b class="together"></b> all together';
  return `${title}<p class="note"><b class="alone"></b> each alone, the others at zero, ${by}${both}.</p>${bars}`;
}

function factsHtml(object: ObjectAcceptance, data: AcceptanceData, shifts: readonly ShiftFacts[]): string {
  const { binding } = object;
  const needed = neededText(object, data);
  const [threshold] = thresholdLines([object]);
  const facts: readonly (readonly [string, string | null])[] = [
    ["holds within", object.within === null ? null : withinText(object, shifts)],
    ...(binding === null ? [] : [[bindingTerm(binding), bindingText(binding, shifts)] as const]),
    ["parts needed", needed === "" ? null : needed],
    ["evaluated", searchedText(object)],
    ["decided by", threshold?.replace(/^\w+: /, "") ?? null],
  ];
  const items = facts.flatMap(([term, text]) =>
    text === null ? [] : [`<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`],
  );
  return `<dl>${items.join("")}</dl>`;
}
