// The training pictures: rendered once, drawn from in every batch. Their seeds begin with "train", so none of them
// is a test picture.

import { SYNTHETIC_DEFECTS, SYNTHETIC_OBJECTS } from "../data/synthetic/registry.ts";
import type { RenderedSample } from "../data/synthetic/render.ts";
import { renderSample } from "../data/synthetic/render.ts";

export interface PoolSample extends RenderedSample {
  /** Index of the object's class. */
  readonly classIndex: number;
  readonly anomalous: boolean;
}

/** Yields `perObject` pictures of every object, half of them with a defect, objects and defects in turn. */
export function* renderPool(perObject: number, size: number, seed: number): Generator<PoolSample> {
  for (let index = 0; index < perObject; index++) {
    for (const [classIndex, { name }] of SYNTHETIC_OBJECTS.entries()) {
      const anomalous = index % 2 === 1;
      const kind = SYNTHETIC_DEFECTS[Math.floor(index / 2) % SYNTHETIC_DEFECTS.length];
      const defect = anomalous && kind !== undefined ? kind.name : null;
      yield {
        ...renderSample({ object: name, defect, seedParts: ["train", seed, name, index], size }),
        classIndex,
        anomalous,
      };
    }
  }
}
