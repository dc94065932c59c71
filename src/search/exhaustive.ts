// Every combination of the listed amounts of a box: where shifts take amounts from finite lists alone, what is found worst
// is the worst there is.

import { InputError } from "../core/errors.ts";
import { listedAmounts, type ShiftBox, type ShiftPoint } from "../core/shift.ts";
import { positionOf } from "./cube.ts";
import { ledgerSearch } from "./ledger.ts";
import type { Search, Strategy } from "./search.ts";

/** The combinations of a box's listed amounts, one unit each; infinite where a shift takes any amount. */
export function exhaustiveUnits(box: ShiftBox): number {
  return box.reduce(
    (product, boxed) => product * (listedAmounts(boxed)?.length ?? Number.POSITIVE_INFINITY),
    1,
  );
}

/** Every combination once, that at rest first; refuses a box that is not finite, and a budget that does not pay for all. */
export const exhaustive: Strategy = {
  needs: "values",
  nests: false,
  check: refuseEndless,
  // Where nothing is left to find, the order in which it was found tells nothing.
  search: async (objective, settings) => {
    const result = await everyCombination(objective, settings);
    return { ...result, flags: { ...result.flags, beforeLastTenth: null } };
  },
};

const everyCombination: Search = ledgerSearch(async (ledger, { box, budget }) => {
  refuseEndless(box);
  const units = exhaustiveUnits(box);
  if (units > 2 * budget)
    throw new InputError(
      `invalid budget ${budget}: strategy exhaustive has ${units} combinations of listed amounts; expected at least ${Math.ceil(units / 2)} steps`,
    );
  const points = combinationsOf(box).filter((point) => !isAtRest(point));
  await ledger.visit(points.map((point) => positionOf(point, ledger.axes)));
});

function refuseEndless(box: ShiftBox): void {
  const endless = box.filter((boxed) => listedAmounts(boxed) === null).map(({ facts }) => facts.name);
  if (endless.length > 0)
    throw new InputError(
      `invalid strategy exhaustive: ${endless.join(", ")} ${endless.length === 1 ? "takes" : "take"} any amount; expected shifts of listed amounts alone`,
    );
}

function combinationsOf(box: ShiftBox): ShiftPoint[] {
  return box.reduce<ShiftPoint[]>(
    (points, boxed) =>
      points.flatMap((point) =>
        (listedAmounts(boxed) ?? []).map((amount) => ({ ...point, [boxed.facts.name]: amount })),
      ),
    [{}],
  );
}

/** What the ledger evaluates first in any case. */
function isAtRest(point: ShiftPoint): boolean {
  return Object.values(point).every((amount) => amount === 0);
}
