// What uniform draws beside a search allow to be said, and what a search that left nothing out does.

import { drawsFor, promisedShare } from "../metrics/decisions/draws-statement.ts";
import type { DrawsOfRun } from "../results/beside-search.ts";
import { counted, percent } from "./format.ts";

/** Of all pictures of a run: those of which no draw is worse than what the search found, then those of which one is. */
export function drawsLines({ count, pictures, worse }: DrawsOfRun): string[] {
  const said: string[] = [];
  if (worse < pictures)
    said.push(
      `Of ${counted(count, "uniform draw")} a picture none is worse than what was found for ${someText(pictures - worse, pictures)}: less than ${shareText(count)} of such a picture's box is (95% confidence${togetherText(count, pictures)}).`,
    );
  if (worse > 0)
    said.push(
      `For ${someText(worse, pictures)} a draw is worse than what the search found; a larger budget would probably find worse points.`,
    );
  return said;
}

/** "2 of 150 pictures", "all 150 pictures", "the picture". */
function someText(some: number, pictures: number): string {
  if (pictures === 1) return "the picture";
  return some === pictures ? `all ${pictures} pictures` : `${some} of ${pictures} pictures`;
}

/** Of one picture, `worse` of its draws being worse than what its search found. */
export function drawsLine({ count, worse }: { readonly count: number; readonly worse: number }): string {
  const drawn = counted(count, "uniform draw");
  if (worse > 0)
    return `${worse} of ${drawn} ${worse === 1 ? "was" : "were"} worse than what the search found: the worst of all is shown, and a larger --budget would probably find more`;
  return `none of ${drawn} is worse: less than ${shareText(count)} of the box is (95% confidence)`;
}

/** The same of one picture's. */
export const exhaustedLine: string = "every combination of the listed amounts was evaluated: exact for these";

/** Of a box whose every combination of listed amounts was evaluated. */
export const EXHAUSTED: string =
  "Every combination of the listed amounts was evaluated: the worst found is exact for these.";

function togetherText(count: number, pictures: number): string {
  if (pictures === 1) return "";
  const needed = drawsFor(promisedShare(count), pictures);
  return ` for each by itself; ${shareText(count, pictures)} for all at once, for which ${shareText(count)} takes ${needed} draws`;
}

/** "5.0%", which less than violates where none of so many draws does. */
export function shareText(count: number, pictures?: number): string {
  return `${percent(promisedShare(count, pictures))}%`;
}
