// The order of a criterion that is one number: the lower its height, the worse.

import type { Level, Order } from "../../core/objective.ts";

/** `trifle` is the difference that is no clear one; a height that is no number is never worse. */
export function scalarOrder(criterion: string, height: (level: Level) => number, trifle: number): Order {
  return {
    criterion,
    height,
    isWorse: (candidate, best) => {
      const [own, other] = [height(candidate), height(best)];
      return Number.isNaN(other) ? !Number.isNaN(own) : own < other;
    },
    isClearlyWorse: (level, than) => height(than) - height(level) > trifle,
  };
}
