// Good pictures that thresholds are chosen from (`--calibration DIR`), beside the data set that is evaluated.

import { join, resolve } from "node:path";
import { InputError } from "../core/errors.ts";
import type { Dataset, OnNote, Sample } from "./dataset.ts";
import { PICTURES } from "./file-kinds.ts";
import { byId, fileSample } from "./file-sample.ts";
import { pairedFolder, refuseClashes } from "./paired-folder.ts";
import { foldersIn, kindOf } from "./walk.ts";

/** How a calibration picture's id begins; what follows is its path below the folder, wherever that lies. */
const PREFIX = "calibration/";

export interface CalibrationFolder {
  /** The good pictures of an object of the data set, sorted by id; InputError where there are none. */
  samplesOf(dataset: Pick<Dataset, "testPictures">, object: string): Promise<Sample[]>;
}

/**
 * Good pictures at any depth below DIR/OBJECT, or below DIR where one object is studied and DIR has no folder of any
 * object's name. `objects` are all of the data set, `studied` those asked for. InputError where DIR is no folder.
 */
export async function openCalibration(
  path: string,
  { objects, studied }: { readonly objects: readonly string[]; readonly studied: readonly string[] },
  onNote: OnNote = () => {},
): Promise<CalibrationFolder> {
  const root = resolve(path);
  const found = await kindOf(root);
  if (found === "absent") throw new InputError(`missing --calibration ${root}: there is no such folder`);
  if (found === "file")
    throw new InputError(`invalid --calibration ${root}: it is a file; name a folder of good pictures`);
  if (found === "unusable")
    throw new InputError(`invalid --calibration ${root}: it is a broken link or unreadable`);
  const folders = await foldersIn(root, "good pictures");
  const isByObject = studied.length > 1 || folders.some((name) => objects.includes(name));
  const folderOf = (object: string): string => {
    if (!isByObject) return root;
    if (folders.includes(object)) return join(root, object);
    throw new InputError(
      `missing calibration pictures of ${object}: there is no folder ${join(root, object)}`,
    );
  };
  return {
    samplesOf: async (dataset, object) => {
      const folder = folderOf(object);
      const paired = await pairedFolder({ folder }, null, onNote);
      refuseClashes(paired);
      if (paired.pictures.length === 0)
        throw new InputError(`invalid --calibration ${root}: ${folder} has no picture (${PICTURES.formats})`);
      const samples = paired.pictures.map(({ imagePath }) =>
        calibrationSample(fileSample({ root, object, defect: "good", imagePath, maskPaths: [] })),
      );
      refuseSameIds(samples, await dataset.testPictures(object), root);
      return byId(samples);
    },
  };
}

function calibrationSample(sample: Sample): Sample {
  return { ...sample, id: `${PREFIX}${sample.id}` };
}

/** A study tells its pictures apart by their ids. */
function refuseSameIds(
  samples: readonly Pick<Sample, "id">[],
  evaluated: readonly Pick<Sample, "id">[],
  root: string,
): void {
  const ids = new Set(evaluated.map(({ id }) => id));
  const same = samples.find(({ id }) => ids.has(id));
  if (same === undefined) return;
  throw new InputError(
    `invalid --calibration ${root}: ${same.id} is the name of a test picture too; rename the data set's folder ${PREFIX}`,
  );
}

/** A data set's calibration samples, each object's as `change` gives them; nothing where no folder was named. */
export function changedCalibration(
  { calibrationSamples }: Dataset,
  change: (samples: readonly Sample[], object: string) => Sample[],
): Pick<Dataset, "calibrationSamples"> {
  if (calibrationSamples === undefined) return {};
  return { calibrationSamples: async (object) => change(await calibrationSamples(object), object) };
}
