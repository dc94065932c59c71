// A reproduction's outputs on disk: figures (SVG, PNG, CSV and the chart they are drawn from), tables, the page.

import { join } from "node:path";
import { makeFolder } from "../../core/folders.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import type { Reproduction } from "../../results/reproduction.ts";
import { pngOf } from "../figures/png.ts";
import { recordsCsv, TABLE_WRITERS, tableText } from "../tables/writers.ts";
import { drawChart } from "./chart.ts";
import { checklist } from "./checklist.ts";
import { paperFigures } from "./figures/index.ts";
import { provenanceOf } from "./notes.ts";
import { reproductionPage } from "./page.ts";
import { stripPictures } from "./strip-pictures.ts";
import { paperTables } from "./tables/index.ts";
import { resultsTable } from "./tables/results.ts";

/** Writes figures, tables and report.html into a reproduction's folder, and last reproduction.json. */
export async function writeReproduction(
  folder: string,
  reproduction: Reproduction,
): Promise<{ readonly reportHtml: string }> {
  const pictures = await stripPictures(folder, reproduction.strip);
  const figures = paperFigures(reproduction).map((figure) => ({
    ...figure,
    svg: drawChart(figure.chart, pictures),
  }));
  const tables = paperTables(reproduction);
  for (const name of ["figures", "tables"]) await makeFolder(join(folder, name));
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeFileAtomic(join(folder, name), content);
  const provenance = provenanceOf(reproduction);
  for (const { number, chart, rows, svg } of figures) {
    const stem = `figures/figure-${number}`;
    await write(`${stem}.svg`, `${svg}\n`);
    await write(`${stem}.png`, await pngOf(svg));
    await write(`${stem}.csv`, recordsCsv(rows));
    await write(`${stem}.json`, `${JSON.stringify({ ...chart, provenance }, null, 1)}\n`);
  }
  for (const table of tables) {
    for (const [suffix, format] of Object.entries(TABLE_WRITERS))
      await write(`tables/${table.name}.${suffix}`, format(table));
  }
  const reportHtml = join(folder, "report.html");
  await write("report.html", reproductionPage(reproduction, figures, tables));
  await write("reproduction.json", `${JSON.stringify(reproduction)}\n`);
  return { reportHtml };
}

/** What the terminal shows at the end: table 1, then what the published weights should give. */
export function reproductionText(reproduction: Reproduction): string {
  const claims = checklist(reproduction).map(({ claim, state, detail }) => `${state}: ${claim} (${detail})`);
  return [tableText(resultsTable(reproduction)), ...claims].join("\n");
}
