// What must be said beside a verdict, a sentence each.

import type { ObjectAcceptance } from "../../results/acceptance.ts";
import type { KnownPicture } from "./evidence.ts";
import { isExhausted } from "./stages.ts";
import type { WalkAsk } from "./walk.ts";

type Found = Pick<ObjectAcceptance, "atRest" | "search" | "typical">;

/** The sentences of an object. */
export function notesOf(
  { atRest, search, typical }: Found,
  ask: WalkAsk,
  pictures: readonly KnownPicture[],
): string[] {
  const { escapes, falseRejects } = atRest;
  const parts = escapes.n + falseRejects.n;
  const lost = parts - typical.escapes.n - typical.falseRejects.n;
  const flips = search.second?.flips ?? 0;
  return [
    ...(escapes.n > 0 ? [] : ["There is no defective part: nothing can be said of escapes."]),
    ...(falseRejects.n > 0 ? [] : ["There is no good part: nothing can be said of false rejects."]),
    ...(flips === 0
      ? []
      : [
          `The second search flipped ${verdictCount(flips)} that the first had missed: neither may have found all.`,
        ]),
    ...(isExhausted(ask, 1)
      ? ["Every combination of the listed amounts was evaluated: each part's own worst is exact for these."]
      : []),
    ...(parts === pictures.length
      ? []
      : [`${pictures.length} pictures show ${parts} parts; a part fails if one of its pictures does.`]),
    ...(lost === 0
      ? []
      : [
          lost === 1
            ? "Of 1 part the typical draw moved the defect out of view; it does not count there."
            : `Of ${lost} parts the typical draw moved the defect out of view; they do not count there.`,
        ]),
    ...(escapes.n > 0 ? ["Escapes are of this test set's mixture of defects, not of production's."] : []),
  ];
}

/** "1 verdict", "3 verdicts". */
export function verdictCount(count: number): string {
  return count === 1 ? "1 verdict" : `${count} verdicts`;
}
