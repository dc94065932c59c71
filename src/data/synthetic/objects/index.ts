// Every object of the demo data set, by name.

import { InputError, unknownName } from "../../../core/errors.ts";
import type { ObjectModel } from "../part.ts";
import { capsule } from "./capsule.ts";
import { gear } from "./gear.ts";
import { hazelnut } from "./hazelnut.ts";
import { nut } from "./nut.ts";
import { weave } from "./weave.ts";

/** Sorted by name. */
export const OBJECT_MODELS: readonly ObjectModel[] = [capsule, gear, hazelnut, nut, weave];

export const OBJECT_NAMES: readonly string[] = OBJECT_MODELS.map(({ name }) => name);

/** The object of that name; throws InputError with the nearest known name. */
export function objectModel(name: string): ObjectModel {
  const found = OBJECT_MODELS.find((model) => model.name === name);
  if (found === undefined) throw new InputError(unknownName("demo object", name, OBJECT_NAMES));
  return found;
}
