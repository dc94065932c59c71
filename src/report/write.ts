// A run's outputs on disk: results.json, results.csv, tables, figures, report.html. Reads the run folder alone.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeFailure, writeFileAtomic } from "../core/write-file.ts";
import type { RunSummary } from "../results/schema.ts";
import { rowsCsv } from "./figures/figure.ts";
import { drawFigures } from "./figures/index.ts";
import { findingsOf } from "./findings.ts";
import { combinationLabel, percent, points, relative } from "./format.ts";
import { renderGallery } from "./gallery.ts";
import { reportPage } from "./page.ts";
import { boundTable, tableCsv, tableLatex, tableMarkdown, tableText } from "./tables.ts";

/** Writes everything that a summary says; the path of report.html. InputError where the folder cannot be written. */
export async function writeReport(
  runFolder: string,
  summary: RunSummary,
): Promise<{ readonly reportHtml: string }> {
  const table = boundTable(summary);
  const files: Record<string, string> = {
    "results.json": `${JSON.stringify(summary, null, 1)}\n`,
    "results.csv": samplesCsv(summary),
    "tables/bound.txt": `${tableText(table)}\n`,
    "tables/bound.csv": tableCsv(table),
    "tables/bound.md": tableMarkdown(table),
    "tables/bound.tex": tableLatex(table),
  };
  for (const { name, svg, csv } of drawFigures(summary)) {
    files[`figures/${name}.svg`] = `${svg}\n`;
    files[`figures/${name}.csv`] = csv;
  }
  files["report.html"] = reportPage(summary, await renderGallery(runFolder, summary.gallery));
  for (const folder of ["tables", "figures"]) {
    await mkdir(join(runFolder, folder), { recursive: true }).catch((error: unknown) => {
      throw writeFailure(join(runFolder, folder), error);
    });
  }
  for (const [name, content] of Object.entries(files)) await writeFileAtomic(join(runFolder, name), content);
  return { reportHtml: join(runFolder, "report.html") };
}

/** What the terminal shows at the end of a study. */
export function summaryTable(summary: RunSummary): string {
  const findings = findingsOf(summary);
  if (findings === null) return sweepText(summary);
  const { from, to, combination, objects } = findings;
  const headline = `mean pAUROC ${percent(from)}% → ${percent(to)}% (${points(from, to)} points, ${relative(from, to)}) over ${combinationLabel(combination)}`;
  const [most, least] = [objects[0], objects.at(-1)];
  const ends =
    most === undefined || least === undefined
      ? []
      : [
          `most affected: ${most.object} (${points(most.from, most.to)}), least: ${least.object} (${points(least.from, least.to)})`,
        ];
  return [tableText(boundTable(summary)), "", headline, ...ends].join("\n");
}

function sweepText(summary: RunSummary): string {
  return summary.mean.sweeps
    .map(({ shift, points: values }) =>
      [
        shift,
        ...values.map(
          ({ value, metrics }) => `${value.toFixed(2).padStart(8)}  pAUROC ${percent(metrics.pauroc)}%`,
        ),
      ].join("\n"),
    )
    .join("\n");
}

/** One row per sample and combination. */
function samplesCsv(summary: RunSummary): string {
  return rowsCsv(
    summary.samples.flatMap(({ object, sample, defect, original, bounds }) =>
      Object.entries({ original: { ...original, units: 1 }, ...bounds }).map(([combination, outcome]) => ({
        object,
        sample,
        defect,
        combination,
        theta: outcome.point.theta,
        hue: outcome.point.hue,
        saturation: outcome.point.saturation,
        pauroc: outcome.pauroc,
        loss: outcome.loss,
        imageScore: outcome.imageScore,
        units: outcome.units,
      })),
    ),
  );
}
