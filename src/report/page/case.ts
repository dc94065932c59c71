// One case of the gallery: the picture as it was and at its worst, each with its map where there is one.

import type { RunSummary } from "../../results/schema.ts";
import { movesPart } from "../facts.ts";
import { percent, plain, points, pointText, signed, UNDEFINED } from "../format.ts";
import type { GalleryPictures } from "../gallery.ts";
import { ownValues } from "../own-values.ts";
import { shiftsOf } from "../ranges.ts";
import { escapeHtml } from "./html.ts";

/** The HTML of a gallery case. */
export function galleryCase(summary: RunSummary, { entry, original, worst, maps }: GalleryPictures): string {
  const { sample, defect } = entry;
  const { from, to, change } = changeText(summary, entry);
  const isGood = summary.samples.some((each) => each.sample === sample && !each.anomalous);
  const outlined = isGood ? "" : ", defect outlined";
  const shift = pointText(entry.worst.point, summary.shifts);
  const isMoved = movesPart(shiftsOf(summary, Object.keys(entry.worst.point)));
  const [back, onto] = isMoved ? [", turned back", ", turned back onto the original"] : ["", ""];
  const picture = (source: string, caption: string, alternative: string): string =>
    `<figure><img src="${source}" alt="${escapeHtml(alternative)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
  const mapOf = (source: string | undefined, ...texts: [string, string]): string =>
    source === undefined ? "" : `${picture(source, ...texts)}\n`;
  return `<section class="case">
<header><strong>${escapeHtml(sample)}</strong> (${escapeHtml(defect)}): ${ownValues(summary).facts.title} ${from} → ${to}, <strong>${change}</strong> at ${escapeHtml(shift)}</header>
${picture(original, `original${outlined}`, `${sample}: the original picture${outlined === "" ? "" : ", its defect outlined"}`)}
${mapOf(maps?.original, `its map: ${from}`, `${sample}: anomaly map of the original`)}${picture(worst, "worst case", `${sample}: the picture at its worst shift, ${shift}`)}
${mapOf(maps?.worst, `its map${back}: ${to}`, `${sample}: anomaly map of the worst case${onto}`)}</section>`;
}

/** "97.1%", "45.0%" and "−52.1 points"; image scores as they are. */
function changeText(
  summary: RunSummary,
  { original, worst }: GalleryPictures["entry"],
): { readonly from: string; readonly to: string; readonly change: string } {
  const { facts, of } = ownValues(summary);
  const [from, to] = [of(original), of(worst)];
  if (facts.unit === "fraction")
    return { from: `${percent(from)}%`, to: `${percent(to)}%`, change: `${points(from, to)} points` };
  const text = (value: number | null): string => (value === null ? UNDEFINED : plain(value, facts.decimals));
  const change = from === null || to === null ? UNDEFINED : signed(to - from, facts.decimals);
  return { from: text(from), to: text(to), change };
}
