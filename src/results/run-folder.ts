// Whose a folder is: RUN/run.json says so. A folder that holds anything else is never written to. Node only.

import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { makeFolder, namesIn } from "../core/folders.ts";
import { shownText } from "../core/shown-text.ts";
import { isLeftover, writeFileAtomic } from "../core/write-file.ts";
import { QUESTION_FILE, REPRODUCTION_FILE, RESULTS_FILE, RUN_FILE, STUDY_FILE } from "./file-names.ts";
import { OWN_FOLDERS, refuseLinksOut } from "./links.ts";
import { isLockText } from "./lock.ts";
import { olderVersion } from "./older-folders.ts";
import { readJson, readText } from "./read-json.ts";

/** What a folder is for, and what all that is written there must agree on. */
export type FolderIdentity =
  | {
      readonly faultline: "run";
      /** Kind of data set. */
      readonly dataset: string;
      /** The detector's digest. */
      readonly detector: string;
    }
  | { readonly faultline: "reproduction" }
  | { readonly faultline: "contact sheets" };

/** What the detector answered to its probe picture when the run was begun. */
export const DETECTOR_PROBE = "detector-probe.json";
const LOCK = "lock";

const identitySchema: z.ZodType<FolderIdentity> = z.union([
  z.object({ faultline: z.literal("run"), dataset: z.string(), detector: z.string() }),
  z.object({ faultline: z.enum(["reproduction", "contact sheets"]) }),
]);

/** A run of an earlier version, whose records are no longer read. */
const olderSchema = z.strictObject({
  faultline: z.literal("run").optional(),
  ...{ dataset: z.string(), model: z.string() },
});

/** What reproductions of earlier versions, which had no run.json, wrote before anything else. */
const EARLIER_REPRODUCTIONS = ["selection-mvtec.json", "selection-visa.json"];
const selectionSchema = z.object({ key: z.string(), measured: z.array(z.unknown()) });

/**
 * Refuses a folder that is not this one's to write to: InputError for a file, for a folder with other content, and for
 * one that belongs to something else. Reads only. What a killed process left in a new folder is nobody's.
 */
export async function checkFolder(folder: string, identity: FolderIdentity): Promise<void> {
  const owner = await folderOwner(folder);
  if (owner === null || canonicalJson(owner) === canonicalJson(identity)) return;
  const whose =
    owner.faultline === identity.faultline
      ? `${WORDS[owner.faultline]} of another detector or data set`
      : `${WORDS[owner.faultline]}, not ${WORDS[identity.faultline]}`;
  throw new InputError(`${folder} holds ${whose}; choose another --out`);
}

const WORDS: Readonly<Record<FolderIdentity["faultline"], string>> = {
  run: "a run",
  reproduction: "a reproduction",
  "contact sheets": "contact sheets",
};

/** Makes a folder this one's, for good; InputError as `checkFolder`. */
export async function claimFolder(folder: string, identity: FolderIdentity): Promise<void> {
  await checkFolder(folder, identity);
  await refuseLinksOut(folder);
  await makeFolder(folder);
  const path = join(folder, RUN_FILE);
  const claim = claimText(identity);
  if ((await readText(path)) !== claim) await writeFileAtomic(path, claim);
}

/** run.json of a folder, whole. */
export function claimText(identity: FolderIdentity): string {
  return `${JSON.stringify(identity)}\n`;
}

/** Refuses a file, and a folder that holds anything that is not ours: InputError. Reads only. */
export async function refuseForeign(folder: string): Promise<void> {
  await folderOwner(folder);
}

/** Refuses to write into a folder that no run or reproduction was made in, or that links lead out of: InputError. */
export async function checkFinished(folder: string): Promise<void> {
  const owner = await folderOwner(folder);
  if (owner === null || owner.faultline === "contact sheets")
    throw new InputError(`missing ${join(folder, RUN_FILE)}: is ${folder} the folder of a finished run?`);
  await refuseLinksOut(folder);
}

/** True for a file that a run or a reproduction writes itself. */
export async function isRunFile(path: string): Promise<boolean> {
  const folder = dirname(resolve(path));
  if (OWN_FILES.has(basename(path)) && (await isClaimed(folder))) return true;
  for (let above = folder; dirname(above) !== above; above = dirname(above))
    if (OWN_FOLDERS.has(basename(above)) && (await isClaimed(dirname(above)))) return true;
  return false;
}

const OWN_FILES = new Set([
  ...[RUN_FILE, DETECTOR_PROBE, QUESTION_FILE, STUDY_FILE, RESULTS_FILE, "results.csv", REPRODUCTION_FILE],
  ...EARLIER_REPRODUCTIONS,
]);

/** True where a folder's run.json is faultline's, of any version. */
export async function isClaimed(folder: string): Promise<boolean> {
  try {
    return z.union([identitySchema, olderSchema]).safeParse(await readJson(join(folder, RUN_FILE))).success;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** What a folder says it is; null of an empty or absent one. InputError where it is something else. */
async function folderOwner(folder: string): Promise<FolderIdentity | null> {
  const names = (await namesIn(folder)) ?? [];
  if (names.includes(RUN_FILE)) {
    const path = join(folder, RUN_FILE);
    const json = await readJson(path);
    const read = identitySchema.safeParse(json);
    if (read.success) return read.data;
    if (olderSchema.safeParse(json).success) throw await olderVersion(path, "a run of an earlier version");
    throw new InputError(`invalid ${path}: it is not a run of faultline's; name another folder`);
  }
  for (const name of names.filter((each) => EARLIER_REPRODUCTIONS.includes(each))) {
    if (selectionSchema.safeParse(await readJson(join(folder, name))).success)
      return { faultline: "reproduction" };
  }
  const foreign: string[] = [];
  for (const name of names) {
    const ours = isLeftover(name) || (name === LOCK && isLockText((await textOf(join(folder, name))) ?? "?"));
    if (!ours) foreign.push(name);
  }
  if (foreign.length === 0) return null;
  const shown = `${foreign.slice(0, SHOWN).map(shownName).join(", ")}${foreign.length > SHOWN ? ", …" : ""}`;
  throw new InputError(
    `invalid folder ${folder}: it is not empty and not a run of faultline's (it holds ${shown}); name a new folder`,
  );
}

/** A file's text; undefined where it cannot be read. */
async function textOf(path: string): Promise<string | undefined> {
  return await readText(path).catch(() => undefined);
}

function shownName(name: string): string {
  return shownText(name, 80);
}

/** Names of foreign files in a message. */
const SHOWN = 3;
