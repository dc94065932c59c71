// Verdicts of two runs on the same parts: McNemar's exact test, where both have an operating point.

import { mcnemar } from "../metrics/decisions/mcnemar.ts";
import type { VerdictComparison } from "../results/comparison.ts";
import { decisionsOf, type ObjectDecisions, type PictureVerdict } from "../results/decisions.ts";
import type { RunSummary } from "../results/schema.ts";
import { partsOf } from "./compare-pictures.ts";
import type { Row } from "./compared-run.ts";

type PartOf = ReturnType<typeof partsOf>;

/**
 * A row per object at rest, and typical and at the worst of each combination that both runs have. Parts are this run's
 * in both: a baseline of the same pictures may have been grouped otherwise, or not at all.
 */
export function comparedVerdicts(
  now: RunSummary,
  baseline: RunSummary,
): { readonly rows: readonly Row<VerdictComparison>[]; readonly limits: readonly string[] } {
  const [own, earlier] = [decisionsOf(now), decisionsOf(baseline)];
  if (own === undefined || earlier === undefined) {
    const which =
      own !== undefined ? "the baseline has" : earlier !== undefined ? "this run has" : "both have";
    return { rows: [], limits: [`Verdicts are not compared: ${which} no operating point.`] };
  }
  const partOf = partsOf(now);
  const rows = own.flatMap((decisions) => {
    const other = earlier.find(({ object }) => object === decisions.object);
    return other === undefined ? [] : rowsOf(decisions, other, partOf);
  });
  return { rows, limits: [] };
}

function rowsOf(now: ObjectDecisions, baseline: ObjectDecisions, partOf: PartOf): Row<VerdictComparison>[] {
  const { object } = now;
  const places: [string, (verdict: PictureVerdict) => boolean | undefined][] = [
    ["at rest", ({ atRest }) => atRest],
    ...Object.keys(now.typical).map((name): (typeof places)[number] => [
      `typical ${name}`,
      ({ typical }) => typical[name],
    ]),
    ...Object.keys(now.worst).map((name): (typeof places)[number] => [
      `worst ${name}`,
      ({ worst }) => worst[name],
    ]),
  ];
  return places.flatMap(([at, rejected]) => {
    const own = partsRight(now.verdicts, rejected, partOf);
    const earlier = partsRight(baseline.verdicts, rejected, partOf);
    const pairs = [...own].flatMap(([part, isRight]) => {
      const wasRight = earlier.get(part);
      return wasRight === undefined ? [] : [{ isRight, wasRight }];
    });
    if (pairs.length === 0) return [];
    const worse = pairs.filter(({ isRight, wasRight }) => wasRight && !isRight).length;
    const better = pairs.filter(({ isRight, wasRight }) => isRight && !wasRight).length;
    return [{ object, at, parts: pairs.length, worse, better, p: mcnemar(worse, better) }];
  });
}

/** By part, whether all of its photographs are decided rightly; those without a decision there are left out. */
function partsRight(
  verdicts: readonly PictureVerdict[],
  rejected: (verdict: PictureVerdict) => boolean | undefined,
  partOf: PartOf,
): ReadonlyMap<string, boolean> {
  const right = new Map<string, boolean>();
  for (const verdict of verdicts) {
    const decision = rejected(verdict);
    if (decision === undefined) continue;
    const isRight = decision === verdict.anomalous;
    const part = partOf(verdict.sample);
    right.set(part, isRight && (right.get(part) ?? true));
  }
  return right;
}
