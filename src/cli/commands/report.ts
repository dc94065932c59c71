// faultline report: rebuilds a run's outputs from its results.

import { join, resolve } from "node:path";
import { z } from "zod";
import { reproductionText, writeReproduction } from "../../report/reproduction/write.ts";
import { summaryText, writeReport } from "../../report/write.ts";
import { readDocument, readRun } from "../../results/read-document.ts";
import type { Reproduction } from "../../results/reproduction.ts";
import { defineCommand, type Registration } from "../command.ts";

export const report: Registration = defineCommand({
  name: "report",
  summary: "Rebuild a run's tables, figures and report.html",
  example: "faultline report faultline-demo",
  positional: ["run"],
  options: z.object({ run: z.string().describe("run folder") }),
  run: async ({ run }, { cwd, out }) => {
    const runFolder = resolve(cwd, run);
    const reproduction = await readDocument<Reproduction>(join(runFolder, "reproduction.json"));
    if (reproduction !== undefined) {
      const { reportHtml } = await writeReproduction(runFolder, reproduction);
      out(reproductionText(reproduction));
      out(`report: ${reportHtml}`);
      return 0;
    }
    const summary = await readRun(runFolder);
    const { reportHtml } = await writeReport(runFolder, summary);
    out(summaryText(summary));
    out(`report: ${reportHtml}`);
    return 0;
  },
});
