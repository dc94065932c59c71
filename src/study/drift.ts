// A detector behind a service or a program may become another one while a study runs: its answers to a fixed picture are
// kept in the run folder and asked again at every start and at the end. Node only.

import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../core/errors.ts";
import { writeFileAtomic } from "../core/write-file.ts";
import { type Detector, DRIFT } from "../detector/detector.ts";
import { driftBetween } from "../detector/tensor-model/fingerprint.ts";
import { readJson } from "../results/read-json.ts";
import { DETECTOR_PROBE } from "../results/run-folder.ts";

const storedSchema = z.object({ answers: z.array(z.number()) });

/** Asks the detector once more; InputError where it is no longer the one that the run was begun with. */
export type CheckDrift = () => Promise<void>;

/**
 * Holds a detector against the one that a run folder was begun with, or notes its answers there; InputError where it is
 * another one. Of a detector that cannot change there is nothing to check.
 */
export async function openDriftCheck(
  runFolder: string,
  { name, probe }: Pick<Detector, "name" | "probe">,
): Promise<CheckDrift> {
  if (probe === undefined) return async () => {};
  const path = join(runFolder, DETECTOR_PROBE);
  const answers = await probe();
  const kept = await storedAnswers(path);
  if (kept === null) await writeFileAtomic(path, `${JSON.stringify({ answers })}\n`);
  else refuseDrift(kept, answers, `${name} is not what ${runFolder} was begun with`);
  const begun = kept ?? answers;
  return async () => refuseDrift(begun, await probe(), `${name} became another detector during the study`);
}

function refuseDrift(before: readonly number[], now: readonly number[], what: string): void {
  const drift = driftBetween(before, now);
  if (drift <= DRIFT) return;
  const how = Number.isFinite(drift)
    ? `differ by up to ${drift.toPrecision(2)}`
    : "have another size or are no numbers";
  throw new InputError(
    `${what}: its answers to the probe picture ${how}, where ${DRIFT} is allowed; results of both cannot be compared: start again with another --out`,
  );
}

async function storedAnswers(path: string): Promise<readonly number[] | null> {
  const stored = await readJson(path);
  if (stored === undefined) return null;
  const read = storedSchema.safeParse(stored);
  if (!read.success)
    throw new InputError(`invalid ${path}: expected the answers that the run was begun with`);
  return read.data.answers;
}
