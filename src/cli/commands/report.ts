// faultline report: rebuilds a run's outputs from its results.

import { resolve } from "node:path";
import { z } from "zod";
import { reproductionText, writeReproduction } from "../../report/reproduction/write.ts";
import { summaryText, writeReport } from "../../report/write.ts";
import { placeNamed, questionsOf, readRun } from "../../results/questions.ts";
import { readReproduction } from "../../results/read-document.ts";
import { checkFinished } from "../../results/run-folder.ts";
import { defineCommand, type Registration } from "../command.ts";
import { noteQuestions, runArgument } from "../run-argument.ts";

export const report: Registration = defineCommand({
  name: "report",
  summary: "Rebuild a run's tables, figures and report.html",
  example: "faultline report faultline-demo",
  positional: ["run"],
  options: z.object({ run: runArgument }),
  run: async ({ run }, { cwd, out, note }) => {
    const { runFolder, folder } = await placeNamed(resolve(cwd, run));
    await checkFinished(runFolder);
    noteQuestions(await questionsOf(runFolder), folder, note);
    const reproduction = await readReproduction(folder);
    if (reproduction !== undefined) {
      const { reportHtml } = await writeReproduction(folder, reproduction);
      out(reproductionText(reproduction));
      out(`report: ${reportHtml}`);
      return 0;
    }
    const summary = await readRun(folder);
    const { reportHtml } = await writeReport(runFolder, summary, folder);
    out(summaryText(summary));
    out(`report: ${reportHtml}`);
    return 0;
  },
});
