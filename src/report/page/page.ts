// report.html: one self-contained page. What a reader wants first stands first: how far it falls, where, and why
// that is a bound and no more.

import type { DraftPrecision } from "../../core/objective.ts";
import { PRESETS } from "../../core/preset.ts";
import type { RunSummary } from "../../results/schema.ts";
import { drawFigures } from "../figures/index.ts";
import { type Findings, findingsOf } from "../findings.ts";
import { combinationInWords, counted, rangesText } from "../format.ts";
import type { GalleryPictures } from "../gallery.ts";
import { leftOut } from "../left-out.ts";
import { headline, sentences } from "../sentences.ts";
import { diagnosesOf, tablesOf } from "../tables/index.ts";
import { galleryCase } from "./case.ts";
import { escapeHtml, htmlFigure, htmlTable, section } from "./html.ts";
import { htmlPage } from "./shell.ts";

/** The page of a run with its gallery rendered. The same input gives the same bytes. */
export function reportPage(summary: RunSummary, gallery: readonly GalleryPictures[]): string {
  const findings = findingsOf(summary);
  const { dataset, model } = summary.provenance;
  const title = `How far can ${model.name} be trusted on ${dataset.kind}?`;
  const sections = [
    `<h1>${escapeHtml(title)}</h1>\n<p class="sub">${escapeHtml(scopeText(summary))}</p>`,
    ...(findings === null ? [] : [verdict(findings)]),
    ...section(
      "Left out",
      leftOut(summary).map((line) => `<p>${escapeHtml(line)}</p>`),
    ),
    ...section("Numbers", tablesOf(summary).map(htmlTable)),
    ...section("Figures", drawFigures(summary).map(htmlFigure)),
    ...section(
      "Worst cases",
      gallery.length === 0 ? [] : [galleryNote(summary), ...gallery.map(galleryCase)],
    ),
    ...section("How well it was searched", diagnosesOf(summary).map(htmlTable)),
    ...section("What this number is", [bounds(summary)]),
    ...section("Provenance", [provenance(summary)]),
  ];
  return htmlPage(title, sections);
}

function galleryNote({ provenance: { preset } }: RunSummary): string {
  const place =
    PRESETS[preset].compared === "map turned back"
      ? "The worst-case map is turned back, so that it lies on the picture as it was."
      : "The worst-case map is left as it is, and the defect's mask turned with the picture.";
  return `<p class="note">Largest drop first. The green line is the defect; dark is normal, bright is anomalous, both maps of a case in one range. ${place}</p>`;
}

function scopeText({ samples, objects, provenance: { dataset, samplesPerObject } }: RunSummary): string {
  const scope =
    samplesPerObject === null ? "" : `, a look at ${samplesPerObject} per object, not the whole test set`;
  return `${counted(samples.length, "test picture")} of ${counted(objects.length, "object")} (${dataset.objects.join(", ")})${scope}`;
}

function verdict(findings: Findings): string {
  const list = sentences(findings).map((sentence) => `<li>${escapeHtml(sentence)}</li>`);
  return `<div class="verdict"><p><strong>${escapeHtml(headline(findings))}</strong><br>when every sample is ${escapeHtml(combinationInWords(findings.combination))} to its own worst.</p><ul>${list.join("")}</ul></div>`;
}

function bounds({ provenance: { ranges } }: RunSummary): string {
  return `<p>The lower bound is what a search found: each sample was seen at a shift where the detector does this badly, and a worse one may exist. Nothing here is certified. F1-max picks its threshold anew for each row, as the paper does; a threshold fixed beforehand would do no better. Searched: ${escapeHtml(rangesText(ranges))}.</p>`;
}

/** "8 bits, fewer windows". */
function draftsText(precisions: readonly DraftPrecision[]): string {
  const several = precisions.length > 1 ? ", by the processor that computed a sample" : "";
  return `${precisions.join(" or ")}${several}, fewer windows`;
}

function provenance({ provenance: made }: RunSummary): string {
  const { dataset, model } = made;
  const amount =
    made.samplesPerObject === null ? "all test samples" : `${made.samplesPerObject} samples per object`;
  const entries: readonly (readonly [string, string])[] = [
    ["faultline", made.version],
    ["data", `${dataset.kind}, digest ${dataset.digest.slice(0, 16)}…, ${amount}`],
    ["model", `${model.name}, ${model.imageSize} px, SHA-256 ${model.digest.slice(0, 16)}…`],
    [
      "search",
      `${made.strategy} at the cost of ${counted(made.budget, "gradient step")} per sample and combination, seed ${made.seed}`,
    ],
    ...(made.drafts === undefined ? [] : [["drafts", draftsText(made.drafts)] as const]),
    ["method", `preset ${made.preset}, aspect ${made.aspect}, device ${made.device}`],
  ];
  return `<dl>${entries.map(([term, text]) => `<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`).join("")}</dl>`;
}
