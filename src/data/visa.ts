// VisA as published: split_csv/1cls.csv lists every picture; the re-arranged copies are in MVTec AD's layout.

import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import type { Dataset, OnNote, Sample } from "./dataset.ts";
import { byId, filePicture, fileSample } from "./file-sample.ts";
import { openMvtec } from "./mvtec.ts";
import { chosenObjects, type DatasetOptions, rootOf } from "./options.ts";
import { publishedTable, rowsByObject, tablePath } from "./visa-table.ts";
import { foldersIn } from "./walk.ts";

/** Opens VisA in either layout; InputError saying what was looked for where it is another one. */
export async function openVisa(options: DatasetOptions, onNote: OnNote = () => {}): Promise<Dataset> {
  const root = await rootOf(options, "visa");
  const table = tablePath(root);
  const rows = await publishedTable(root, onNote);
  if (rows === null) return { ...(await openRearranged(root, table, options, onNote)), kind: "visa" };
  const byObject = rowsByObject(rows);
  const found = [...byObject.keys()].sort();
  const samplesOf = async (wanted: string, split: "train" | "test"): Promise<Sample[]> =>
    byId(
      (byObject.get(wanted) ?? [])
        .filter((row) => row.split === split)
        .map(({ object, defect, image, mask }) => {
          if (defect !== null && mask === "") throw new InputError(`missing mask of ${image} in ${table}`);
          return fileSample({
            root,
            object,
            defect: defect ?? "good",
            imagePath: join(root, image),
            maskPaths: defect === null ? [] : [join(root, mask)],
          });
        }),
    );
  return {
    kind: "visa",
    root,
    objects: chosenObjects(found, options.objects),
    className: (object) => object,
    testSamples: (object) => samplesOf(object, "test"),
    testPictures: async (object) =>
      byId(
        (byObject.get(object) ?? [])
          .filter(({ split }) => split === "test")
          .map(({ defect, image }) =>
            filePicture({
              ...{ root, object, defect: defect ?? "good", anomalous: defect !== null },
              imagePath: join(root, image),
            }),
          ),
      ),
    trainSamples: (object) => samplesOf(object, "train"),
  };
}

async function openRearranged(
  root: string,
  table: string,
  options: DatasetOptions,
  onNote: OnNote,
): Promise<Dataset> {
  return openMvtec(options, onNote).catch(async (error: unknown) => {
    if (!(error instanceof InputError) || !error.message.startsWith("invalid --root")) throw error;
    const there = (await foldersIn(root, "a folder per object")).slice(0, 8).join(", ") || "no folder";
    throw new InputError(
      `invalid --root ${root}: looked for ${table} (VisA as published) and for OBJECT/test/DEFECT/*.png (re-arranged), found ${there}`,
    );
  });
}
