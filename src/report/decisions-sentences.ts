// Decisions as sentences, the same in the terminal and on the page: what escapes and what is falsely rejected, at which
// threshold, and what that cannot say. Plain text; k of n stands beside every share.

import { lowerLimit } from "../metrics/decisions/clopper-pearson.ts";
import type { Count, ObjectDecisions } from "../results/decisions.ts";
import type { RunSummary } from "../results/schema.ts";
import {
  type Decisions,
  decisionsIn,
  largest,
  type Side,
  type Stage,
  stagesOf,
  summedStages,
} from "./decisions.ts";
import { combinationLabel, listed, percent, plain, pointText } from "./format.ts";
import { titleWithRanges } from "./ranges.ts";
import { saidOfSome } from "./said-of-some.ts";
import { thresholdLines } from "./thresholds.ts";

/** The verbs of a side: of one part, of several, and as what was seen of some or none. */
interface Verbs {
  readonly parts: string;
  readonly one: string;
  readonly several: string;
  readonly infinitive: string;
}

const VERBS: Readonly<Record<Side, Verbs>> = {
  escapes: { parts: "defective parts", one: "escapes", several: "escape", infinitive: "escape" },
  falseRejects: {
    ...{ parts: "good parts", one: "is rejected", several: "are rejected", infinitive: "be rejected" },
  },
};

export interface DecisionFindings {
  readonly headline: string;
  /** The threshold first. */
  readonly sentences: readonly string[];
  /** What that cannot say. */
  readonly limits: readonly string[];
}

/** What a run's decisions come to; null where it has no operating point. */
export function decisionFindings(summary: RunSummary): DecisionFindings | null {
  const decisions = decisionsIn(summary);
  if (decisions === null) return null;
  const { objects, sides } = decisions;
  return {
    headline: headline(decisions),
    sentences: [
      ...thresholdLines(objects),
      ...sides.flatMap((side) => sideLines(decisions, side)),
      ...besideLines(decisions),
      ...mapChangeLines(decisions),
    ],
    limits: saidOfSome(objects.map(({ object, limits }) => ({ object, sentences: limits }))),
  };
}

/** The same line by line; nothing where there is none. */
export function decisionLines(summary: RunSummary): string[] {
  const findings = decisionFindings(summary);
  if (findings === null) return [];
  return [findings.headline, ...findings.sentences, ...findings.limits];
}

/** "1 of 25 defective parts escapes at rest and 11 at their own worst; 2 of 30 good parts are rejected at rest and 9 …" */
function headline(decisions: Decisions): string {
  const said = decisions.sides.map((side) => {
    const stages = summedStages(decisions, side);
    const { parts, one, several } = VERBS[side];
    const rest = stages.find(({ name }) => name === "rest")?.count ?? NOTHING;
    const worst = stages.find(({ name }) => name === "worst")?.count;
    const atRest = `${ofParts(rest, parts)} ${rest.k === 1 ? one : several} at rest`;
    return worst === undefined ? atRest : `${atRest} and ${worst.k} at their own worst`;
  });
  return titleWithRanges(said.join("; "), decisions.ranges);
}

/** Of one object in one sentence; of several their sum, then the one that it happens to most. */
function sideLines(decisions: Decisions, side: Side): string[] {
  const { objects, combination } = decisions;
  const known = objects.filter(({ atRest }) => atRest[side].n > 0);
  const [first] = known;
  if (known.length !== 1 || first === undefined)
    return [sumLine(decisions, side), ...hardestLines(decisions, side)];
  const texts = stagesOf(first, side, combination).map((stage) => stageText(decisions, first, side, stage));
  return [`${texts.join("; ")}.`];
}

function stageText(
  { combination, shifts }: Decisions,
  object: ObjectDecisions,
  side: Side,
  { name, count }: Stage,
): string {
  const { parts, one, several, infinitive } = VERBS[side];
  // Of draws and settings that move a defect out of view fewer parts count.
  const own = count.n === object.atRest[side].n ? `${count.k}` : `${count.k} of ${count.n}`;
  switch (name) {
    case "rest":
      return `At rest ${ofParts(count, parts)} ${count.k === 1 ? one : several} (${shareText(count)})`;
    case "typical":
      return `under one random draw a picture: ${own}`;
    case "common": {
      const point = combination === null ? undefined : object.common[combination]?.points[side];
      const at = point === undefined ? "" : pointText(point, shifts);
      return `at the worst setting common to all: ${own}${at === "" || count.k === 0 ? "" : ` (${at})`}`;
    }
    case "worst":
      return count.k === 0
        ? `each at its own worst: none of ${count.n} was seen to ${infinitive}, and what was not tried is not known`
        : `each at its own worst: ${ofParts(count, "parts")} ${count.k === 1 ? "was" : "were"} seen to ${infinitive} somewhere in the range, at least ${leastText(count)} of such parts can (95%)`;
  }
}

