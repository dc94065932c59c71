// MVTec AD's layout: OBJECT/test/DEFECT/NNN.png, OBJECT/ground_truth/DEFECT/NNN_mask.png, OBJECT/train/good; MVTec
// LOCO's has ground_truth/DEFECT/NNN/*.png, the parts of one mask.

import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import type { Dataset, OnNote, Picture, Sample } from "./dataset.ts";
import { hasEnding } from "./file-kinds.ts";
import { byId, filePicture, fileSample } from "./file-sample.ts";
import { mvtecDefects, NORMAL, noteOtherTraining } from "./mvtec-defects.ts";
import { chosenObjects, type DatasetOptions, rootOf } from "./options.ts";
import { pairedFolder, refuseClashes } from "./paired-folder.ts";
import { entriesIn, kindOf } from "./walk.ts";

/** Opens a root in MVTec AD's layout; InputError saying what was looked for where it is another one. */
export async function openMvtec(options: DatasetOptions, onNote: OnNote = () => {}): Promise<Dataset> {
  const root = await rootOf(options, "mvtec");
  const { objects, others } = await objectsIn(root, onNote);
  if (objects.length === 0) {
    const there = others.length === 0 ? "no folder" : `the folders ${others.slice(0, 8).join(", ")}`;
    throw new InputError(
      `invalid --root ${root}: looked for OBJECT/test/DEFECT/*.png (MVTec AD's layout), found ${there}`,
    );
  }
  return {
    kind: "mvtec",
    root,
    objects: chosenObjects(objects, options.objects),
    className: (object) => object,
    testSamples: (object) => testSamples(root, object, onNote),
    testPictures: (object) => testPictures(root, object, onNote),
    trainSamples: (object) => trainSamples(root, object, onNote),
  };
}

/** The folders of a root that have a folder "test", and the others; notes what only looks like an object. */
async function objectsIn(
  root: string,
  onNote: OnNote,
): Promise<{ readonly objects: readonly string[]; readonly others: readonly string[] }> {
  const objects: string[] = [];
  const others: string[] = [];
  for (const entry of (await entriesIn(root, "a folder per object")) ?? []) {
    const { name, kind } = entry;
    const test = join(root, name, "test");
    if (kind === "unusable" && !hasEnding(name)) onNote(`${join(root, name)} not read: ${entry.why}`);
    if (kind !== "folder") continue;
    const found = await kindOf(test);
    (found === "folder" ? objects : others).push(name);
    if (found === "file" || found === "unusable") onNote(`${test} not read: it is not a readable folder`);
    else if (found === "absent" && (await resemblesObject(join(root, name)))) {
      onNote(`${join(root, name)} not read: it has no folder "test"`);
    }
  }
  return { objects, others };
}

async function resemblesObject(folder: string): Promise<boolean> {
  const kinds = await Promise.all(
    ["train", "ground_truth", "Test", "TEST"].map((name) => kindOf(join(folder, name))),
  );
  return kinds.includes("folder");
}

async function testSamples(root: string, object: string, onNote: OnNote): Promise<Sample[]> {
  const samples: Sample[] = [];
  const { defects, unseen } = await mvtecDefects(root, object, onNote);
  if (unseen.length > 0) {
    onNote(
      `${join(root, object, "ground_truth")}: ${listed(unseen)} not read; test has no folder of the name`,
    );
  }
  for (const { defect, folder, truth } of defects) {
    const paired = await pairedFolder({ folder }, truth === null ? null : { folder: truth }, onNote);
    refuseClashes(paired);
    if (paired.pictures.length === 0) onNote(`${folder}: no pictures there`);
    if (truth !== null && !paired.hasTruth && paired.pictures.length > 0) throw missingTruth(folder, truth);
    for (const { imagePath, stem, maskPaths } of paired.pictures) {
      if (truth !== null && maskPaths.length === 0) {
        throw new InputError(`missing mask of ${imagePath}: looked for ${join(truth, `${stem}_mask.png`)}`);
      }
      samples.push(fileSample({ root, object, defect, imagePath, maskPaths }));
    }
    if (paired.ownerless.length > 0) {
      onNote(`${folder}: no pictures of the masks ${listed(paired.ownerless)}`);
    }
  }
  return byId(samples);
}

async function testPictures(root: string, object: string, onNote: OnNote): Promise<Picture[]> {
  const pictures: Picture[] = [];
  const { defects } = await mvtecDefects(root, object, onNote);
  for (const { defect, folder } of defects) {
    const paired = await pairedFolder({ folder }, null, onNote);
    refuseClashes(paired);
    for (const { imagePath } of paired.pictures) {
      pictures.push(filePicture({ root, object, defect, imagePath, anomalous: defect !== NORMAL }));
    }
  }
  return byId(pictures);
}

function missingTruth(folder: string, truth: string): InputError {
  return new InputError(
    `missing masks of the pictures in ${folder}: there is no folder ${truth}; normal pictures belong in test/${NORMAL}, and --dataset folder reads folders of any name`,
  );
}

/** InputError where the object has no training pictures: absent is not none. */
async function trainSamples(root: string, object: string, onNote: OnNote): Promise<Sample[]> {
  await noteOtherTraining(root, object, onNote);
  const folder = join(root, object, "train", NORMAL);
  const paired = await pairedFolder({ folder }, null, onNote);
  refuseClashes(paired);
  if (paired.pictures.length === 0) {
    throw new InputError(`missing training pictures of ${object}: looked for pictures in ${folder}`);
  }
  return byId(
    paired.pictures.map(({ imagePath }) =>
      fileSample({ root, object, defect: NORMAL, imagePath, maskPaths: [] }),
    ),
  );
}
