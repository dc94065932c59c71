// Kinds of data sets: a file and a line each.

import { UsageError, unknownName } from "../core/errors.ts";
import type { Dataset, OnNote } from "./dataset.ts";
import { openFolder } from "./folder.ts";
import { openMvtec } from "./mvtec.ts";
import { type DatasetOptions, FOLDER_FLAGS, FOLDER_OPTIONS } from "./options.ts";
import { openDemoDataset } from "./synthetic/dataset.ts";
import { openVisa } from "./visa.ts";

type Reader = (options: DatasetOptions, onNote: OnNote) => Promise<Dataset>;

export const DATASETS: Readonly<Record<string, Reader>> = {
  demo: async ({ objects }) => openDemoDataset(objects === undefined ? {} : { objects }),
  folder: openFolder,
  mvtec: openMvtec,
  visa: openVisa,
};

/**
 * Opens a data set by kind; `onNote` hears once of each thing that is left unread. UsageError for an unknown kind or
 * folders named for a fixed layout, InputError for a root of another layout.
 */
export async function openDataset(
  kind: string,
  options: DatasetOptions,
  onNote: OnNote = () => {},
): Promise<Dataset> {
  const open = Object.hasOwn(DATASETS, kind) ? DATASETS[kind] : undefined;
  if (open === undefined) throw new UsageError(unknownName("data set", kind, Object.keys(DATASETS)));
  if (kind !== "folder") refuseFolderFlags(kind, options);
  return open(options, onceEach(onNote));
}

function refuseFolderFlags(kind: string, options: DatasetOptions): void {
  for (const option of FOLDER_OPTIONS) {
    if (options[option] === undefined) continue;
    throw new UsageError(
      `invalid ${FOLDER_FLAGS[option]}: ${kind} has a layout of its own; use --dataset folder`,
    );
  }
}

/** Samples are listed more than once; each note is made once. */
function onceEach(onNote: OnNote): OnNote {
  const made = new Set<string>();
  return (line) => {
    if (made.has(line)) return;
    made.add(line);
    onNote(line);
  };
}
