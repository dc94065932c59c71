// Why a number that a mask is compared with is undefined, as JSON documents say it beside the null.

import type { Level } from "../core/objective.ts";

/** `reasons` by the number's name; nothing where all are there. */
export function pixelReasons(
  { pauroc, loss }: Level,
  givesMaps: boolean,
): { readonly reasons?: Readonly<Record<string, string>> } {
  const why = givesMaps ? "no anomalous pixel" : "the detector gives no map";
  const undefinedOnes = Object.entries({ pauroc, loss }).filter(([, value]) => value === null);
  if (undefinedOnes.length === 0) return {};
  return { reasons: Object.fromEntries(undefinedOnes.map(([name]) => [name, why])) };
}
