// A plain grid over the searched shifts, as fine as the budget pays for, the same along each.

import type { Position } from "./cube.ts";
import { ledgerSearch } from "./ledger.ts";
import type { Strategy } from "./search.ts";

/** The finest grid of cells with the same number along each searched shift that the budget pays for. */
export const grid: Strategy = {
  needs: "values",
  nests: false,
  search: ledgerSearch(async (ledger) => {
    const axes = ledger.axes.length;
    const perAxis = Math.max(1, Math.floor((ledger.left() - 1) ** (1 / axes) + 1e-9));
    const values = Array.from({ length: perAxis }, (_, index) => (index + 0.5) / perAxis);
    let positions: Position[] = [[]];
    for (let axis = 0; axis < axes; axis++) {
      positions = positions.flatMap((position) => values.map((value) => [...position, value]));
    }
    await ledger.visit(positions);
  }),
};
