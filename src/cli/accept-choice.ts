// Draws, budget and shared design of a verdict: as flags say them, as an earlier start of the same study chose them, or
// measured here for --time. What was chosen stands in the run folder's study file, which therefore measures nothing.

import { join, resolve } from "node:path";
import type { z } from "zod";
import { canonicalJson } from "../core/digest.ts";
import { InputError, UsageError } from "../core/errors.ts";
import type { ShiftBox } from "../core/shift.ts";
import type { Sample } from "../data/dataset.ts";
import { takeSamples } from "../data/subset.ts";
import { type FailureCounts, parseRateLimits, resolvedLimits } from "../metrics/decisions/limits.ts";
import { FEWEST_DRAWS, FEWEST_UNITS, isHeld } from "../metrics/decisions/verdict.ts";
import { counted } from "../report/format.ts";
import { STUDY_FILE } from "../results/file-names.ts";
import { questionsOf } from "../results/questions.ts";
import { readText } from "../results/read-json.ts";
import {
  type AcceptBudget,
  type AcceptWork,
  budgetNeeded,
  budgetWithin,
  isEnough,
  secondsOf,
} from "./accept-budget.ts";
import { secondsPerEvaluation } from "./accept-step.ts";
import type { Surroundings } from "./command.ts";
import { type DetectorFlags, detectorSettings } from "./detector-flags.ts";
import { durationFlag, durationText } from "./duration.ts";
import type { CommandFacts, Invocation } from "./flag-facts.ts";
import { noted } from "./noted.ts";
import { OF_ONE_RUN } from "./of-one-run.ts";
import { quietDataset } from "./operating-point-flags.ts";
import { countFlag } from "./options.ts";
import type { StudyFlags } from "./study-command.ts";
import { readStudies } from "./study-file/read.ts";

/** What --time chooses unless it is given. */
const CHOSEN = ["draws", "budget", "common"] as const satisfies readonly (keyof AcceptBudget)[];

export const acceptBudgetFlags: {
  time: z.ZodOptional<z.ZodType<number>>;
  draws: z.ZodOptional<z.ZodType<number>>;
  budget: z.ZodOptional<z.ZodType<number>>;
  common: z.ZodOptional<z.ZodType<number>>;
} = {
  time: durationFlag
    .optional()
    .describe(
      "about how long it may take, such as 30min: chooses --draws, --budget and --common by a measured step (default 10min)",
    ),
  draws: countFlag("draws", 0)
    .optional()
    .describe(
      "uniform draws a picture in every tested box (default: by --time); 59 are the fewest to accept",
    ),
  budget: countFlag("gradient steps")
    .optional()
    .describe("steps of the published search, a picture and search (default: by --time)"),
  common: countFlag("station points")
    .optional()
    .describe(
      "station points that the worst common value (one lamp for all pictures) is chosen from (default: by --time)",
    ),
};

const USUAL_SECONDS = 600;

type ChoiceFlags = StudyFlags &
  DetectorFlags & { readonly [Key in keyof typeof acceptBudgetFlags]?: number | undefined };

/** What is judged, and the command with its flags as they were given. */
export interface AcceptChoice {
  readonly box: ShiftBox;
  readonly steps: number;
  /** "escapes=2%,false-rejects=5%" */
  readonly limits: string;
  readonly command: CommandFacts;
  readonly invocation: Invocation;
}

/** The budget of a study, said in notes where it is chosen; UsageError where --time has nothing to choose. */
export async function acceptBudget(
  flags: ChoiceFlags,
  choice: AcceptChoice,
  surroundings: Surroundings,
): Promise<AcceptBudget> {
  const { draws, budget, common, time } = flags;
  const isSaid = draws !== undefined && budget !== undefined && common !== undefined;
  if (isSaid && time !== undefined)
    throw new UsageError("invalid --time: --draws, --budget and --common say already what is evaluated");
  if (isSaid) return { draws, budget, common };
  return (
    (await earlierChoice(flags, choice, surroundings)) ?? (await measuredChoice(flags, choice, surroundings))
  );
}

