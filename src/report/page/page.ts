// report.html: one self-contained page. What a reader wants first stands first: how far it falls, where, and how
// far the number can be trusted.

import { sizeWords } from "../../core/acting-size.ts";
import { givesMaps } from "../../core/detector-facts.ts";
import type { DraftPrecision } from "../../core/objective.ts";
import { PRESETS } from "../../core/preset.ts";
import { acceptanceOf } from "../../results/acceptance.ts";
import { decisionsOf } from "../../results/decisions.ts";
import { riskOf } from "../../results/risk.ts";
import type { RunSummary } from "../../results/schema.ts";
import { detectorFacts } from "../detector-facts.ts";
import { metricFigures } from "../figures/index.ts";
import { counted, shiftsInWords } from "../format.ts";
import type { GalleryPictures } from "../gallery.ts";
import { leftOut } from "../left-out.ts";
import { hasMaps } from "../own-values.ts";
import { rangesOfRun, shiftsOf, shiftsOfRun } from "../ranges.ts";
import { searchText } from "../search-text.ts";
import { metricLines } from "../sentences.ts";
import { CONTROLS_NOTE, hasControls } from "../tables/controls.ts";
import { diagnosesOf, metricTables } from "../tables/index.ts";
import { acceptanceSection } from "./acceptance.ts";
import { type AnswerSources, answerHtml, answersApart, hasBox } from "./answer.ts";
import { galleryCase } from "./case.ts";
import { comparisonSection } from "./comparison.ts";
import { decisionsBox, decisionsSection } from "./decisions.ts";
import { bullets, escapeHtml, htmlFigure, htmlTable, section } from "./html.ts";
import { riskBox } from "./risk.ts";
import { htmlPage } from "./shell.ts";
import { stampHtml } from "./stamp.ts";
import { toleranceSection } from "./tolerance.ts";
import { wordsSection } from "./words.ts";

/**
 * The page of a run with its gallery rendered, and its answers' pictures as data URIs by file. `said` stands below its
 * title. The same input gives the same bytes.
 */
export function reportPage(
  summary: RunSummary,
  gallery: readonly GalleryPictures[],
  sources: AnswerSources = new Map(),
  said: string | null = null,
): string {
  const { dataset, detector } = summary.provenance;
  const [boxed, others] = answersApart(summary);
  const title = `How far can ${detector.name} be trusted on ${dataset.kind}?`;
  const sections = [
    `<h1>${escapeHtml(title)}</h1>\n<p class="sub">${escapeHtml(scopeText(summary))}</p>`,
    ...(said === null ? [] : [`<p class="note">${escapeHtml(said)}</p>`]),
    ...acceptanceSection(summary),
    ...[...toleranceSection(summary), ...riskBox(summary)],
    ...boxed.flatMap((answer) => answerHtml(answer, sources)),
    ...decisionsBox(summary),
    ...verdict(summary),
    ...section(
      "Excluded",
      leftOut(summary).map((line) => `<p>${escapeHtml(line)}</p>`),
    ),
    ...decisionsSection(summary),
    ...comparisonSection(summary),
    ...others.flatMap((answer) => answerHtml(answer, sources)),
    ...section("Results", metricTables(summary).map(htmlTable)),
    ...section("Figures", metricFigures(summary).map(htmlFigure)),
    ...section(
      "Worst cases",
      gallery.length === 0
        ? []
        : [galleryNote(summary), ...gallery.map((each) => galleryCase(summary, each))],
    ),
    ...section("Search quality", diagnosesOf(summary).map(htmlTable)),
    ...section("How to read these numbers", [reading(summary)]),
    ...section("Provenance", [provenance(summary)]),
    ...(decisionsOf(summary) === undefined
      ? []
      : wordsSection({ verdicts: acceptanceOf(summary) !== undefined })),
  ];
  return htmlPage(title, sections, stampHtml(summary.stamp, summary.provenance.version));
}

function galleryNote(summary: RunSummary): string {
  const { preset, ignores, dataset, detector } = summary.provenance;
  const order = hasMaps(summary)
    ? "Largest drop first."
    : "Largest change of the image score the wrong way first: down with a defect, up without.";
  const outline = dataset.unmasked === undefined ? " The green outline is the defect." : "";
  const hatched = ignores ? " What is hatched counts nowhere." : "";
  const place =
    PRESETS[preset].compared === "map turned back"
      ? "The worst-case map is turned back onto the original picture."
      : "The worst-case map is not turned back; the defect's mask is turned with the picture.";
  const maps = givesMaps(detector)
    ? ` In the maps dark is normal and bright is anomalous; both maps of a case share one colour range. ${place}`
    : "";
  return `<p class="note">${order}${outline}${hatched}${maps}</p>`;
}

