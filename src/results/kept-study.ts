// The study file that a run folder keeps: what `faultline run RUN/study.yaml` runs again. Node only.

import { join } from "node:path";
import { sha256 } from "../core/digest.ts";
import { writeFileAtomic } from "../core/write-file.ts";
import { STUDY_FILE } from "./file-names.ts";
import { readText } from "./read-json.ts";
import type { RunSummary } from "./schema.ts";

/** Writes a study file beside its results, where another text stands there or none. */
export async function keepStudy(folder: string, text: string): Promise<void> {
  const path = join(folder, STUDY_FILE);
  if ((await readText(path)) !== text) await writeFileAtomic(path, text);
}

/** True where results are stamped with this study file, or come from a program that has none. */
export function isStampedWith({ stamp }: RunSummary, text: string | undefined): boolean {
  return text === undefined || stamp?.study === sha256(text);
}
