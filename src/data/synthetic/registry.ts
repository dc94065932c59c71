// Objects and defects of the synthetic inspection pictures: a file and a line each.

import { InputError, unknownName } from "../../core/errors.ts";
import { chip } from "./defects/chip.ts";
import { crack } from "./defects/crack.ts";
import { foreignBody } from "./defects/foreign-body.ts";
import { scratch } from "./defects/scratch.ts";
import { stain } from "./defects/stain.ts";
import { capsule } from "./objects/capsule.ts";
import { gear } from "./objects/gear.ts";
import { hazelnut } from "./objects/hazelnut.ts";
import { nut } from "./objects/nut.ts";
import { weave } from "./objects/weave.ts";
import type { DefectModel, ObjectModel } from "./part.ts";

/** Sorted by name. */
export const SYNTHETIC_OBJECTS: readonly ObjectModel[] = [capsule, gear, hazelnut, nut, weave];

/** Sorted by name. */
export const SYNTHETIC_DEFECTS: readonly DefectModel[] = [chip, crack, foreignBody, scratch, stain];

/** The object of that name; throws InputError with the nearest known name. */
export function syntheticObject(name: string): ObjectModel {
  return named(SYNTHETIC_OBJECTS, name, "synthetic object");
}

/** The defect of that name; throws InputError with the nearest known name. */
export function syntheticDefect(name: string): DefectModel {
  return named(SYNTHETIC_DEFECTS, name, "synthetic defect");
}

function named<Model extends { readonly name: string }>(
  models: readonly Model[],
  name: string,
  what: string,
): Model {
  const found = models.find((model) => model.name === name);
  if (found !== undefined) return found;
  throw new InputError(
    unknownName(
      what,
      name,
      models.map((model) => model.name),
    ),
  );
}
