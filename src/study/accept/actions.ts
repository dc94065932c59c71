// What to do about a verdict, the most telling first: plain sentences by what binds. Nothing here is measured yet.

import { ACCEPT, SIDES, type Side } from "../../core/acceptance.ts";
import { type BoxedShift, type Range, type ShiftBox, scaledBox } from "../../core/shift.ts";
import { shownAmount } from "../../core/shift-amount.ts";
import { formatShiftBox } from "../../core/shift-grammar.ts";
import type { ResolvedLimits } from "../../metrics/decisions/limits.ts";
import { partsFor } from "../../metrics/decisions/parts-needed.ts";
import { picturesFor } from "../../metrics/decisions/threshold.ts";
import { FEWEST_DRAWS, FEWEST_UNITS, isCalibrated } from "../../metrics/decisions/verdict.ts";
import type { Action, ObjectAcceptance } from "../../results/acceptance.ts";
import { verdictCount } from "./notes.ts";

type Found = Omit<ObjectAcceptance, "actions" | "notes">;

const PARTS: Readonly<Record<Side, string>> = { escapes: "defective parts", falseRejects: "good parts" };

/** What keeps a shift small on the shop floor, by where it arises. */
const MEANS: Readonly<Record<BoxedShift["facts"]["stage"], string>> = {
  pose: "a fixture that holds the part, or one that turns it back",
  light: "a lamp that is regulated and shielded",
  optics: "a lens that is locked, a shorter exposure",
  sensor: "a better camera signal: less gain, less compression",
};

/** The actions for an object that was asked about over `box`; none for one that is accepted. */
export function actionsOf(found: Found, box: ShiftBox, limits: ResolvedLimits): Action[] {
  if (found.verdict === ACCEPT) return [];
  const sentences = [
    ...restActions(found),
    ...searchActions(found),
    ...calibrationActions(found),
    ...rangeActions(found, box),
    ...thresholdActions(found, limits),
    ...pictureActions(found, limits),
  ];
  return sentences.map((what) => ({ what, measured: null }));
}

/** Where nothing has to be shifted for a limit to be violated. */
function restActions({ atRestAlready, binding }: Found): string[] {
  if (!atRestAlready || binding === null) return [];
  const { side, k, n } = binding;
  const fail = side === "escapes" ? "escape" : "are rejected";
  return [
    `Begin with the detector: unshifted already ${k} of ${n} ${PARTS[side]} ${fail}; no shift is the cause.`,
  ];
}

/** What is surely violated stays so, however long the search is. */
function searchActions({ verdict, search: { second } }: Found): string[] {
  const flips = second?.flips ?? 0;
  return [
    ...(verdict === "not-enough-search"
      ? [
          `Give it more time (--time): a verdict takes ${FEWEST_UNITS} units and ${FEWEST_DRAWS} draws a picture.`,
        ]
      : []),
    ...(flips === 0
      ? []
      : [
          `Search longer (--time, --budget): a second search flipped ${verdictCount(flips)} that the first had missed.`,
        ]),
  ];
}

function calibrationActions({ thresholds }: Found): string[] {
  const { rule, pictures } = thresholds;
  if (isCalibrated(thresholds) || rule.kind !== "false-rejects") return [];
  return [
    `Choose the threshold from at least ${picturesFor(rule.rate)} calibration pictures (now ${pictures ?? 0}): --calibration DIR.`,
  ];
}

/** How far the line may go, and which shifts keep it from going further. */
function rangeActions({ within, alone }: Found, box: ShiftBox): string[] {
  const inner =
    within === null || within.factor === 0 || within.factor === 1
      ? []
      : [
          `Keep to --shift ${formatShiftBox(rounded(scaledBox(box, within.factor)))}: there every limit holds.`,
        ];
  const narrow = box
    .flatMap(({ facts, range: asked }) => {
      const range = alone[facts.name] ?? asked;
      return [{ facts, range, asked, share: shareOf(range, asked) }];
    })
    .filter(({ share }) => share < 1)
    .toSorted((one, other) => one.share - other.share)
    .slice(0, MOST_SHIFTS)
    .map(({ facts, range, asked }) => {
      const [held, wanted] = [rangeText(facts, range), rangeText(facts, asked).replace("within ", "")];
      return `Hold ${facts.title} ${held} (asked: ${wanted}), beyond that it breaks a limit by itself: ${MEANS[facts.stage]}.`;
    });
  return [...inner, ...narrow];
}

const MOST_SHIFTS = 2;

/** The smaller of the shares of both sides that are held. */
function shareOf([low, high]: Range, [lowest, highest]: Range): number {
  return Math.min(lowest === 0 ? 1 : low / lowest, highest === 0 ? 1 : high / highest);
}

/** "within ±5°", "within −1 stops to 0.5 stops", "at 0°". */
function rangeText(facts: BoxedShift["facts"], [low, high]: Range): string {
  if (low === 0 && high === 0) return `at ${shownAmount(facts, 0)}`;
  const { offset = 0, reciprocal = false } = facts.shownIn ?? {};
  if (low === -high && offset === 0 && !reciprocal) return `within ±${shownAmount(facts, high)}`;
  return `within ${shownAmount(facts, low)} to ${shownAmount(facts, high)}`;
}

/** Ends as they are written, without the noise of products. */
function rounded(box: ShiftBox): ShiftBox {
  const plain = (end: number): number => Number(end.toPrecision(6));
  return box.map(({ facts, range: [low, high] }) => ({ facts, range: [plain(low), plain(high)] }));
}

/** Another threshold, where more is seen to fail than is accepted; it takes from the other side. */
function thresholdActions({ binding, common }: Found, limits: ResolvedLimits): string[] {
  if (binding === null || binding.k <= binding.limit * binding.n) return [];
  const other: Side = binding.side === "escapes" ? "falseRejects" : "escapes";
  const { k, n } = common[other];
  const limit = limits[other];
  if (n === 0) return [];
  if (limit !== null && k > limit * n)
    return [
      "Both sides fail in the asked range: another threshold only trades one for the other; ask for less, or take a better detector.",
    ];
  const [move, gain, cost] =
    binding.side === "escapes"
      ? ["Lower", "fewer defective parts pass", "more good ones are rejected"]
      : ["Raise", "fewer good parts are rejected", "more defective ones pass"];
  return [`${move} the threshold (--operating-point): ${gain}, but ${cost} (now ${k} of ${n}).`];
}

function pictureActions({ verdict, picturesNeeded, common }: Found, limits: ResolvedLimits): string[] {
  return SIDES.flatMap((side) => {
    const [needed, limit] = [picturesNeeded[side], limits[side]];
    const { k, n } = common[side];
    if (limit === null || limit === 0 || (needed !== null && needed <= n)) return [];
    const percent = `${Number((100 * limit).toPrecision(3))}%`;
    if (needed === null) {
      const fewest = partsFor(0, limit);
      if (verdict === "reject" || n >= fewest) return [];
      return [
        `Evaluate more ${PARTS[side]}: ${n} cannot show that the limit of ${percent} holds, ${fewest} without a failure would.`,
      ];
    }
    const seen = n === 0 ? "if none fails" : k === 0 ? "if none fails, as now" : "at the rate seen";
    return [`Evaluate ${needed} ${PARTS[side]} (now ${n}): ${seen}, so many hold the limit of ${percent}.`];
  });
}
