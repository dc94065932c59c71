// What searches are tried on: an analytic objective, boxes, and settings for it.

import type { Objective } from "../../src/core/objective.ts";
import type { Range, ShiftBox, ShiftFacts, ShiftPoint } from "../../src/core/shift.ts";
import type { SearchSettings } from "../../src/search/search.ts";
import { paperBox } from "../../src/shift/registry.ts";

export const PAPER_SHIFTS = ["theta", "hue", "saturation"] as const;

/** How wide the hills are along each shift; 1 along others. */
const WIDTHS: ShiftPoint = { theta: 40, hue: 1, saturation: 0.3 };

/** A loss with a hill at `peak` and a smaller one at the origin; pAUROC falls as the loss rises. */
export function hills(peak: ShiftPoint): Objective {
  return async (points, wanted = {}) =>
    points.map((point) => {
      const names = [...new Set([...Object.keys(WIDTHS), ...Object.keys(peak), ...Object.keys(point)])];
      const hill = (centre: ShiftPoint, height: number): { value: number; slope: ShiftPoint } => {
        const offset = (name: string): number => amount(point, name) - amount(centre, name);
        const far = names.reduce((sum, name) => sum + (offset(name) / (WIDTHS[name] ?? 1)) ** 2, 0);
        const value = height * Math.exp(-far);
        const slopes = names.map((name) => [name, (-2 * value * offset(name)) / (WIDTHS[name] ?? 1) ** 2]);
        return { value, slope: Object.fromEntries(slopes) };
      };
      const [near, far] = [hill({}, 0.2), hill(peak, 1)];
      const gradient = Object.fromEntries(
        Object.keys(point).map((name) => [name, amount(near.slope, name) + amount(far.slope, name)]),
      );
      const loss = near.value + far.value;
      return { point, loss, pauroc: 1 - loss / 2, imageScore: 0.5, ...(wanted.gradient ? { gradient } : {}) };
    });
}

/** The amount of a shift at a point; 0 where the point does not name it. */
export function amount(point: ShiftPoint, name: string): number {
  return point[name] ?? 0;
}

/** Some of the paper's shifts over their full ranges, or over others. */
export function boxOver(
  names: readonly string[] = PAPER_SHIFTS,
  ranges: Readonly<Record<string, Range>> = {},
): ShiftBox {
  return paperBox()
    .filter(({ facts }) => names.includes(facts.name))
    .map(({ facts, range }) => ({ facts, range: ranges[facts.name] ?? range }));
}

/** The facts of a shift that search knows nothing of but its lengths; from 0 to 2. */
export function testShift(name: string, changes: Partial<ShiftFacts> = {}): ShiftFacts {
  return {
    ...{ name, symbol: name, title: name, effect: name, unit: "", sign: "", decimals: 2, writtenUnits: {} },
    range: [0, 2],
    severities: { mild: [0, 0.5], moderate: [0, 1], severe: [0, 2] },
    ...{ cause: "", periodic: false, stage: "optics", scope: "station", needsColour: false },
    search: { length: 1, edge: 0.2 },
    ...changes,
  };
}

/** The paper's shifts and three of no particular kind. */
export const SIX_SHIFTS: ShiftBox = [
  ...boxOver(),
  ...["blur", "fog", "glare"].map((name) => {
    const facts = testShift(name);
    return { facts, range: facts.range };
  }),
];

export const settings = (changes: Partial<SearchSettings> = {}): SearchSettings => ({
  box: boxOver(),
  budget: 40,
  seedParts: [7, "demo", "gear", "003.png"],
  ...changes,
});
