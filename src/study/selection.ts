// Which objects a rotation leaves as they are: measured by eq. (6), then decided by threshold and by hand.

import { UsageError, unknownName } from "../core/errors.ts";
import type { RgbImage } from "../core/image.ts";
import type { Dataset } from "../data/dataset.ts";
import { takeSamples } from "../data/subset.ts";
import type { Engine } from "../graph/session.ts";
import { resizeBicubic } from "../image/resize.ts";
import { cornerErrorMeter } from "../transform/corner-error.ts";
import { DEFAULT_THRESHOLD, PUBLISHED_SELECTIONS } from "./published-selection.ts";

/** Side of the pictures that eq. (6) is computed on. */
export const SELECTION_SIZE = 240;

export interface SelectionRules {
  /** Without one, the published list decides for objects that it names, its threshold for others. */
  readonly threshold?: number;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export interface SelectedObject {
  readonly object: string;
  /** Mean of eq. (6) over the test pictures. */
  readonly cornerMse: number;
  readonly published: number | null;
  readonly used: boolean;
  /** What decided: "threshold", "published list", "included" or "excluded". */
  readonly because: string;
}

export interface MeasuredObject {
  readonly object: string;
  readonly cornerMse: number;
}

/** Mean corner error of an object's test pictures, calling `onPicture` with each turned one. */
export async function measureObject(
  dataset: Dataset,
  object: string,
  engine: Engine,
  {
    samples,
    seed,
    onPicture,
  }: {
    readonly samples: number | null;
    readonly seed: number;
    readonly onPicture?: (rotated: RgbImage) => void;
  },
): Promise<MeasuredObject> {
  const measure = await cornerErrorMeter(engine, SELECTION_SIZE);
  const all = await dataset.testSamples(object);
  const chosen = samples === null ? all : takeSamples(all, samples, seed);
  let sum = 0;
  for (const sample of chosen) {
    const { mse, rotated } = await measure(
      resizeBicubic(await sample.loadImage(), SELECTION_SIZE, SELECTION_SIZE),
    );
    sum += mse;
    onPicture?.(rotated);
  }
  return { object, cornerMse: sum / chosen.length };
}

/** Decides for measured objects, smallest error first; UsageError for a rule that names an unknown object. */
export function selectObjects(
  kind: string,
  measured: readonly MeasuredObject[],
  { threshold, include = [], exclude = [] }: SelectionRules,
): SelectedObject[] {
  const names = measured.map(({ object }) => object);
  for (const name of [...include, ...exclude]) {
    if (!names.includes(name)) throw new UsageError(unknownName("object", name, names));
    if (include.includes(name) && exclude.includes(name)) {
      throw new UsageError(`invalid rules: ${name} is both included and excluded`);
    }
  }
  const published = PUBLISHED_SELECTIONS[kind];
  const limit = threshold ?? published?.threshold ?? DEFAULT_THRESHOLD;
  const decide = (object: string, cornerMse: number): Pick<SelectedObject, "used" | "because"> => {
    if (include.includes(object)) return { used: true, because: "included" };
    if (exclude.includes(object)) return { used: false, because: "excluded" };
    const listed = published?.cornerMse[object];
    if (threshold === undefined && published !== undefined && listed !== undefined) {
      return {
        used: listed < published.threshold && !published.excluded.includes(object),
        because: "published list",
      };
    }
    return { used: cornerMse < limit, because: "threshold" };
  };
  return measured
    .map(({ object, cornerMse }) => ({
      object,
      cornerMse,
      published: published?.cornerMse[object] ?? null,
      ...decide(object, cornerMse),
    }))
    .toSorted((left, right) => left.cornerMse - right.cornerMse);
}
