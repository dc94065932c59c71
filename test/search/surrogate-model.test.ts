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

  it("tells from its first forty visits how low the others are", () => {
    const source = random("first");
    const visits = Array.from({ length: 140 }, (): Visit => {
      const position = SIX.map(() => source.next());
      const [, hue = 0, saturation = 0, , , glare = 0] = position;
      const around = 0.5 + 0.5 * Math.cos(2 * Math.PI * hue);
      return { position, value: 0.9 - 0.5 * glare * saturation * around, loss: 0, imageScore: 0 };
    });
    const model = surrogates(SIX, 1)(visits.slice(0, 40));
    const others = visits.slice(40).map(({ position, value }) => ({
      value,
      error: (model?.at(position).mean ?? 9) - value,
    }));
    const mean = others.reduce((sum, { value }) => sum + value, 0) / others.length;
    const left = others.reduce((sum, { error }) => sum + error ** 2, 0);
    expect(left).toBeLessThan(0.08 * others.reduce((sum, { value }) => sum + (value - mean) ** 2, 0));
  });
});
