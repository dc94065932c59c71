// Any folder: normal pictures, anomalous pictures, masks of the same stem (anomalib's Folder fields). Good pictures alone
// need no folder of their own, and defective ones no masks.

import { basename, join, relative, resolve } from "node:path";
import { InputError, present } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import type { Dataset, OnNote, Picture, Sample } from "./dataset.ts";
import { PICTURES } from "./file-kinds.ts";
import { byId, filePicture, fileSample } from "./file-sample.ts";
import {
  chosenObjects,
  type DatasetOptions,
  FOLDER_FLAGS,
  FOLDER_OPTIONS,
  type FolderOption,
  rootOf,
} from "./options.ts";
import { type PairedFolder, type PlaceToRead, pairedFolder, refuseClashes } from "./paired-folder.ts";
import { entriesIn, foldersIn, kindOf, liesIn } from "./walk.ts";

/** The folders of a folder data set. */
export interface FolderPlaces {
  readonly root: string;
  /** True where the normal pictures are those of the root itself. */
  readonly isPlain: boolean;
  readonly normal: PlaceToRead;
  readonly anomalous: PlaceToRead;
  /** Null where no folder of masks is named, and there is none. */
  readonly truth: PlaceToRead | null;
  /** Null where no folder is named for training. */
  readonly train: PlaceToRead | null;
}

/**
 * Opens DIR/{normal,anomalous,masks}, or the folders named; one object, called as the folder or as `className`. Without
 * DIR/normal the pictures of DIR itself are the normal ones; without masks what is anomalous in a picture is not known.
 */
export async function openFolder(options: DatasetOptions, onNote: OnNote = () => {}): Promise<Dataset> {
  const places = await folderPlaces(options);
  const { root, normal, anomalous, truth, train } = places;
  const object = basename(root);
  const good = await pairedFolder(normal, null, onNote);
  const bad = await pairedFolder(anomalous, truth, onNote);
  await checkPictures(options, places, good, bad, onNote);
  const samplesOf = (folder: PairedFolder, defect: string, unmasked = false): Sample[] => {
    refuseClashes(folder);
    return folder.pictures.map(({ imagePath, maskPaths }) =>
      fileSample({ root, object, defect, imagePath, maskPaths, unmasked }),
    );
  };
  return {
    kind: "folder",
    root,
    objects: chosenObjects([object], options.objects),
    className: () => options.className ?? object,
    testSamples: async () => {
      refuseClashes(bad);
      if (truth !== null) {
        refuseUnmasked(bad, truth.folder);
        noteOwnerless(bad, truth.folder, onNote);
      }
      return byId([...samplesOf(good, "good"), ...samplesOf(bad, "anomalous", truth === null)]);
    },
    testPictures: async () => {
      refuseClashes(bad);
      const anomalousPictures = bad.pictures.map(({ imagePath }) =>
        filePicture({ root, object, defect: "anomalous", imagePath, anomalous: true }),
      );
      return byId<Picture>([...samplesOf(good, "good"), ...anomalousPictures]);
    },
    trainSamples: async () => {
      if (train === null) return [];
      const pictures = await pairedFolder(train, null, onNote);
      refuseEmpty(options.trainDir, "trainDir", train, pictures);
      return byId(samplesOf(pictures, "good"));
    },
  };
}

/**
 * Where a folder data set's pictures and masks are, absolute. A folder that a flag names must be there; InputError
 * naming flag and folder where it is not, or where two flags name the same.
 */
export async function folderPlaces(options: DatasetOptions): Promise<FolderPlaces> {
  const root = await rootOf(options, "folder");
  const { normalDir = "normal", abnormalDir = "anomalous", maskDir = "masks", trainDir } = options;
  const named: Readonly<Record<FolderOption, string | undefined>> = {
    ...{ normalDir, abnormalDir, maskDir, trainDir },
  };
  const folders = new Map<FolderOption, string>();
  for (const option of FOLDER_OPTIONS) {
    const name = named[option];
    if (name === undefined) continue;
    const folder = resolve(root, name);
    if (options[option] !== undefined) await refuseUnlessFolder(FOLDER_FLAGS[option], name, folder);
    for (const [other, taken] of folders) {
      if (taken !== folder) continue;
      throw new InputError(
        `invalid ${FOLDER_FLAGS[option]} ${name}: ${folder} is the folder of ${FOLDER_FLAGS[other]} too`,
      );
    }
    folders.set(option, folder);
  }
  const isPlain = options.normalDir === undefined && (await isFolderOfPictures(root, normalDir));
  if (isPlain) folders.set("normalDir", root);
  const readElsewhere = options.calibration === undefined ? [] : [resolve(options.calibration)];
  const place = (option: FolderOption): PlaceToRead => {
    const folder = present(folders.get(option), option);
    const inner = [...folders.values()].filter((other) => liesIn(other, folder));
    return { folder, nested: inner.length === 0, others: [...inner, ...readElsewhere] };
  };
  const hasTruth = options.maskDir !== undefined || (await kindOf(join(root, maskDir))) !== "absent";
  return {
    ...{ root, isPlain, normal: place("normalDir"), anomalous: place("abnormalDir") },
    truth: hasTruth ? place("maskDir") : null,
    train: trainDir === undefined ? null : place("trainDir"),
  };
}

