// The words behind "faultline" that give a command its flags: to run it, and to show it.

import type { CommandFacts, Invocation } from "./flag-facts.ts";
import { flagName } from "./options.ts";

/** The words that give a command these flags. */
export function commandWords(
  { name, positional, flags }: CommandFacts,
  given: Invocation["flags"],
): string[] {
  const keys = flags.map(({ key }) => key).filter((key) => !positional.includes(key));
  const behind = positional.flatMap((key) => {
    const value = given[key];
    return typeof value === "string" ? [value] : [];
  });
  const isDashed = behind.some((word) => word.startsWith("-"));
  return [...name.split(" "), ...flagWords(keys, given), ...(isDashed ? ["--"] : []), ...behind];
}

/** The words of these flags, as far as they are given. */
export function flagWords(keys: readonly string[], given: Invocation["flags"]): string[] {
  return keys.flatMap((key) => {
    const value = given[key];
    if (value === undefined) return [];
    if (value === true) return [flagName(key)];
    return (typeof value === "string" ? [value] : value).flatMap((text) => valueWords(key, text));
  });
}

/** A value that begins like a flag is one word with its own flag, or it would be taken for one. */
function valueWords(key: string, text: string): string[] {
  return text.startsWith("-") ? [`${flagName(key)}=${text}`] : [flagName(key), text];
}
