// A model's numbers held to being numbers: damaged weights are met where they first show.

import { InputError } from "../core/errors.ts";

/** Throws an InputError naming the model's folder where NaN or Infinity is among `values`, which `what` names. */
export function checkFiniteOutput(values: Float32Array, what: string, folder: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new InputError(
    `invalid weights in ${folder}: ${values[bad]} in ${what}; expected finite numbers, fetch or convert them again`,
  );
}
