// The benchmark's pictures. Strategies are judged on the demo's test split (data seed 0), the defects in turn; they
// were tuned on the same split drawn from another seed, so no picture is in both.

import { openDemoDataset, type Sample } from "faultline";

export const TEST_SEED = 0;
export const TUNING_SEED = 1;

export interface Picture {
  readonly sample: Sample;
  readonly className: string;
}

/**
 * `perObject` anomalous pictures of every object, the defects in turn: one of every object, then another of every
 * object, so that fewer pictures are the first of more.
 */
export async function anomalousPictures(perObject: number, seed: number): Promise<Picture[]> {
  const dataset = openDemoDataset({ seed, testPerDefect: perObject });
  const pictures: Picture[] = [];
  for (let index = 0; index < perObject; index++) {
    for (const object of dataset.objects) {
      const samples = (await dataset.testSamples(object)).filter(({ anomalous }) => anomalous);
      const defects = [...new Set(samples.map(({ defect }) => defect))];
      const ofDefect = samples.filter(({ defect }) => defect === defects[index % defects.length]);
      const sample = ofDefect[Math.floor(index / defects.length)];
      if (sample !== undefined) pictures.push({ sample, className: dataset.className(object) });
    }
  }
  return pictures;
}