/** The flags of the same study without --time and with what was chosen, in the command's order. */
export function flagsWithBudget({ command, invocation }: AcceptChoice, chosen: AcceptBudget): Invocation {
  const { time: _time, ...given } = invocation.flags;
  const texts = Object.fromEntries(CHOSEN.map((key) => [key, String(chosen[key])]));
  const all: Invocation["flags"] = { ...given, ...texts };
  const flags = command.flags.flatMap(({ key }) => {
    const value = all[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return { ...invocation, flags: Object.fromEntries(flags) };
}

/** What an earlier start of this study chose in its run folder: the same command goes on with it, however long it took. */
async function earlierChoice(
  flags: ChoiceFlags,
  { command, invocation }: AcceptChoice,
  { cwd, note }: Surroundings,
): Promise<AcceptBudget | undefined> {
  const runFolder = resolve(cwd, flags.out);
  const asked = askedFlags(invocation.flags);
  for (const { folder } of await questionsOf(runFolder)) {
    const file = join(folder, STUDY_FILE);
    const kept = await keptFlags(file, command);
    if (kept === undefined || askedFlags(kept) !== asked) continue;
    const chosen = budgetOf(kept);
    if (chosen === null || CHOSEN.some((key) => flags[key] !== undefined && flags[key] !== chosen[key]))
      continue;
    noted(note)(
      `${choiceText(chosen)}, as ${file} has them; another ${flags.time === undefined ? "--out" : "--out, or --draws, --budget and --common,"} chooses anew`,
    );
    return chosen;
  }
  return undefined;
}

/** The flags of a kept study file of this command. */
async function keptFlags(file: string, command: CommandFacts): Promise<Invocation["flags"] | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  try {
    return readStudies(text, file, [command])[0]?.flags;
  } catch (error) {
    // Of another command, or changed by hand: no choice of this study.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Flags that change nothing of what is asked. */
const ASIDE: readonly string[] = [...OF_ONE_RUN, ...CHOSEN, "time", "out", "failOn", "baseline"];

function askedFlags(flags: Invocation["flags"]): string {
  return canonicalJson(Object.fromEntries(Object.entries(flags).filter(([key]) => !ASIDE.includes(key))));
}

function budgetOf(flags: Invocation["flags"]): AcceptBudget | null {
  const [draws, budget, common] = CHOSEN.map((key) => Number(flags[key] ?? Number.NaN));
  if (draws === undefined || budget === undefined || common === undefined) return null;
  return [draws, budget, common].every(Number.isSafeInteger) ? { draws, budget, common } : null;
}

/** Measures a step on the study's first picture, says what a verdict takes here, and what is chosen. */
async function measuredChoice(
  flags: ChoiceFlags,
  { box, steps, limits }: AcceptChoice,
  surroundings: Surroundings,
): Promise<AcceptBudget> {
  const { draws, budget, common, time: seconds = USUAL_SECONDS, queue } = flags;
  const given = Object.fromEntries(
    Object.entries({ draws, budget, common }).filter(([, value]) => value !== undefined),
  );
  const dataset = await quietDataset(flags, surroundings);
  const all = await Promise.all(dataset.objects.map((object) => dataset.testSamples(object)));
  const taken = all.map((own) => takeSamples(own, flags.samples ?? own.length, flags.seed ?? 0));
  const [sample] = taken.flat();
  const workers = queue === undefined ? (flags.workers ?? 1) : 1;
  // Without any picture the study says so itself.
  const secondsEach =
    sample === undefined
      ? 0
      : await secondsPerEvaluation(sample, {
          ...{ detector: detectorSettings(flags, surroundings), preset: flags.preset, box, workers },
          ...{ acting: flags.actingSize, className: dataset.className(sample.object) },
          clock: () => performance.now(),
        });
  const canHold = taken.some((own) => couldHold(own, limits));
  const work: AcceptWork = { pictures: taken.flat().length, box, steps, canHold, secondsEach };
  const chosen = budgetWithin(seconds, work, given);
  const say = noted(surroundings.note);
  const how = queue === undefined ? counted(workers, "worker") : "one worker (those behind --queue share it)";
  say(
    `${counted(work.pictures, "picture")}, ${stepText(secondsEach * workers)} an evaluation with ${how}; the fewest for a verdict, ${FEWEST_DRAWS} draws and ${FEWEST_UNITS} units a picture, take ${spanText(budgetNeeded(work, given), work)}`,
  );
  say(`${choiceText(chosen)}: ${spanText(chosen, work)}`);
  if (!isEnough(chosen, work))
    say(
      "that is less than a verdict takes: it can come to reject, or else to not-enough-search; --time gives it more",
    );
  return chosen;
}

/** True where the limits would hold of an object's pictures if none failed. */
function couldHold(samples: readonly Sample[], limits: string): boolean {
  const [defective, good] = [true, false].map((label) => samples.filter((each) => each.anomalous === label));
  const flawless: FailureCounts = {
    escapes: { k: 0, n: defective?.length ?? 0 },
    falseRejects: { k: 0, n: good?.length ?? 0 },
  };
  return isHeld(flawless, resolvedLimits(parseRateLimits([limits]), flawless));
}

/** "about 3 min 20 s, up to 11 min where the whole range does not hold" */
function spanText(choice: AcceptBudget, work: AcceptWork): string {
  const { least, most } = secondsOf(choice, work);
  return `about ${durationText(least)}, up to ${durationText(most)} where the whole range does not hold`;
}

function choiceText({ draws, budget, common }: AcceptBudget): string {
  return `--draws ${draws} --budget ${budget} --common ${common}`;
}

function stepText(seconds: number): string {
  const milliseconds = seconds * 1000;
  return milliseconds >= 1000
    ? `${seconds.toFixed(1)} s`
    : `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}
