// A baseline: a finished run that a study is held against, read from its folder, and refused where it is not one of the
// same pictures and shifts.

import { z } from "zod";
import { actingWords } from "../core/acting-size.ts";
import { canonicalJson } from "../core/digest.ts";
import { InputError } from "../core/errors.ts";
import { readRecords } from "../results/journal.ts";
import type { Provenance } from "../results/provenance.ts";
import { placeNamed, readPlacedQuestion, readRun } from "../results/questions.ts";
import type { ComparedRun } from "./compared-run.ts";
import { QUESTIONS } from "./questions/registry.ts";

export interface Baseline extends ComparedRun {
  /** As it was named. */
  readonly path: string;
  /** What was asked of it, as its run folder holds it. */
  readonly asked: unknown;
}

/** What a study asks of which pictures, before it computes anything. */
export interface AskedFacts {
  readonly asked: unknown;
  readonly provenance: Provenance;
}

/** Opens a finished run, or a question of one; InputError where there is none. `path` is absolute, `name` as it was given. */
export async function openBaseline(path: string, name: string = path): Promise<Baseline> {
  const summary = await readRun(path);
  const place = await placeNamed(path);
  const { asked, keys } = await readPlacedQuestion(place);
  return { path: name, summary, asked, keys, records: await readRecords(place.runFolder) };
}

/** Refuses a study that is not of the baseline's pictures and shifts: InputError naming the first difference. */
export function refuseUnlike({ path, summary, asked }: Baseline, study: AskedFacts): void {
  const difference = differences(study, { asked, provenance: summary.provenance }).next().value;
  if (difference === undefined) return;
  const { what, now, baseline } = difference;
  throw new InputError(
    `invalid baseline ${path}: ${what} is ${baseline} there and ${now} here; expected a run of the same pictures and shifts`,
  );
}

interface Difference {
  readonly what: string;
  readonly now: string;
  readonly baseline: string;
}

const askedSchema = z.looseObject({
  asks: z.array(z.looseObject({ question: z.string(), settings: z.record(z.string(), z.unknown()) })),
});

function* differences(now: AskedFacts, baseline: AskedFacts): Generator<Difference, undefined> {
  const [own, earlier] = [factsOf(now), factsOf(baseline)];
  for (const [what, value] of own) {
    const other = earlier.get(what) ?? "not asked";
    if (other !== value) yield { what, now: value, baseline: other };
  }
}

/** An earlier version's run does not hold what could not be asked then: that stood at its default. */
function withDefaults({
  question,
  settings,
}: z.output<typeof askedSchema>["asks"][number]): Readonly<Record<string, unknown>> {
  const read = QUESTIONS.find(question)?.settings.safeParse(settings);
  return read?.success === true ? { ...settings, ...(read.data as object) } : settings;
}

/** In words and in order, what two runs must share. */
function factsOf({ asked, provenance }: AskedFacts): ReadonlyMap<string, string> {
  const { dataset, seed, samplesPerObject, preset, acting } = provenance;
  const { asks } = askedSchema.parse(asked);
  const settings = asks
    // A threshold's rule may differ: what is compared is then each detector as it decides.
    .filter(({ question }) => QUESTIONS.find(question)?.calibrates === undefined)
    .flatMap((ask) =>
      Object.entries(withDefaults(ask)).map(([name, value]): [string, string] => [
        `${name} of ${ask.question}`,
        canonicalJson(value),
      ]),
    );
  return new Map([
    ["samples per object", samplesPerObject === null ? "all" : `${samplesPerObject}`],
    ["the preset", preset],
    ["the seed", `${seed}`],
    ["the size at which shifts act", actingWords(acting ?? "working")],
    ["the data set's digest", `${dataset.kind} ${dataset.digest.slice(0, 12)}`],
    ...settings,
  ]);
}
