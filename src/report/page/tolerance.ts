// How far shifts may go on the page, before anything else: each alone and all together as bars, then what that says.

import type { Range } from "../../core/shift.ts";
import type { RunSummary } from "../../results/schema.ts";
import { type ObjectTolerance, toleranceOf } from "../../results/tolerance.ts";
import { limitsText } from "../acceptance-words.ts";
import { percent } from "../format.ts";
import { rangesOfRun, shiftsOfRun } from "../ranges.ts";
import { askedRanges, togetherHeld, toleranceSentences } from "../tolerance-text.ts";
import { type Reach, rangeBars } from "./acceptance-bars.ts";
import { bullets, escapeHtml } from "./html.ts";

/** The tolerances of a run; nothing of one that was not asked for any. */
export function toleranceSection(summary: RunSummary): string[] {
  const data = toleranceOf(summary);
  if (data === undefined) return [];
  const ranges = Object.assign({}, ...data.objects.map(askedRanges));
  const asking = { ...summary, provenance: { ...summary.provenance, ranges } };
  const asked = rangesOfRun(asking, shiftsOfRun(asking));
  return [
    `<p class="asked"><strong>Asked:</strong> how far, with ${escapeHtml(limitsText(data))} at most; looked for within ${escapeHtml(asked)}.</p>`,
    ...data.objects.map((own) => objectHtml(own, summary)),
    `<p class="note">By the rates as seen, k of n, not by their limits of confidence, which verdicts go by. A station's shift is the same for all pictures.</p>`,
  ];
}

function objectHtml(own: ObjectTolerance, summary: RunSummary): string {
  const reach = reachOf(own);
  const both = reach.within === null ? "" : '; <b class="together"></b> all together';
  const isNowhere = Object.values(reach.alone).every((range) => range === null);
  const bars = isNowhere ? "" : rangeBars(reach, askedRanges(own), summary.shifts);
  const legend = `<p class="note"><b class="alone"></b> each alone, the others at zero${both}.</p>`;
  return `<details class="judged" open><summary><span class="name">${escapeHtml(own.object)}</span>${headline(own)}</summary>
${bars === "" ? "" : `${legend}${bars}`}${bullets(toleranceSentences(own, summary))}</details>`;
}

/** How far all go together; nothing of a shift that was asked for alone. */
function headline({ shifts }: ObjectTolerance): string {
  const together = shifts.find(({ alone }) => !alone);
  if (together === undefined) return "";
  const { symmetric } = together;
  const words =
    symmetric === null
      ? "No range"
      : symmetric === 0
        ? "At rest alone"
        : symmetric === 1
          ? "All that is asked"
          : `${percent(symmetric)}% of the asked range`;
  return ` <strong>${words}</strong>`;
}

function reachOf(own: ObjectTolerance): Reach {
  const alone = own.shifts
    .filter((each) => each.alone)
    .map(({ shift, low, high }): [string, Range | null] => [
      shift,
      low === null || high === null ? null : [low, high],
    ]);
  const together = togetherHeld(own);
  return {
    alone: Object.fromEntries(alone),
    within: together === null ? null : { box: together.ranges },
  };
}
