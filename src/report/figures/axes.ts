// What an axis of a shift's amounts is called.

import type { ShiftFacts } from "../../core/shift.ts";

/** "θ (degrees, clockwise)", "δh (radians)", "δs"; a mark such as "*" stands behind the symbol. */
export function amountLabel({ symbol, unit, positive = "" }: ShiftFacts, mark = ""): string {
  const known = [unit, positive].filter((part) => part !== "");
  return `${symbol}${mark}${known.length === 0 ? "" : ` (${known.join(", ")})`}`;
}
