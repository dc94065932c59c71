// faultline report: rebuilds a run's outputs from its results, makes a page without pictures, or checks that all is as it
// was made.

import { join, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import {
  picturelessReproduction,
  reproductionText,
  writeReproduction,
} from "../../report/reproduction/write.ts";
import { PICTURELESS_PAGE, picturelessPage } from "../../report/without-pictures.ts";
import { summaryText, writeReport } from "../../report/write.ts";
import type { Check } from "../../results/check.ts";
import { placeNamed, type QuestionPlace, questionsOf, readRun } from "../../results/questions.ts";
import { readReproduction } from "../../results/read-document.ts";
import { checkFinished } from "../../results/run-folder.ts";
import { defineCommand, type Registration, type Surroundings } from "../command.ts";
import { noteQuestions, runArgument } from "../run-argument.ts";
import { verifyFolder } from "../verification.ts";

export const report: Registration = defineCommand({
  name: "report",
  summary: "Rebuild a run's tables, figures and report.html, or check that they are as they were made",
  example: "faultline report faultline-demo --verify",
  positional: ["run"],
  options: z.object({
    run: runArgument,
    verify: z
      .boolean()
      .default(false)
      .describe("change nothing; check stamp, records, maps and pages, exit code 1 where any differs"),
    noPictures: z
      .boolean()
      .default(false)
      .describe(`write ${PICTURELESS_PAGE} for what may not leave the house: no picture, no map`),
    json: z.boolean().default(false).describe("requires --verify: one JSON document on standard output"),
  }),
  run: async ({ run, verify, noPictures, json }, surroundings) => {
    if (verify && noPictures)
      throw new UsageError("invalid --no-pictures: cannot be combined with --verify, which writes nothing");
    if (json && !verify) throw new UsageError("missing --verify: --json requires it");
    const place = await placeNamed(resolve(surroundings.cwd, run));
    if (verify) return await verified(place, json, surroundings);
    await checkFinished(place.runFolder);
    noteQuestions(await questionsOf(place.runFolder), place.folder, surroundings.note);
    if (noPictures) return await withoutPictures(place, surroundings);
    return await rebuilt(place, surroundings);
  },
});

async function rebuilt({ runFolder, folder }: QuestionPlace, { out }: Surroundings): Promise<number> {
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
}

/** Writes the page without pictures beside the whole one, and nothing else. */
async function withoutPictures({ folder }: QuestionPlace, { out }: Surroundings): Promise<number> {
  const reproduction = await readReproduction(folder);
  const page =
    reproduction === undefined
      ? picturelessPage(await readRun(folder))
      : await picturelessReproduction(folder, reproduction);
  const path = join(folder, PICTURELESS_PAGE);
  await writeFileAtomic(path, page);
  out(`report without pictures: ${path}`);
  return 0;
}

async function verified(
  place: QuestionPlace,
  json: boolean,
  { out, note, ...around }: Surroundings,
): Promise<number> {
  const folders = await verifyFolder(place, around);
  const checks = folders.flatMap((each) => each.checks);
  const wrong = checks.filter(({ state }) => state === "differs").length;
  if (json) out(JSON.stringify({ ok: wrong === 0, folders }));
  else {
    for (const each of folders) {
      if (folders.length > 1) out(`${each.folder}:`);
      for (const line of each.checks.flatMap(checkLines)) out(line);
    }
    out(
      wrong === 0
        ? `verified: all ${checks.length} checks hold`
        : `not verified: ${wrong} of ${checks.length} checks fail`,
    );
  }
  // A damaged question is among the checks already.
  const others = await questionsOf(place.runFolder).catch(() => []);
  noteQuestions(others, place.folder, note);
  return wrong === 0 ? 0 : 1;
}

function checkLines({ what, state, lines }: Check): string[] {
  return lines.map((line) => `${state}: ${what}: ${line}`);
}
