// The published criterion: the map's pixel AUROC, then eq. (4).

import { publishedOrder } from "../../core/order.ts";
import type { Criterion } from "./criterion.ts";

/**
 * Worse = lower pixel AUROC of the sample's own map, then higher loss; where it is undefined (a good picture), the loss
 * alone. The sign is the same for both labels.
 */
export const pauroc: Criterion = {
  name: "pauroc",
  title: "pAUROC",
  formula:
    "defective: the pixel AUROC of the map, the lower the worse, then eq. (4), the higher the worse; good: eq. (4), the higher the worse",
  gives: "gradients",
  reads: "map",
  comparesMaps: false,
  order: () => publishedOrder("pauroc"),
  value: (level) => level.pauroc,
};
