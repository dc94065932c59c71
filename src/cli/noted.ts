// Notes: what a user should know and that is no fault, marked as such on standard error.

import { escapedText } from "../core/shown-text.ts";
import type { Surroundings } from "./command.ts";

/** Prints each line as a note; names of files in it stay on it. */
export function noted(note: Surroundings["note"]): (line: string) => void {
  return (line) => note(escapedText(`note: ${line}`));
}
