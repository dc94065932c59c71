// One case of the gallery: the picture as it was and at its worst, each with its map.

import type { RunSummary } from "../../results/schema.ts";
import { leadingMetric, movesPart } from "../facts.ts";
import { percent, points, pointText } from "../format.ts";
import type { GalleryPictures } from "../gallery.ts";
import { shiftsOf } from "../ranges.ts";
import { escapeHtml } from "./html.ts";

/** The HTML of a gallery case. */
export function galleryCase(
  summary: RunSummary,
  { entry, original, originalMap, worst, worstMap }: GalleryPictures,
): string {
  const { sample, defect } = entry;
  const [from, to] = [entry.original.pauroc, entry.worst.pauroc];
  const shift = pointText(entry.worst.point, summary.shifts);
  const isMoved = movesPart(shiftsOf(summary, Object.keys(entry.worst.point)));
  const [back, onto] = isMoved ? [", turned back", ", turned back onto the original"] : ["", ""];
  const picture = (source: string, caption: string, alternative: string): string =>
    `<figure><img src="${source}" alt="${escapeHtml(alternative)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
  return `<section class="case">
<header><strong>${escapeHtml(sample)}</strong> (${escapeHtml(defect)}): ${leadingMetric(summary).title} ${percent(from)}% → ${percent(to)}%, <strong>${points(from, to)} points</strong> at ${escapeHtml(shift)}</header>
${picture(original, "original, defect outlined", `${sample}: the original picture, its defect outlined`)}
${picture(originalMap, `its map: ${percent(from)}%`, `${sample}: anomaly map of the original`)}
${picture(worst, "worst case", `${sample}: the picture at its worst shift, ${shift}`)}
${picture(worstMap, `its map${back}: ${percent(to)}%`, `${sample}: anomaly map of the worst case${onto}`)}
</section>`;
}