/** True where a root has pictures of its own, and no folder of normal ones. */
async function isFolderOfPictures(root: string, normalDir: string): Promise<boolean> {
  if ((await kindOf(join(root, normalDir))) !== "absent") return false;
  const entries = (await entriesIn(root, PICTURES.what)) ?? [];
  return entries.some(({ kind, name }) => kind === "file" && PICTURES.ending.test(name));
}

async function refuseUnlessFolder(flag: string, name: string, folder: string): Promise<void> {
  const found = await kindOf(folder);
  if (found === "absent") throw new InputError(`missing ${flag} ${name}: there is no folder ${folder}`);
  if (found === "file") throw new InputError(`invalid ${flag} ${name}: ${folder} is a file`);
  if (found === "unusable") {
    throw new InputError(`invalid ${flag} ${name}: ${folder} is a broken link or unreadable`);
  }
}

/** InputError where there is no picture at all or none in a folder that a flag names; notes another that has none. */
async function checkPictures(
  options: DatasetOptions,
  { root, isPlain, normal, anomalous, truth }: FolderPlaces,
  good: PairedFolder,
  bad: PairedFolder,
  onNote: OnNote,
): Promise<void> {
  if (good.pictures.length + bad.pictures.length === 0) {
    throw new InputError(
      `invalid --root ${root}: looked for pictures in ${normal.folder} and ${anomalous.folder}, found none`,
    );
  }
  refuseEmpty(options.normalDir, "normalDir", normal, good);
  refuseEmpty(options.abnormalDir, "abnormalDir", anomalous, bad);
  const there = listed(await foldersIn(root, "the folders of a data set")) || "none";
  if (good.pictures.length === 0) {
    onNote(`${normal.folder}: no normal pictures there (folders of ${root}: ${there})`);
  }
  if (isPlain) {
    const [count, are] =
      good.pictures.length === 1 ? ["1 picture", "is"] : [`${good.pictures.length} pictures`, "are"];
    onNote(`${count} of ${root} itself ${are} taken as good; put defective ones into ${anomalous.folder}`);
  } else if (bad.pictures.length === 0) {
    onNote(`${anomalous.folder}: no anomalous pictures there (folders of ${root}: ${there})`);
  }
  if (truth === null && bad.pictures.length > 0) {
    onNote(
      `${anomalous.folder}: no masks, so what needs them is left undefined (pixel metrics, missed regions); looked for ${join(root, "masks")} (folders of ${root}: ${there}), or name theirs with --mask-dir`,
    );
  }
}

/** A folder that a flag names has pictures. */
function refuseEmpty(
  name: string | undefined,
  option: FolderOption,
  { folder }: PlaceToRead,
  { pictures }: PairedFolder,
): void {
  if (name === undefined || pictures.length > 0) return;
  throw new InputError(
    `invalid ${FOLDER_FLAGS[option]} ${name}: ${folder} has no picture (${PICTURES.formats})`,
  );
}

/** Notes the masks of no anomalous picture: normal ones may have some too. */
export function noteOwnerless({ ownerless }: PairedFolder, truth: string, onNote: OnNote): void {
  if (ownerless.length === 0) return;
  const names = listed(ownerless.map((path) => relative(truth, path)));
  onNote(`${truth}: ${names} not read; no anomalous picture has the name`);
}

function refuseUnmasked({ pictures }: PairedFolder, truth: string): void {
  const unmasked = pictures.find(({ maskPaths }) => maskPaths.length === 0);
  if (unmasked === undefined) return;
  throw new InputError(
    `missing mask of ${unmasked.imagePath}: looked for ${unmasked.stem}.png or ${unmasked.stem}_mask.png in ${truth}`,
  );
}