function scopeText({ samples, objects, provenance: { dataset, samplesPerObject } }: RunSummary): string {
  const scope =
    samplesPerObject === null ? "" : `; first look: ${samplesPerObject} per object, not the whole test set`;
  return `${counted(samples.length, "test picture")} of ${counted(objects.length, "object")} (${dataset.objects.join(", ")})${scope}`;
}

function verdict(summary: RunSummary): string[] {
  const [first, ...others] = metricLines(summary);
  const isFirst = decisionsOf(summary) === undefined && !hasBox(summary);
  const below = isFirst ? "" : " below";
  if (first === undefined) return [];
  const combination = summary.combinations.at(-1);
  const how =
    combination === undefined
      ? "when all samples are shifted by the same value."
      : `when each sample is ${shiftsInWords(shiftsOf(summary, [combination]))} to its own worst.`;
  return [
    `<div class="verdict${below}"><p><strong>${escapeHtml(first)}</strong><br>${escapeHtml(how)}</p>${bullets(others)}</div>`,
  ];
}

function reading(summary: RunSummary): string {
  const { combinations } = summary;
  const ranges = rangesOfRun(summary, shiftsOfRun(summary));
  const isDrawn = riskOf(summary) !== undefined;
  const kind = isDrawn
    ? "The draws were made without looking at what the detector does, so that their exact intervals hold whatever it is, for amounts distributed as stated."
    : combinations.length === 0
      ? "Each row shifts all samples by the same value; between and beyond these values nothing was measured."
      : "The worst found is the lowest value that a search found: an upper estimate of the true minimum, which may be lower. The paper calls it the lower bound.";
  return `<p>${kind}${controlsText(summary)} ${thresholdsText(summary)} Ranges: ${escapeHtml(ranges)}.</p>`;
}

/** Metrics look at all thresholds, F1-max at the best of each row: what a frozen one does is said by decisions alone. */
function thresholdsText(summary: RunSummary): string {
  const f1max = hasMaps(summary)
    ? "F1-max chooses its threshold anew for each row, as in the paper, and so hides what a shift does at the one threshold of a line; a threshold fixed beforehand would do no better. "
    : "";
  return decisionsOf(summary) === undefined
    ? `${f1max}No threshold was frozen in this run: <code>--operating-point</code> (of the commands sweep, bound and operating-point) counts how many defective parts escape and how many good ones are rejected at one.`
    : `${f1max}What a threshold that was frozen before any shift rejects and lets pass stands above, under Decisions.`;
}

/** What the columns of controls are, where there are any. */
function controlsText(summary: RunSummary): string {
  return hasControls(summary) ? ` ${escapeHtml(CONTROLS_NOTE)}` : "";
}

/** "8 bits, fewer windows". */
function draftsText(precisions: readonly DraftPrecision[]): string {
  const several = precisions.length > 1 ? ", by the processor that computed a sample" : "";
  return `${precisions.join(" or ")}${several}, fewer windows`;
}

function provenance(summary: RunSummary): string {
  const { provenance: made } = summary;
  const { dataset, detector } = made;
  const search = searchText(made);
  const amount =
    made.samplesPerObject === null ? "all test samples" : `${made.samplesPerObject} samples per object`;
  const entries: readonly (readonly [string, string])[] = [
    ["faultline", made.version],
    ["data", `${dataset.kind}, digest ${dataset.digest.slice(0, 16)}…, ${amount}`],
    ["detector", `${detector.name}, ${sizeWords(detector.size)}, SHA-256 ${detector.digest.slice(0, 16)}…`],
    ["shifts", rangesOfRun(summary, shiftsOfRun(summary))],
    ...(search === null ? [] : [["search", search] as const]),
    ...(made.criterion === null ? [] : [["criterion", made.criterion] as const]),
    ...(made.drafts === undefined ? [] : [["drafts", draftsText(made.drafts)] as const]),
    ["seed", `${made.seed}`],
    ["method", `preset ${made.preset}, aspect ${detector.aspect}, device ${made.device}`],
    ...(made.ignores
      ? [["region", "a part of the pictures is excluded: its pixels count nowhere"] as const]
      : []),
  ];
  const below = (term: string): string => (term === "detector" ? bullets(detectorFacts(summary)) : "");
  const items = entries.map(([term, text]) => `<dt>${term}</dt><dd>${escapeHtml(text)}${below(term)}</dd>`);
  return `<dl>${items.join("")}</dl>`;
}
