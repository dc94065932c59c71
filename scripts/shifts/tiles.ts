// What a strip shows: the unshifted picture and the named severities, of a shift that goes both ways the other end too.

import { UsageError } from "../../src/core/errors.ts";
import { isWholeCircle, SEVERITIES, type Severity, type ShiftFacts } from "../../src/core/shift.ts";
import { amountShown, parseAmount, shownAmount } from "../../src/core/shift-amount.ts";

/** One picture of a strip; unshifted without a severity. */
export interface Tile {
  readonly severity: Severity | undefined;
  readonly amount: number;
}

/** In the order of their amounts: the severe one of the other way first. */
export function tilesOf(facts: ShiftFacts): readonly Tile[] {
  const { severe } = facts.severities;
  const goesBothWays = severe[0] < 0 && severe[1] > 0 && !isWholeCircle({ facts, range: severe });
  return [
    ...(goesBothWays ? [{ severity: "severe", amount: severe[0] } as const] : []),
    { severity: undefined, amount: 0 },
    ...SEVERITIES.map((severity) => ({ severity, amount: facts.severities[severity][1] })),
  ];
}

/** "theta=10deg": an amount as a flag takes it, in the unit in which it is read most easily. */
export function writtenAmount(facts: ShiftFacts, amount: number): string {
  const plain = (shown: string): string => shown.replaceAll("−", "-").replaceAll(" ", "");
  const digits = [String(Number(amountShown(facts, amount).toFixed(6))), String(amount)];
  const candidates = [
    plain(shownAmount(facts, amount)),
    ...digits.flatMap((number) => Object.keys(facts.writtenUnits).map((unit) => `${number}${unit}`)),
  ];
  const text = candidates.find((candidate) => readsAs(facts, candidate) === amount) ?? String(amount);
  return `${facts.name}=${text}`;
}

/** The amount that a text is read as; undefined for one that is refused. */
function readsAs(facts: ShiftFacts, text: string): number | undefined {
  try {
    return parseAmount(facts, text, (why) => new UsageError(why)).value;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
