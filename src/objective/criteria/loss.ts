// Eq. (4) alone.

import { TRIFLE } from "../../core/order.ts";
import type { Criterion } from "./criterion.ts";
import { scalarOrder } from "./scalar-order.ts";

/**
 * L = Σ m(1−y)/(Σ(1−y)+ε) − Σ m·y/(Σy+ε) over the map m and the mask y; higher is worse for both labels. Of a good
 * picture it is the mean of the map.
 */
export const loss: Criterion = {
  name: "loss",
  title: "loss",
  formula:
    "defective and good: eq. (4), the mean of the map's normal pixels minus that of its anomalous ones, raised",
  gives: "gradients",
  reads: "map",
  comparesMaps: false,
  order: () => scalarOrder("loss", ({ loss: raised }) => -(raised ?? Number.NaN), TRIFLE.loss),
  value: (level) => level.loss,
};
