// Notes: what a user should know and that is no fault, marked as such on standard error.

import type { Surroundings } from "./command.ts";

/** Prints each line as a note. */
export function noted(note: Surroundings["note"]): (line: string) => void {
  return (line) => note(`note: ${line}`);
}
