// A reproduction's outputs on disk: figures (SVG, PNG, CSV and the chart they are drawn from), tables, the page.

import { join } from "node:path";
import { makeFolder } from "../../core/folders.ts";
import { writeFileWithin } from "../../core/write-file.ts";
import type { Reproduction } from "../../results/reproduction.ts";
import { reproductionJson } from "../../results/stamping.ts";
import { pngOf } from "../figures/png.ts";
import type { Table } from "../tables/table.ts";
import { recordsCsv, TABLE_WRITERS, tableText } from "../tables/writers.ts";
import { LEFT_OUT } from "../without-pictures.ts";
import { REPORT_PAGE } from "../write.ts";
import { drawChart } from "./chart.ts";
import { checklist } from "./checklist.ts";
import { paperFigures } from "./figures/index.ts";
import { provenanceOf } from "./notes.ts";
import { type DrawnFigure, reproductionPage } from "./page.ts";
import { stripPictures } from "./strip-pictures.ts";
import { paperTables } from "./tables/index.ts";
import { resultsTable } from "./tables/results.ts";

/** Writes figures, tables and report.html into a reproduction's folder, and last reproduction.json. */
export async function writeReproduction(
  folder: string,
  reproduction: Reproduction,
): Promise<{ readonly reportHtml: string }> {
  const files = await reproductionFiles(folder, reproduction);
  for (const name of ["figures", "tables"]) await makeFolder(join(folder, name));
  for (const [name, content] of files) await writeFileWithin(folder, name, content);
  return { reportHtml: join(folder, REPORT_PAGE) };
}

/** What `writeReproduction` writes: a function of the reproduction and of the pictures in its folder. */
export async function reproductionFiles(
  folder: string,
  reproduction: Reproduction,
): Promise<readonly (readonly [string, string | Uint8Array])[]> {
  const { drawn, tables } = await drawnReproduction(folder, reproduction);
  const provenance = provenanceOf(reproduction);
  const figures: [string, string | Uint8Array][] = [];
  for (const { number, chart, rows, svg } of drawn) {
    const stem = `figures/figure-${number}`;
    figures.push(
      [`${stem}.svg`, `${svg}\n`],
      [`${stem}.png`, await pngOf(svg)],
      [`${stem}.csv`, recordsCsv(rows)],
      [`${stem}.json`, `${JSON.stringify({ ...chart, provenance }, null, 1)}\n`],
    );
  }
  return [
    ...figures,
    ...tables.flatMap((table) =>
      Object.entries(TABLE_WRITERS).map(([suffix, format]): [string, string] => [
        `tables/${table.name}.${suffix}`,
        format(table),
      ]),
    ),
    [REPORT_PAGE, reproductionPage(reproduction, drawn, tables)],
    ["reproduction.json", reproductionJson(reproduction)],
  ];
}

/** The page without figures that show pictures of parts, or maps. */
export async function picturelessReproduction(folder: string, reproduction: Reproduction): Promise<string> {
  const bare = { ...reproduction, strip: null };
  const { drawn, tables } = await drawnReproduction(folder, bare);
  return reproductionPage(bare, drawn, tables, LEFT_OUT);
}

async function drawnReproduction(
  folder: string,
  reproduction: Reproduction,
): Promise<{ readonly drawn: readonly DrawnFigure[]; readonly tables: readonly Table[] }> {
  const pictures = await stripPictures(folder, reproduction.strip);
  const drawn = paperFigures(reproduction).map((figure) => ({
    ...figure,
    svg: drawChart(figure.chart, pictures),
  }));
  return { drawn, tables: paperTables(reproduction) };
}

/** What the terminal shows at the end: table 1, then what the published weights should give. */
export function reproductionText(reproduction: Reproduction): string {
  const claims = checklist(reproduction).map(({ claim, state, detail }) => `${state}: ${claim} (${detail})`);
  return [tableText(resultsTable(reproduction)), ...claims].join("\n");
}
