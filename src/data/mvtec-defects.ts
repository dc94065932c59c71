// The defects of an object in MVTec AD's layout: which folders of `test` and `ground_truth` there are, and which names
// cannot be right.

import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import type { OnNote } from "./dataset.ts";
import { hasEnding, PICTURES } from "./file-kinds.ts";
import { entriesIn, foldersIn } from "./walk.ts";

/** The folder of the normal pictures. */
export const NORMAL = "good";

/** What other data sets call it: taken for a defect, such pictures would count as missing their masks. */
const NORMAL_ELSEWHERE = new Set([
  ...["good", "goods", "ok", "okay", "normal", "normals", "pass", "passed", "perfect"],
  ...["defect-free", "defect_free", "no_defect", "non-defective", "non_defective"],
]);

const LOOKED_FOR = "a folder of pictures per defect";

/** A folder of test pictures that share a defect. */
export interface DefectFolder {
  readonly defect: string;
  readonly folder: string;
  /** The folder of their masks; null for normal pictures. */
  readonly truth: string | null;
}

/**
 * An object's folders of test pictures, sorted: those that are there or `expected`; and the defects that have masks
 * alone. InputError for a file or broken link in a defect's place, and for normal pictures under another name.
 */
export async function mvtecDefects(
  root: string,
  object: string,
  onNote: OnNote,
  expected: readonly string[] = [],
): Promise<{ readonly defects: readonly DefectFolder[]; readonly unseen: readonly string[] }> {
  const found = await namesIn(join(root, object, "test"), onNote);
  const masked = await foldersIn(join(root, object, "ground_truth"), "a folder of masks per defect");
  const seen = new Set([...found, ...expected]);
  const names = [...seen].sort();
  return {
    defects: names.map((defect) => ({
      defect,
      folder: join(root, object, "test", defect),
      truth: defect === NORMAL ? null : join(root, object, "ground_truth", defect),
    })),
    unseen: masked.filter((defect) => !seen.has(defect) && defect !== NORMAL),
  };
}

/** Notes the folders of training pictures that are not the normal ones' by name. */
export async function noteOtherTraining(root: string, object: string, onNote: OnNote): Promise<void> {
  const train = join(root, object, "train");
  const others = (await foldersIn(train, "a folder of training pictures")).filter((name) => name !== NORMAL);
  if (others.length > 0) onNote(`${train}: ${listed(others)} not read; training pictures are in ${NORMAL}`);
}

async function namesIn(test: string, onNote: OnNote): Promise<string[]> {
  const entries = (await entriesIn(test, LOOKED_FOR)) ?? [];
  const stray: string[] = [];
  for (const entry of entries) {
    const path = join(test, entry.name);
    if (entry.kind === "folder") refuseOtherNormal(path, entry.name);
    else if (hasEnding(entry.name)) stray.push(entry.name);
    else {
      const why = entry.kind === "unusable" ? entry.why : "it is a file";
      throw new InputError(`invalid defect folder ${path}: ${why}; looked for ${LOOKED_FOR}`);
    }
  }
  const pictures = stray.filter((name) => PICTURES.ending.test(name));
  if (pictures.length > 0) onNote(`${test}: ${listed(pictures)} not read; looked for ${LOOKED_FOR}`);
  return entries.filter(({ kind }) => kind === "folder").map(({ name }) => name);
}

function refuseOtherNormal(path: string, name: string): void {
  if (name === NORMAL || !NORMAL_ELSEWHERE.has(name.toLowerCase())) return;
  throw new InputError(
    `invalid defect folder ${path}: normal pictures belong in test/${NORMAL}; rename it, or use --dataset folder with --normal-dir, --abnormal-dir and --mask-dir`,
  );
}
