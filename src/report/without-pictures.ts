// A run's page for what may not leave the house: no picture of a part, no anomaly map. Names of samples stay.

import type { RunSummary } from "../results/schema.ts";
import { reportPage } from "./page/page.ts";

/** The page's name within a run folder. */
export const PICTURELESS_PAGE = "report-no-pictures.html";

/** What such a page says of itself. */
export const LEFT_OUT =
  "Without pictures: the pictures of the parts and the anomaly maps were left out of this page. Names of samples and the command that made the run are in it.";

/** The page of a run without its pictures; everything else of it, its stamp too, is as on the whole page. */
export function picturelessPage(summary: RunSummary): string {
  const answers = summary.answers.map((answer) => ({
    ...answer,
    charts: answer.charts.filter(({ kind }) => kind !== "pictures"),
  }));
  return reportPage({ ...summary, gallery: [], answers }, [], new Map(), LEFT_OUT);
}
