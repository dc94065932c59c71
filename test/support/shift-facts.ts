// The facts of a shift that no registry knows.

import type { ShiftFacts } from "../../src/core/shift.ts";

export const FACTS: ShiftFacts = {
  ...{ name: "belt-wear", symbol: "w", title: "belt wear", effect: "worn", unit: "per-cent", sign: " %" },
  ...{ decimals: 1, writtenUnits: {}, range: [0, 50] },
  severities: { mild: [0, 5], moderate: [0, 20], severe: [0, 50] },
  cause: "The belt wears down.",
  ...{ periodic: false, stage: "optics", scope: "station", needsColour: false },
  search: { length: 10, edge: 5 },
};
