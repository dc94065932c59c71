// VisA as published: split_csv/1cls.csv lists every picture; the re-arranged copies are in MVTec AD's layout.

import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import type { Dataset, Sample } from "./dataset.ts";
import { byId, filePicture, fileSample } from "./file-sample.ts";
import { foldersIn } from "./files.ts";
import { openMvtec } from "./mvtec.ts";
import { chosenObjects, type DatasetOptions, rootOf } from "./options.ts";

/** A line of 1cls.csv; the paths are relative to the root. */
export interface VisaRow {
  readonly object: string;
  readonly split: string;
  readonly label: string;
  readonly image: string;
  readonly mask: string;
}

/** Opens VisA in either layout; InputError saying what was looked for where it is another one. */
export async function openVisa(options: DatasetOptions): Promise<Dataset> {
  const root = await rootOf(options, "visa");
  const table = tablePath(root);
  const rows = await publishedTable(root);
  if (rows === null) return { ...(await openRearranged(root, table, options)), kind: "visa" };
  const found = [...new Set(rows.map(({ object }) => object))].sort();
  const samplesOf = async (object: string, split: string): Promise<Sample[]> =>
    byId(
      rows
        .filter((row) => row.object === object && row.split === split)
        .map((row) => {
          const normal = row.label === "normal";
          if (!normal && row.mask === "") throw new InputError(`missing mask of ${row.image} in ${table}`);
          return fileSample({
            root,
            object,
            defect: normal ? "good" : row.label,
            imagePath: join(root, row.image),
            maskPath: normal ? null : join(root, row.mask),
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
        rows
          .filter((row) => row.object === object && row.split === "test")
          .map(({ label, image }) => {
            const anomalous = label !== "normal";
            const defect = anomalous ? label : "good";
            return filePicture({ root, object, defect, imagePath: join(root, image), anomalous });
          }),
      ),
    trainSamples: (object) => samplesOf(object, "train"),
  };
}

/** The lines of the published split; null where the root has none. InputError where it is damaged. */
export async function publishedTable(root: string): Promise<VisaRow[] | null> {
  const table = tablePath(root);
  const published = await access(table).then(
    () => true,
    () => false,
  );
  return published ? parseTable(await readFile(table, "utf8"), table) : null;
}

function tablePath(root: string): string {
  return join(root, "split_csv", "1cls.csv");
}

async function openRearranged(root: string, table: string, options: DatasetOptions): Promise<Dataset> {
  return openMvtec(options).catch(async (error: unknown) => {
    if (!(error instanceof InputError) || !error.message.startsWith("invalid --root")) throw error;
    const there = (await foldersIn(root)).slice(0, 8).join(", ") || "no folder";
    throw new InputError(
      `invalid --root ${root}: looked for ${table} (VisA as published) and for OBJECT/test/DEFECT/*.png (re-arranged), found ${there}`,
    );
  });
}

function parseTable(text: string, where: string): VisaRow[] {
  const [head = "", ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const columns = head.split(",").map((name) => name.trim());
  const at = (name: string): number => {
    const index = columns.indexOf(name);
    if (index < 0)
      throw new InputError(`invalid table ${where}: no column "${name}" (found ${columns.join(", ")})`);
    return index;
  };
  const [object, split, label, image, mask] = [
    at("object"),
    at("split"),
    at("label"),
    at("image"),
    at("mask"),
  ];
  return lines.map((line, index) => {
    const cells = line.split(",").map((cell) => cell.trim());
    const cell = (column: number): string => cells[column] ?? "";
    if (cell(image) === "") throw new InputError(`invalid table ${where}: line ${index + 2} names no image`);
    return {
      object: cell(object),
      split: cell(split),
      label: cell(label),
      image: cell(image),
      mask: cell(mask),
    };
  });
}
