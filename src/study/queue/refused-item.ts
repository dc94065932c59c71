// What a worker says of an item that another machine may compute.

import { InputError } from "../../core/errors.ts";

/** This machine cannot compute what is asked; another one may. */
export class RefusedItem extends InputError {
  override readonly name: string = "RefusedItem";
}
