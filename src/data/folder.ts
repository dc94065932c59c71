// Any folder: normal pictures, anomalous pictures, masks of the same stem (anomalib's Folder fields).

import { basename, join, parse, resolve } from "node:path";
import { InputError } from "../core/errors.ts";
import type { Dataset, Picture, Sample } from "./dataset.ts";
import { byId, filePicture, fileSample } from "./file-sample.ts";
import { masksByStem, picturesIn } from "./files.ts";
import { chosenObjects, type DatasetOptions, rootOf } from "./options.ts";

/** Opens DIR/{normal,anomalous,masks}, or the folders named; one object, called as the folder or as `className`. */
export async function openFolder(options: DatasetOptions): Promise<Dataset> {
  const { root, normal, anomalous, truth } = await folderPlaces(options);
  const object = basename(root);
  const [normalNames, anomalousNames] = [await picturesIn(normal), await picturesIn(anomalous)];
  if (normalNames.length + anomalousNames.length === 0) {
    throw new InputError(
      `invalid --root ${root}: looked for pictures in ${normal} and ${anomalous}, found none`,
    );
  }
  const normalSamples = (): Sample[] =>
    normalNames.map((name) =>
      fileSample({ root, object, defect: "good", imagePath: join(normal, name), maskPath: null }),
    );
  const anomalousPictures = (): Picture[] =>
    anomalousNames.map((name) =>
      filePicture({
        root,
        object,
        defect: "anomalous",
        imagePath: join(anomalous, name),
        anomalous: true,
      }),
    );
  return {
    kind: "folder",
    root,
    objects: chosenObjects([object], options.objects),
    className: () => options.className ?? object,
    testSamples: async () => {
      const masks = await masksByStem(truth);
      const anomalousSamples = anomalousNames.map((name) => {
        const { name: stem } = parse(name);
        const maskPath = masks.get(stem);
        if (maskPath === undefined) {
          throw new InputError(
            `missing mask of ${join(anomalous, name)}: looked for ${stem}.png or ${stem}_mask.png in ${truth}`,
          );
        }
        return fileSample({ root, object, defect: "anomalous", imagePath: join(anomalous, name), maskPath });
      });
      return byId([...normalSamples(), ...anomalousSamples]);
    },
    testPictures: async () => byId([...normalSamples(), ...anomalousPictures()]),
    trainSamples: async () => byId(normalSamples()),
  };
}

/** Where a folder data set's pictures and masks are, absolute. */
export async function folderPlaces(options: DatasetOptions): Promise<{
  readonly root: string;
  readonly normal: string;
  readonly anomalous: string;
  readonly truth: string;
}> {
  const root = await rootOf(options, "folder");
  const { normalDir = "normal", abnormalDir = "anomalous", maskDir = "masks" } = options;
  const at = (folder: string): string => resolve(root, folder);
  return { root, normal: at(normalDir), anomalous: at(abnormalDir), truth: at(maskDir) };
}
