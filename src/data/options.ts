// How users say which data they mean.

import { join, relative, resolve } from "node:path";
import { z } from "zod";
import { InputError, UsageError, unknownName } from "../core/errors.ts";
import type { ReadingRules } from "../image/rules.ts";
import { kindOf, liesIn } from "./walk.ts";

/** How many pictures of an object the demo draws; as few as a demo has time for unless given. */
export interface DemoPictures {
  readonly demoGood?: number | undefined;
  /** Of each kind of defect. */
  readonly demoPerDefect?: number | undefined;
}

export interface DatasetOptions extends ReadingRules, DemoPictures {
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
  /** Normal pictures for training; without it a folder data set has no training split. */
  readonly trainDir?: string | undefined;
  /** Pixels that count nowhere: a mask for all pictures, or a folder of masks by object or picture (`openIgnored`). */
  readonly ignore?: string | undefined;
  /** Good pictures that thresholds are chosen from: DIR, or DIR/OBJECT where the data set has several objects. */
  readonly calibration?: string | undefined;
}

/**
 * How the pictures of a root are read: all options but where it lies, which of its objects are meant, and where the
 * calibration pictures lie, whose records tell what is in them.
 */
export function pictureOptions({
  root: _root,
  objects: _objects,
  calibration: _calibration,
  ...options
}: DatasetOptions): DatasetOptions {
  return options;
}

/** The same data where its root lies at another place; what else is named below the root moves with it. */
export function movedTo(root: string | undefined, options: DatasetOptions): DatasetOptions {
  const { root: from, ignore, calibration } = options;
  if (root === undefined || from === undefined) return { ...options, root };
  const moved = (path: string): string => {
    const [named, old] = [resolve(path), resolve(from)];
    return named === old || liesIn(named, old) ? join(root, relative(old, named)) : path;
  };
  return {
    ...options,
    root,
    ...(ignore === undefined ? {} : { ignore: moved(ignore) }),
    ...(calibration === undefined ? {} : { calibration: moved(calibration) }),
  };
}

const jsonSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
);

/** True for options that were written as JSON. */
export function isDatasetOptions(json: unknown): json is DatasetOptions {
  return jsonSchema.safeParse(json).success;
}

/** The options that only a folder data set has. */
export const FOLDER_OPTIONS = ["normalDir", "abnormalDir", "maskDir", "trainDir"] as const;

export type FolderOption = (typeof FOLDER_OPTIONS)[number];

/** How users write them. */
export const FOLDER_FLAGS: Readonly<Record<FolderOption, string>> = {
  normalDir: "--normal-dir",
  abnormalDir: "--abnormal-dir",
  maskDir: "--mask-dir",
  trainDir: "--train-dir",
};

/** The root, absolute; UsageError where none is given, InputError where it is no folder. */
export async function rootOf({ root }: DatasetOptions, kind: string): Promise<string> {
  if (root === undefined) throw new UsageError(`missing --root: where is the ${kind} data set?`);
  const path = resolve(root);
  const found = await kindOf(path);
  if (found === "absent") throw new InputError(`missing --root ${path}: there is no such folder`);
  if (found === "unusable") throw new InputError(`invalid --root ${path}: it is a broken link or unreadable`);
  if (found === "file") throw new InputError(`invalid --root ${path}: it is not a folder`);
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
