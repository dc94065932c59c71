// An optimiser against an analytic function, without a ledger.

import type { Position } from "../../src/search/cube.ts";
import type { Visit } from "../../src/search/ledger.ts";
import type { Proposer } from "../../src/search/proposer.ts";

/** Answers a proposer until it ends or has asked `most` times; all positions with their answers, in order. */
export function answered(
  proposer: Proposer,
  value: (position: Position) => number,
  { slope, most = 400 }: { slope?: (position: Position) => readonly number[]; most?: number } = {},
): Visit[] {
  const visits: Visit[] = [];
  let asks = proposer.next();
  while (asks.done !== true && visits.length < most) {
    const told = asks.value.map((position) => {
      const visit = { position, value: value(position), loss: -value(position), imageScore: 0 };
      return slope === undefined ? visit : { ...visit, slope: slope(position) };
    });
    visits.push(...told);
    asks = proposer.next(told);
  }
  return visits;
}

/** The visit with the lowest value. */
export function lowest(visits: readonly Visit[]): Visit {
  const [first, ...others] = visits;
  if (first === undefined) throw new Error("nothing was visited");
  return others.reduce((best, visit) => (visit.value < best.value ? visit : best), first);
}
