// What a surrogate knows of many visits: of more than three axes each of them, where most lie in one well's bottom, too.

import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { axesOf, type Position } from "../../src/search/cube.ts";
import type { Visit } from "../../src/search/ledger.ts";
import { surrogates } from "../../src/search/surrogate-model.ts";
import { SIX_SHIFTS } from "../support/search.ts";

const SIX = axesOf(SIX_SHIFTS);

/** High but for one well: `bottom` visits of its bottom, `beside` on a line through it, the others anywhere. */
function visitsOf({ bottom, beside, others }: Record<"bottom" | "beside" | "others", number>): Visit[] {
  const source = random("visits");
  const near = (): number => 0.5 + 0.02 * source.normal();
  const places = (count: number, at: (axis: number) => number): Position[] =>
    Array.from({ length: count }, () => SIX.map((_, axis) => at(axis)));
  return [
    ...places(bottom, near),
    ...places(beside, (axis) => (axis === 1 ? source.next() : near())),
    ...places(others, () => source.next()),
  ].map((position): Visit => {
    const away = SIX.reduce((sum, _, axis) => sum + ((position[axis] ?? 0) - 0.5) ** 2, 0);
    return { position, value: 1 - 0.6 * Math.exp(-away / 0.1 ** 2), loss: 0, imageScore: 0 };
  });
}

describe("a surrogate of six axes", () => {
  it("forgets none of the places beside a well that did not keep what they promised", () => {
    const [bottom, beside] = [120, 30];
    const visits = visitsOf({ bottom, beside, others: 210 });
    const model = surrogates(SIX, 1)(visits);
    const away = visits
      .slice(bottom, bottom + beside)
      .map(({ position, value }) => Math.abs((model?.at(position).mean ?? 9) - value));
    expect(Math.max(...away)).toBeLessThan(0.05);
  });
});
