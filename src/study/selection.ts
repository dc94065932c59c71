// Which objects a rotation leaves as they are: measured by eq. (6), then decided by threshold and by hand.

import { InputError, present, UsageError, unknownName } from "../core/errors.ts";
import type { RgbImage } from "../core/image.ts";
import type { Dataset, Picture } from "../data/dataset.ts";
import { takeSamples } from "../data/subset.ts";
import { resizeBicubic } from "../image/resize.ts";
import type { CornerErrorMeter } from "../shift/corner-error.ts";
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

/**
 * Mean corner error of an object's test pictures, which need no masks, calling `onPicture` with each turned one.
 * `measure` takes pictures of SELECTION_SIZE. InputError where there is no picture.
 */
export async function measureObject(
  dataset: Dataset,
  object: string,
  measure: CornerErrorMeter,
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
  const all = await dataset.testPictures(object);
  if (all.length === 0) throw new InputError(`missing test pictures of ${object} in ${dataset.root}`);
  const chosen = samples === null ? all : takeSamples(all, samples, seed);
  let sum = 0;
  for await (const image of loadedAhead(chosen)) {
    const { mse, rotated } = await measure(resizeBicubic(image, SELECTION_SIZE, SELECTION_SIZE));
    sum += mse;
    onPicture?.(rotated);
  }
  return { object, cornerMse: sum / chosen.length };
}

/** Pictures in order; each is decoded while the one before it is in use. */
async function* loadedAhead(pictures: readonly Picture[]): AsyncGenerator<RgbImage> {
  let next = pictures[0]?.loadImage();
  for (const index of pictures.keys()) {
    const image = await present(next, "picture");
    next = pictures[index + 1]?.loadImage();
    // A failure is met when its turn comes, not before.
    next?.catch(() => undefined);
    yield image;
  }
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
