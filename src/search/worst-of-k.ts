// Worst of k: as many seeded uniform points as the budget pays for.

import { drawPoint } from "./box.ts";
import { positionOf } from "./cube.ts";
import { ledgerSearch } from "./ledger.ts";
import type { Strategy } from "./search.ts";

/** As many uniform points, drawn from the seed, as the budget pays for. */
export const worstOfK: Strategy = {
  needs: "values",
  nests: false,
  search: ledgerSearch(async (ledger, { box, seedParts }) => {
    const points = Array.from({ length: ledger.left() }, (_, index) =>
      drawPoint(box, [...seedParts, "k", index]),
    );
    await ledger.visit(points.map((point) => positionOf(point, ledger.axes)));
  }),
};
