// A run's outputs on disk: results.json, results.csv, tables, figures, report.html. Reads the run folder alone.

import { join } from "node:path";
import { makeFolder } from "../core/folders.ts";
import { writeFileWithin } from "../core/write-file.ts";
import { acceptanceOf } from "../results/acceptance.ts";
import { decisionsOf } from "../results/decisions.ts";
import type { RunSummary } from "../results/schema.ts";
import { resultsText } from "../results/stamping.ts";
import { acceptanceText } from "./acceptance-text.ts";
import { answerPictures, answerTables } from "./answers/index.ts";
import { comparisonLines } from "./comparison.ts";
import { decisionsText } from "./decisions-text.ts";
import { detectorFacts } from "./detector-facts.ts";
import { isMeasured, shiftKey } from "./facts.ts";
import { drawFigures } from "./figures/index.ts";
import { renderGallery, renderPictures } from "./gallery.ts";
import { leftOut } from "./left-out.ts";
import { reportPage } from "./page/page.ts";
import { searchedRanges } from "./ranges.ts";
import { riskText } from "./risk-text.ts";
import { metricLines } from "./sentences.ts";
import { boundTable } from "./tables/bound.ts";
import { diagnosesOf, furtherTablesOf, tablesOf } from "./tables/index.ts";
import { sweepsTable } from "./tables/sweeps.ts";
import { recordsCsv, TABLE_WRITERS, tableText } from "./tables/writers.ts";
import { toleranceText } from "./tolerance-text.ts";

/** The page's name within a run folder. */
export const REPORT_PAGE = "report.html";

/**
 * Writes everything that a summary says into the run's folder, or into that of a question in it; the path of
 * report.html. InputError where the folder cannot be written.
 */
export async function writeReport(
  runFolder: string,
  summary: RunSummary,
  folder: string = runFolder,
): Promise<{ readonly reportHtml: string }> {
  const files = await reportFiles(runFolder, summary);
  for (const name of ["tables", "figures"]) await makeFolder(join(folder, name));
  for (const [name, content] of files) await writeFileWithin(folder, name, content);
  return { reportHtml: join(folder, REPORT_PAGE) };
}

/**
 * What `writeReport` writes: names within the question's folder with their content. A function of the summary and of
 * the pictures in the run's folder: the same bytes on every machine.
 */
export async function reportFiles(
  runFolder: string,
  summary: RunSummary,
): Promise<readonly (readonly [string, string])[]> {
  const pictures = answerPictures(summary);
  const sources = await renderPictures(
    runFolder,
    pictures.flatMap((row) => row.pictures.map(({ file }) => file)),
  );
  return [
    ["results.csv", samplesCsv(summary)],
    ...[...tablesOf(summary), ...diagnosesOf(summary), ...furtherTablesOf(summary)].flatMap((table) =>
      Object.entries(TABLE_WRITERS).map(([suffix, write]): [string, string] => [
        `tables/${table.name}.${suffix}`,
        write(table),
      ]),
    ),
    ...drawFigures(summary).flatMap(({ name, svg, csv }): [string, string][] => [
      [`figures/${name}.svg`, `${svg}\n`],
      [`figures/${name}.csv`, csv],
    ]),
    ...pictures.map(({ name, csv }): [string, string] => [`figures/${name}.csv`, csv]),
    [REPORT_PAGE, reportPage(summary, await renderGallery(runFolder, summary.gallery), sources)],
    // Last: its presence says that everything else is there.
    ["results.json", resultsText(summary)],
  ];
}

/**
 * What the terminal shows at the end of a study: one screen of its verdicts, tolerances or risk, where it was asked for some;
 * else the table, those of its answers, then the findings, of decisions before those of metrics.
 */
export function summaryText(summary: RunSummary): string {
  const { combinations, mean } = summary;
  const screen = screenOf(summary);
  if (screen !== null)
    return [screen, ...comparisonLines(summary), ...leftOut(summary), ...detectorLines(summary)].join("\n");
  const table = isMeasured(summary) ? (boundTable(summary, { compact: true }) ?? sweepsTable(summary)) : null;
  const tables = [...(table === null ? [] : [table]), ...answerTables(summary)].map(tableText);
  const decided = decisionsOf(summary) === undefined ? [] : [`${decisionsText(summary)}\n`];
  const said = [...leftOut(summary), ...detectorLines(summary)];
  const shown = tables.length + decided.length + combinations.length + mean.sweeps.length;
  if (shown === 0) return ["nothing was shifted", ...said].join("\n");
  return [...tables, ...decided, ...metricLines(summary), ...comparisonLines(summary), ...said].join("\n");
}

/** What of a run has a screen of its own in place of tables; null without. */
function screenOf(summary: RunSummary): string | null {
  const verdicts = acceptanceOf(summary);
  if (verdicts !== undefined) return acceptanceText(verdicts, summary.shifts);
  return toleranceText(summary) ?? riskText(summary);
}

/** "patchcore.onnx: It is asked for one picture at a time." */
function detectorLines(summary: RunSummary): string[] {
  return detectorFacts(summary).map((fact) => `${summary.provenance.detector.name}: ${fact}`);
}

/** One row per sample and search, the original first; its other worst cases stand beside the search's own. */
function samplesCsv(summary: RunSummary): string {
  const decides = summary.samples.some(({ original }) => original.label !== undefined);
  return recordsCsv(
    summary.samples.flatMap(
      ({ object, sample, defect, original, bounds, nested, objectLevel, common = {} }) =>
        Object.entries({ original: { ...original, units: 1, headroom: null }, ...bounds }).map(
          ([combination, outcome]) => ({
            ...{ object, sample, defect, combination },
            ...Object.fromEntries(
              summary.shifts.map((shift) => [shiftKey(shift), outcome.point[shift.name] ?? null]),
            ),
            pauroc: outcome.pauroc,
            loss: outcome.loss,
            image_score: outcome.imageScore,
            ...(decides ? { label: outcome.label === true ? "rejected" : "accepted" } : {}),
            units: outcome.units,
            headroom: outcome.headroom,
            ranges: searchedRanges(summary, [combination]),
            nested_pauroc: nested[combination]?.pauroc ?? null,
            nested_loss: nested[combination]?.loss ?? null,
            nested_from: nested[combination]?.from ?? null,
            object_level_pauroc: objectLevel[combination]?.pauroc ?? null,
            object_level_loss: objectLevel[combination]?.loss ?? null,
            object_level_from: objectLevel[combination]?.from ?? null,
            common_pauroc: common[combination]?.pauroc ?? null,
            common_loss: common[combination]?.loss ?? null,
          }),
        ),
    ),
  );
}
