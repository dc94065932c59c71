// The published order of levels: the lower pixel AUROC is the worse one, then the higher loss.

import type { Level, Order } from "./objective.ts";

/** What counts as more than a trifle: a point of pAUROC, or for a sample without one a thousandth of the loss. */
export const TRIFLE = { pauroc: 0.01, loss: 0.001 } as const;

/** Share of the loss that decides between equal pAUROC. */
const TIE_BREAK = 1e-4;

/**
 * The lower pAUROC, then the higher loss; without a pAUROC, the higher loss. A total order, ties apart: of one sample's
 * levels, those whose pAUROC is undefined (a mask turned out of the frame) are never worse than one that has it.
 * `criterion` is the name it stands under in records.
 */
export function publishedOrder(criterion: string): Order {
  return { criterion, isWorse, height, isClearlyWorse };
}

function isWorse(candidate: Level, best: Level): boolean {
  if (candidate.pauroc === null || best.pauroc === null) {
    if (candidate.pauroc !== best.pauroc) return best.pauroc === null;
    return lossOf(candidate) > lossOf(best);
  }
  if (candidate.pauroc !== best.pauroc) return candidate.pauroc < best.pauroc;
  return lossOf(candidate) > lossOf(best);
}

function height(level: Level, unshifted?: Level): number {
  const { pauroc } = level;
  if (pauroc !== null) return pauroc - TIE_BREAK * lossOf(level);
  return (unshifted?.pauroc ?? null) === null ? -lossOf(level) : Number.POSITIVE_INFINITY;
}

/** Without a map nothing is known to be wrong with it. */
function lossOf({ loss }: Level): number {
  return loss ?? Number.NEGATIVE_INFINITY;
}

function isClearlyWorse(level: Level, than: Level): boolean {
  return level.pauroc === null || than.pauroc === null
    ? level.pauroc === than.pauroc && lossOf(level) - lossOf(than) > TRIFLE.loss
    : than.pauroc - level.pauroc > TRIFLE.pauroc;
}
