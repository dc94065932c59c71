// report --verify: a run or a reproduction held against its stamp, its records and what its results give. Nothing is
// changed.

import { join } from "node:path";
import { canonicalJson } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { picturelessReproduction, reproductionFiles } from "../report/reproduction/write.ts";
import { type RenderedFile, verifyRendered } from "../report/verify.ts";
import { PICTURELESS_PAGE, picturelessPage } from "../report/without-pictures.ts";
import { reportFiles } from "../report/write.ts";
import { type Check, Problems } from "../results/check.ts";
import { REPRODUCTION_FILE, RESULTS_FILE } from "../results/file-names.ts";
import { placeNamed, type QuestionPlace, readRun } from "../results/questions.ts";
import { readReproduction, readSummary } from "../results/read-document.ts";
import type { Reproduction } from "../results/reproduction.ts";
import type { RunSummary } from "../results/schema.ts";
import type { Stamp } from "../results/stamp.ts";
import {
  digestsOfRun,
  digestsOfStudies,
  fileDigest,
  reproductionJson,
  resultsText,
} from "../results/stamping.ts";
import { identityOf, verifyIdentity, verifyQuestion, verifyStamped } from "../results/verify.ts";
import { verifyRecords } from "../results/verify-records.ts";
import { recordKey } from "../study/plan.ts";
import type { Surroundings } from "./command.ts";

/** What was checked of one folder. */
export interface Verified {
  readonly folder: string;
  readonly checks: readonly Check[];
}

type Around = Pick<Surroundings, "signal" | "progress">;

/**
 * Checks a question of a run, or a reproduction with its studies. What is wrong with them is among the checks;
 * CancelledError.
 */
export async function verifyFolder(place: QuestionPlace, around: Around): Promise<Verified[]> {
  const { folder } = place;
  let reproduction: Reproduction | undefined;
  try {
    reproduction = await readReproduction(folder);
  } catch (error) {
    return [{ folder, checks: [unreadable(REPRODUCTION_FILE, error)] }];
  }
  if (reproduction === undefined) return [await verifyRun(place, around)];
  const verified: Verified[] = [{ folder, checks: await reproductionChecks(reproduction, place) }];
  for (const study of [...reproduction.studies, ...reproduction.best])
    verified.push(await verifyRun(await placeNamed(join(folder, study.folder)), around));
  return verified;
}

async function verifyRun(place: QuestionPlace, around: Around): Promise<Verified> {
  const { folder } = place;
  const summary = await readRun(folder).catch((error: unknown) => unreadable(RESULTS_FILE, error));
  return { folder, checks: "state" in summary ? [summary] : await runChecks(summary, place, around) };
}

function unreadable(what: string, error: unknown): Check {
  if (!(error instanceof InputError)) throw error;
  const problems = new Problems();
  problems.add(error.message);
  return problems.check(what, "");
}

async function runChecks(
  summary: RunSummary,
  place: QuestionPlace,
  { signal, progress }: Around,
): Promise<Check[]> {
  const { runFolder, folder } = place;
  const { stamp, provenance } = summary;
  const { version, plan, dataset } = provenance;
  const [own, ...stamped] = await verifyStamped(folder, {
    ...{ name: RESULTS_FILE, content: summary, text: resultsText(summary) },
    ...{ version, digests: digestsOfRun(summary) },
  });
  const identity = await verifyIdentity(runFolder, identityOf(summary));
  const question = await verifyQuestion(place, { stamp, plan });
  const records = await verifyRecords({
    ...{ runFolder, keys: question.keys, summary, signal },
    keyOf: (record) => recordKey(record, dataset.kind),
    onRecord: (done, total) => progress(`verified ${done} of ${total} records`),
  });
  const rendered = await verifyRendered(
    folder,
    async () => [
      ...(await reportFiles(runFolder, summary)),
      ...(await pictureless(folder, async () => picturelessPage(summary))),
    ],
    { version, results: trustIn(own, stamp) },
  );
  return [...(own === undefined ? [] : [own]), ...stamped, identity, question.check, ...records, ...rendered];
}

async function reproductionChecks(reproduction: Reproduction, place: QuestionPlace): Promise<Check[]> {
  const { folder, runFolder } = place;
  const { stamp, version } = reproduction;
  const [own, ...stamped] = await verifyStamped(folder, {
    ...{ name: REPRODUCTION_FILE, content: reproduction, text: reproductionJson(reproduction) },
    ...{ version, digests: digestsOfStudies(reproduction) },
  });
  const identity = await verifyIdentity(runFolder, { faultline: "reproduction" });
  const question = await verifyQuestion(place, { stamp, plan: null });
  const studies = new Problems();
  for (const { folder: within, summary } of [...reproduction.studies, ...reproduction.best]) {
    const found = await readSummary(join(folder, within)).catch(() => undefined);
    if (canonicalJson(found ?? null) !== canonicalJson(summary))
      studies.add(
        `${join(folder, within, RESULTS_FILE)} says something else than ${REPRODUCTION_FILE}; run the same command again`,
      );
  }
  const rendered = await verifyRendered(
    folder,
    async () => [
      ...(await reproductionFiles(folder, reproduction)),
      ...(await pictureless(folder, () => picturelessReproduction(folder, reproduction))),
    ],
    { version, results: trustIn(own, stamp) },
  );
  return [
    ...(own === undefined ? [] : [own]),
    ...stamped,
    identity,
    question.check,
    studies.check("studies", "have the results that reproduction.json has"),
    ...rendered,
  ];
}

/** What is known of results by the check of their own file. */
function trustIn(own: Check | undefined, stamp: Stamp | undefined): Check["state"] {
  return own?.state === "ok" && stamp === undefined ? "not stamped" : (own?.state ?? "differs");
}

/** The page without pictures, where somebody has made one. */
async function pictureless(folder: string, render: () => Promise<string>): Promise<RenderedFile[]> {
  const isThere = (await fileDigest(join(folder, PICTURELESS_PAGE))) !== null;
  return isThere ? [[PICTURELESS_PAGE, await render()]] : [];
}