/** Objects have thresholds and defects of their own: their sum has no interval. */
function sumLine(decisions: Decisions, side: Side): string {
  const { parts, one, several, infinitive } = VERBS[side];
  const texts: Readonly<Record<Stage["name"], (count: Count) => string>> = {
    rest: (count) =>
      `At rest ${ofParts(count, parts)} ${count.k === 1 ? one : several} (${percent(count.k / count.n)}%)`,
    typical: ({ k }) => `under one random draw a picture: ${k}`,
    common: ({ k }) => `at each object's worst setting common to its pictures: ${k}`,
    worst: ({ k }) => `each at its own worst: ${k} ${k === 1 ? "was" : "were"} seen to ${infinitive}`,
  };
  return `${summedStages(decisions, side)
    .map(({ name, count }) => texts[name](count))
    .join("; ")}.`;
}

/** The object that it happens to most, with what that says of such parts. */
function hardestLines({ objects, combination }: Decisions, side: Side): string[] {
  const last = objects.flatMap((object) => {
    const stage = stagesOf(object, side, combination).at(-1);
    return stage === undefined || stage.count.k === 0 ? [] : [{ object, stage }];
  });
  const [most] = last.toSorted((left, right) => rate(right.stage.count) - rate(left.stage.count));
  if (most === undefined) return [];
  const { object, stage } = most;
  const { several, infinitive } = VERBS[side];
  const where =
    stage.name === "worst"
      ? `were seen to ${infinitive} somewhere in the range, at least ${leastText(stage.count)} of such parts can (95%)`
      : `${several} (${shareText(stage.count)})`;
  return [`Most often ${object.object}: ${ofParts(stage.count, VERBS[side].parts)} ${where}.`];
}

/** Where there are several with as many shifts, as of a sweep of each alone: what goes wrong under each at its worst. */
function besideLines(decisions: Decisions): string[] {
  const alike = largest(decisions.combinations);
  if (alike.length < 2) return [];
  const texts = alike.map((combination) => {
    const counts = decisions.sides.map((side) => {
      const k = summedStages({ ...decisions, combination }, side).at(-1)?.count.k ?? 0;
      return `${k} ${k === 1 ? VERBS[side].one : VERBS[side].several}`;
    });
    return `${combinationLabel(combination, decisions.shifts)}: ${listed(counts)}`;
  });
  return [`The above is the worst of several. Each part at its own worst over ${texts.join("; over ")}.`];
}

/** All that can be said of maps without masks. */
function mapChangeLines({ objects, combination }: Decisions): string[] {
  if (combination === null) return [];
  const known = objects.flatMap(({ mapChange }) => mapChange ?? []);
  const mean = (values: readonly (number | undefined)[]): string | null => {
    const numbers = values.filter((value) => value !== undefined);
    if (numbers.length === 0) return null;
    return plain(numbers.reduce((sum, value) => sum + value, 0) / numbers.length, 3);
  };
  const [typical, worst] = [
    mean(known.map((each) => each.typical[combination])),
    mean(known.map((each) => each.worst[combination])),
  ];
  const said = [
    ...(typical === null ? [] : [`${typical} under one random draw`]),
    ...(worst === null ? [] : [`${worst} at the worst found`]),
  ];
  return said.length === 0
    ? []
    : [
        `A pixel of the map changes by ${listed(said)}, on average over ${known.length === 1 ? "pictures" : "objects"}.`,
      ];
}

const NOTHING: Count = { k: 0, n: 0, low: null, high: null };

/** "1 of 25 defective parts" */
function ofParts({ k, n }: Count, parts: string): string {
  return `${k} of ${n} ${parts}`;
}

/** "4.0%, 95%: 0.1 to 20.4%" */
export function shareText(count: Count): string {
  const { low, high } = count;
  const share = `${percent(rate(count))}%`;
  return low === null || high === null ? share : `${share}, 95%: ${percent(low)} to ${percent(high)}%`;
}

function rate({ k, n }: Count): number {
  return n === 0 ? 0 : k / n;
}

/** The one-sided lower limit at 95%, rounded down: "26.9%". */
function leastText({ k, n }: Count): string {
  return `${plain(Math.floor(1000 * lowerLimit(k, n)) / 10, 1)}%`;
}
