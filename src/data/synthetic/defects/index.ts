// Every kind of defect of the demo data set, by name.

import { InputError, unknownName } from "../../../core/errors.ts";
import type { DefectModel } from "../part.ts";
import { chip } from "./chip.ts";
import { crack } from "./crack.ts";
import { foreignBody } from "./foreign-body.ts";
import { scratch } from "./scratch.ts";
import { stain } from "./stain.ts";

/** Sorted by name. */
export const DEFECT_MODELS: readonly DefectModel[] = [chip, crack, foreignBody, scratch, stain];

export const DEFECT_NAMES: readonly string[] = DEFECT_MODELS.map(({ name }) => name);

/** The defect of that name; throws InputError with the nearest known name. */
export function defectModel(name: string): DefectModel {
  const found = DEFECT_MODELS.find((model) => model.name === name);
  if (found === undefined) throw new InputError(unknownName("demo defect", name, DEFECT_NAMES));
  return found;
}
