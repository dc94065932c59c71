// Samples as the laboratory takes them: of the data set, with the files that a command line would name, or own
// pictures.

import type { Dataset, Sample } from "../../data/dataset.ts";
import { prepareSample } from "../../image/prepare.ts";
import type { Catalogue } from "../catalogue.ts";
import type { CommandParts } from "../command-line.ts";
import type { LabSample } from "../laboratory.ts";
import type { Uploads } from "./uploads.ts";

/** Where the command line that stands beside a demo sample writes its pictures. */
const DEMO_FOLDER = "demo-pictures";

/** The sample of an id; undefined where there is none. `words` name the detector in a command line. */
export function findSample(
  id: string,
  {
    catalogue,
    uploads,
    dataset,
    words,
  }: {
    readonly catalogue: Catalogue;
    readonly uploads: Uploads;
    readonly dataset: Dataset;
    readonly words: readonly string[];
  },
): LabSample | undefined {
  const found = catalogue.find(id);
  if (found === undefined) return uploads.find(id);
  const { sample, view } = found;
  const className = dataset.className(sample.object);
  return {
    view,
    className,
    seedParts: [dataset.kind, sample.object, sample.id],
    command: commandOf(sample, className, words),
    picture: () => sample.loadImage(),
    prepare: (sizesOf) => prepareSample(sample, sizesOf),
  };
}

function commandOf(sample: Sample, className: string, detector: readonly string[]): CommandParts | null {
  const { files, id, object, defect, anomalous, loadIgnored } = sample;
  // Where the region lies that counts nowhere is not known here.
  if (loadIgnored !== undefined) return null;
  if (files !== undefined) {
    // A command line names one mask; of a mask in parts it would show less than the page does.
    const mask = files.masks.length === 1 ? (files.masks[0] ?? null) : null;
    return { before: null, detector, picture: files.image, mask, className };
  }
  const stem = id.slice(id.lastIndexOf("/") + 1, id.lastIndexOf("."));
  return {
    before: `{ [ -d ${DEMO_FOLDER} ] || npx faultline synth --layout mvtec --out ${DEMO_FOLDER}; }`,
    detector,
    picture: `${DEMO_FOLDER}/${id}`,
    mask: anomalous ? `${DEMO_FOLDER}/${object}/ground_truth/${defect}/${stem}_mask.png` : null,
    className,
  };
}
