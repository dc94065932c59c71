// faultline report: rebuilds a run's outputs from its results.

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { summaryText, writeReport } from "../../report/write.ts";
import type { RunSummary } from "../../results/schema.ts";
import { defineCommand, type Registration } from "../command.ts";

export const report: Registration = defineCommand({
  name: "report",
  summary: "Rebuild a run's tables, figures and report.html",
  example: "faultline report faultline-demo",
  positional: ["run"],
  options: z.object({ run: z.string().describe("run folder") }),
  run: async ({ run }, { cwd, out }) => {
    const runFolder = resolve(cwd, run);
    const path = join(runFolder, "results.json");
    const text = await readFile(path, "utf8").catch(() => {
      throw new InputError(`missing ${path}: is ${run} the folder of a finished run?`);
    });
    const summary = JSON.parse(text) as RunSummary;
    if (summary.schema !== 1)
      throw new InputError(`invalid ${path}: schema ${String(summary.schema)}; expected 1`);
    const { reportHtml } = await writeReport(runFolder, summary);
    out(summaryText(summary));
    out(`report: ${reportHtml}`);
    return 0;
  },
});
