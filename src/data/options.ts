// How users say which data they mean.

import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { InputError, UsageError, unknownName } from "../core/errors.ts";
import type { ReadingRules } from "../image/rules.ts";

export interface DatasetOptions extends ReadingRules {
  /** Absolute or relative root; not needed by data sets that live in memory. */
  readonly root?: string | undefined;
  /** Objects to study; all of them by default. */
  readonly objects?: readonly string[] | undefined;
  /** Class name for a folder data set; by default the folder's name. */
  readonly className?: string | undefined;
  /** Folders of a folder data set, relative to its root. */
  readonly normalDir?: string | undefined;
  readonly abnormalDir?: string | undefined;
  readonly maskDir?: string | undefined;
}

/** The root, absolute; UsageError where none is given, InputError where it is no folder. */
export async function rootOf({ root }: DatasetOptions, kind: string): Promise<string> {
  if (root === undefined) throw new UsageError(`missing --root: where is the ${kind} data set?`);
  const path = resolve(root);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new InputError(`missing --root ${path}: there is no such folder`);
  if (!found.isDirectory()) throw new InputError(`invalid --root ${path}: it is not a folder`);
  return path;
}

/** The objects asked for, checked against those found; InputError with the nearest known name. */
export function chosenObjects(
  found: readonly string[],
  asked: readonly string[] | undefined,
): readonly string[] {
  if (asked === undefined) return found;
  for (const object of asked) {
    if (!found.includes(object)) throw new InputError(unknownName("object", object, found));
  }
  return found.filter((object) => asked.includes(object));
}
