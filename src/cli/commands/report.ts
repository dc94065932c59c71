// faultline report: rebuilds a run's outputs from its results.

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { reproductionText, writeReproduction } from "../../report/reproduction/write.ts";
import { summaryText, writeReport } from "../../report/write.ts";
import type { Reproduction } from "../../results/reproduction.ts";
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
    const reproduction = await readDocument<Reproduction>(join(runFolder, "reproduction.json"));
    if (reproduction !== undefined) {
      const { reportHtml } = await writeReproduction(runFolder, reproduction);
      out(reproductionText(reproduction));
      out(`report: ${reportHtml}`);
      return 0;
    }
    const path = join(runFolder, "results.json");
    const summary = await readDocument<RunSummary>(path);
    if (summary === undefined)
      throw new InputError(`missing ${path}: is ${run} the folder of a finished run?`);
    const { reportHtml } = await writeReport(runFolder, summary);
    out(summaryText(summary));
    out(`report: ${reportHtml}`);
    return 0;
  },
});

/** A document of schema 1; undefined where there is no such file. */
async function readDocument<Kind extends { readonly schema: 1 }>(path: string): Promise<Kind | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const document = JSON.parse(text) as { readonly schema?: unknown };
  if (document.schema !== 1)
    throw new InputError(`invalid ${path}: schema ${String(document.schema)}; expected 1`);
  return document as Kind;
}
