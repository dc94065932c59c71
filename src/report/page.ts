// report.html: one self-contained page. What a reader wants first stands first: how far it falls, where, and why
// that is a bound and no more.

import type { RunSummary } from "../results/schema.ts";
import { drawFigures } from "./figures/index.ts";
import { type Findings, findingsOf } from "./findings.ts";
import { combinationLabel, escapeHtml, percent, points, relative, signed } from "./format.ts";
import type { GalleryPictures } from "./gallery.ts";
import { STYLE } from "./style.ts";
import { boundTable, type Table } from "./tables.ts";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The page of a run with its gallery rendered. The same input gives the same bytes. */
export function reportPage(summary: RunSummary, gallery: readonly GalleryPictures[]): string {
  const findings = findingsOf(summary);
  const { dataset, model } = summary.provenance;
  const title = `How far can ${model.name} be trusted on ${dataset.kind}?`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="sub">${summary.samples.length} test pictures of ${summary.objects.length} objects: ${escapeHtml(dataset.objects.join(", "))}</p>
${findings === null ? "" : verdict(findings)}
${findings === null ? "" : affected(findings)}
<h2>Numbers</h2>
${htmlTable(boundTable(summary))}
<p class="note">pAUROC and F1-max pool all pixels of an object's test set; AUPRO integrates the per-region overlap (8-connected regions) to a false-positive rate of 0.3. Means are over objects. F1-max picks its threshold anew for each row.</p>
<h2>Figures</h2>
${drawFigures(summary)
  .map(({ svg, caption }) => `<figure>${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>`)
  .join("\n")}
${gallery.length === 0 ? "" : `<h2>Worst cases</h2>\n<p class="note">Largest drop first. The green line is the defect; dark is normal, bright is anomalous, both maps in one range. The worst-case map is turned back, so that it lies on the picture as it was.</p>\n${gallery.map(galleryCase).join("\n")}`}
<h2>What this number is</h2>
<p>The lower bound is what a search found: no shift worse than these was <em>visited</em>, but the true worst case may be lower. Nothing here is certified. Ranges: ${rangesText(summary)}.</p>
${provenance(summary)}
</main>
</body>
</html>
`;
}

function verdict({ from, to, combination, worstTenth, costliestShift, unmoved, samples }: Findings): string {
  const extra = [
    `In the worst tenth of the samples, ${percent(worstTenth)}% is left on average.`,
    costliestShift === null
      ? ""
      : `The costliest single shift is ${combinationLabel(costliestShift.combination)} (down to ${percent(costliestShift.to)}%).`,
    unmoved === 0 ? "" : `${unmoved} of ${samples.length} samples did not move by a point.`,
  ].filter((sentence) => sentence !== "");
  return `<p class="verdict"><strong>Mean pAUROC falls from ${percent(from)}% to ${percent(to)}%</strong><br>${points(from, to)} points, ${relative(from, to)} relative, when every sample is at its own worst ${escapeHtml(combinationLabel(combination))}. ${extra.join(" ")}</p>`;
}

function affected({ objects, samples }: Findings): string {
  const [most, least] = [objects[0], objects.at(-1)];
  if (most === undefined || least === undefined) return "";
  const line = (name: string, entry: typeof most): string =>
    `<li>${name}: <strong>${escapeHtml(entry.object)}</strong>, ${percent(entry.from)}% → ${percent(entry.to)}% (${points(entry.from, entry.to)} points, ${relative(entry.from, entry.to)})</li>`;
  const rows = samples.slice(0, 10).map(({ sample, from, to }) => {
    const point = sample.bounds[Object.keys(sample.bounds).at(-1) ?? ""]?.point;
    const at =
      point === undefined
        ? ["", "", ""]
        : [signed(point.theta, 1), signed(point.hue, 2), signed(point.saturation, 2)];
    return [sample.sample, sample.defect, percent(from), percent(to), points(from, to), ...at];
  });
  const table = {
    name: "samples",
    title: "",
    head: ["sample", "defect", "pAUROC", "worst", "Δ points", "θ (°)", "δh (rad)", "δs"],
    rows,
  };
  return `<ul>${line("Most affected object", most)}${line("Least affected object", least)}</ul>\n<h2>Samples hit hardest</h2>\n${htmlTable(table)}`;
}

function htmlTable({ head, rows }: Table): string {
  const cells = (tag: string, row: readonly string[]): string =>
    row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("");
  let group = "";
  const body = rows.map((row) => {
    const first = row[0] !== group;
    group = row[0] ?? "";
    return `<tr${first ? ' class="first"' : ""}>${cells("td", first ? row : ["", ...row.slice(1)])}</tr>`;
  });
  return `<div class="table"><table><thead><tr>${cells("th", head)}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

function galleryCase({ entry, original, originalMap, worst, worstMap }: GalleryPictures): string {
  const { theta, hue, saturation } = entry.worst.point;
  const shift = `θ ${signed(theta, 1)}°, δh ${signed(hue, 2)}, δs ${signed(saturation, 2)}`;
  const name = escapeHtml(entry.sample);
  const picture = (source: string, caption: string, alternative: string): string =>
    `<figure><img src="${source}" alt="${escapeHtml(alternative)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
  return `<section class="case"><header><strong>${name}</strong> (${escapeHtml(entry.defect)}): pAUROC ${percent(entry.original.pauroc)}% → ${percent(entry.worst.pauroc)}%, ${points(entry.original.pauroc, entry.worst.pauroc)} points at ${shift}</header>
${picture(original, "original", `${entry.sample}, original, defect outlined`)}
${picture(originalMap, "its map", `${entry.sample}, map of the original`)}
${picture(worst, "worst case", `${entry.sample}, at its worst shift: ${shift}`)}
${picture(worstMap, "its map, turned back", `${entry.sample}, aligned map of the worst case`)}
</section>`;
}

function rangesText({ provenance: { ranges } }: RunSummary): string {
  const text = ([low, high]: readonly [number, number], digits: number): string =>
    `${signed(low, digits)} to ${signed(high, digits)}`;
  return `θ ${text(ranges.theta, 0)}°, δh ${text(ranges.hue, 2)} rad, δs ${text(ranges.saturation, 2)}`;
}

function provenance({ provenance: p }: RunSummary): string {
  const entries: readonly (readonly [string, string])[] = [
    ["faultline", p.version],
    [
      "data",
      `${p.dataset.kind}, digest ${p.dataset.digest.slice(0, 16)}, ${p.samplesPerObject === null ? "all test samples" : `${p.samplesPerObject} samples per object`}`,
    ],
    ["model", `${p.model.name}, ${p.model.imageSize} px, SHA-256 ${p.model.digest.slice(0, 16)}…`],
    ["search", `${p.strategy}, ${p.budget} gradient steps per sample and kind of shift, seed ${p.seed}`],
    ["method", `preset ${p.preset}, aspect ${p.aspect}, device ${p.device}`],
  ];
  return `<h2>Provenance</h2>\n<dl>${entries.map(([term, text]) => `<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`).join("")}</dl>`;
}
