// Questions and samples → work items. A plan is an acyclic graph: what is asked for may depend on finished records, and
// an item's key holds the keys of the records that it starts from. Pure: an item's key depends on what its result
// depends on, and on nothing else, so that studies share what they have in common.

import type { ActingSize } from "../core/acting-size.ts";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { InputError, present } from "../core/errors.ts";
import type { PresetName } from "../core/preset.ts";
import type { Decider, ThresholdRule } from "../core/thresholds.ts";
import type { Sample } from "../data/dataset.ts";
import { type Experiment, type ItemRecord, shiftsOf } from "../results/record.ts";
import type { KnownPoint } from "../search/search.ts";
import { SHIFTS } from "../shift/registry.ts";
import { deciderOf } from "./decider.ts";
import { knownTo, NOTHING_KNOWN } from "./known.ts";
import { offeredRoles, type ParsedAsk, type PlanView } from "./questions/question.ts";

/** Raised when a record's meaning changes: older records are then done again. */
const SCHEMA = 8;

/** A sample of a study, with what its results depend on. */
export interface StudiedSample {
  readonly sample: Sample;
  readonly className: string;
  /** SHA-256 of the sample's picture and mask. */
  readonly content: string;
  /** SHA-256 of the region that counts nowhere; null without one. */
  readonly region: string | null;
  /** Digest of the detector for the sample's object. */
  readonly detector: string;
}

export interface WorkItem extends StudiedSample {
  readonly key: string;
  /** What it is for, unique among its sample's. */
  readonly role: string;
  readonly preset: PresetName;
  readonly experiment: Experiment;
  /** The points of the records that its search starts from; left out once its own record is there. */
  readonly known: readonly KnownPoint[];
  /** What else those records tell, to some digits; left out likewise. */
  readonly hints: readonly KnownPoint[];
}

/** What a plan depends on besides the records. */
export interface PlanContext {
  /** Where shifts act; at the working size unless given. */
  readonly acting?: ActingSize;
  readonly asks: readonly ParsedAsk[];
  readonly samples: readonly StudiedSample[];
  /** Good pictures that thresholds are chosen from; none of them is evaluated. */
  readonly calibration?: readonly StudiedSample[];
  /** How they do; null where no question needs thresholds. */
  readonly operatingPoint?: { readonly rule: ThresholdRule } | null;
  readonly datasetKind: string;
  readonly seed: number;
  readonly preset: PresetName;
}

export type RecordsByKey = Pick<ReadonlyMap<string, ItemRecord>, "has" | "get">;

/** By sample, then by role, in the order in which questions ask. */
type Items = ReadonlyMap<string, ReadonlyMap<string, WorkItem>>;

/**
 * All items that the questions ask for with these records, the finished ones included: sample by sample, each in the
 * order of the questions; none of the samples in `lost`. `before`: what they asked for with some of these records and the
 * same samples, which need not be found out again. InputError where two questions want different experiments under one
 * name.
 */
export function planRound(
  all: PlanContext,
  records: RecordsByKey,
  lost: ReadonlySet<string> = new Set(),
  before: readonly WorkItem[] = [],
): readonly WorkItem[] {
  const context = lost.size === 0 ? all : without(all, lost);
  let items = itemsOf(before, records);
  for (;;) {
    const next = askedItems(context, items, records);
    if (countOf(next) === countOf(items)) return [...next.values()].flatMap((own) => [...own.values()]);
    items = next;
  }
}

function without(context: PlanContext, lost: ReadonlySet<string>): PlanContext {
  const isLeft = ({ sample }: StudiedSample): boolean => !lost.has(sample.id);
  const { samples, calibration = [] } = context;
  return { ...context, samples: samples.filter(isLeft), calibration: calibration.filter(isLeft) };
}

/** By sample and role; what a search starts from is of no more use once its record is there. */
function itemsOf(items: readonly WorkItem[], records: RecordsByKey): Items {
  const bySample = new Map<string, Map<string, WorkItem>>();
  for (const item of items) {
    const own = bySample.get(item.sample.id) ?? new Map<string, WorkItem>();
    const isDone = item.known.length > 0 && records.has(item.key);
    bySample.set(item.sample.id, own.set(item.role, isDone ? { ...item, ...NOTHING_KNOWN } : item));
  }
  return bySample;
}

/** The key of an item: equal exactly where the result must be. */
export function itemKey(
  {
    sample,
    className,
    content,
    region,
    detector,
    preset,
    experiment,
  }: Omit<WorkItem, "key" | "role" | "known" | "hints" | "sample"> & {
    readonly sample: Pick<Sample, "id" | "object">;
  },
  datasetKind: string,
): string {
  const identity = {
    schema: SCHEMA,
    dataset: datasetKind,
    detector,
    preset,
    object: sample.object,
    sample: sample.id,
    content,
    region,
    className,
    experiment,
  };
  return sha256(canonicalJson(identity)).slice(0, 40);
}

/** The key that a record must have by what it says of itself. */
export function recordKey(
  { sample: id, object, settings, experiment }: ItemRecord,
  datasetKind: string,
): string {
  return itemKey({ sample: { id, object }, ...settings, experiment }, datasetKind);
}

/** What the questions ask for once they see what is finished of `items`. */
function askedItems(context: PlanContext, items: Items, records: RecordsByKey): Items {
  const { asks, samples, calibration = [], datasetKind, seed, preset } = context;
  const finished = (sample: string, role: string): string | undefined => {
    const key = items.get(sample)?.get(role)?.key;
    return key !== undefined && records.has(key) ? key : undefined;
  };
  const record: PlanView["record"] = (sample, role) => {
    const key = finished(sample, role);
    return key === undefined ? undefined : records.get(key);
  };
  const planned = calibration.map(({ sample }) => sample);
  const deciders = new Map<string, Decider | null>();
  const decider: PlanView["decider"] = (object) => {
    const known = deciders.get(object);
    if (known !== undefined) return known;
    const { rule = null } = context.operatingPoint ?? {};
    const found = rule === null ? null : deciderOf(rule, object, { calibration: planned, record });
    deciders.set(object, found);
    return found;
  };
  const view: PlanView = {
    samples: samples.map(({ sample }) => sample),
    calibration: planned,
    ...{ offered: offeredRoles(asks), seed, preset, finished, record, decider, source: records },
  };
  const all = [...calibration, ...samples];
  const asked = new Map(all.map((studied) => [studied.sample.id, new Map<string, WorkItem>()]));
  const studiedById = new Map(all.map((studied) => [studied.sample.id, studied]));
  for (const { question, settings } of asks) {
    for (const { sample, role, ...planned } of question.plan(settings, view)) {
      const experiment = placed(planned.experiment, context);
      const own = present(asked.get(sample), sample);
      const other = own.get(role) ?? items.get(sample)?.get(role);
      const isKnown = other !== undefined && isSame(other.experiment, experiment);
      if (own.has(role) && !isKnown)
        throw new InputError(`invalid study: two questions ask for a different ${role} of one sample`);
      const basis = { ...present(studiedById.get(sample), sample), preset, experiment };
      own.set(role, isKnown ? other : itemOf(basis, role, datasetKind, records));
    }
  }
  return asked;
}

/** Equal as JSON; much of a plan is compared with what was planned before, point by point. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  const [own, other] = [Object.entries(left), new Map(Object.entries(right))];
  return (
    own.length === other.size && own.every(([key, value]) => other.has(key) && isSame(value, other.get(key)))
  );
}

function itemOf(
  basis: Omit<WorkItem, "key" | "role" | "known" | "hints">,
  role: string,
  datasetKind: string,
  records: RecordsByKey,
): WorkItem {
  const key = itemKey(basis, datasetKind);
  const { experiment } = basis;
  const isOpen = experiment.kind === "search" && !records.has(key);
  return { ...basis, key, role, ...(isOpen ? knownTo(experiment, records) : NOTHING_KNOWN) };
}

/** An experiment with all that its results depend on: where shifts act, what they draw from, what files they are. */
function placed(experiment: Experiment, { acting = "working", seed }: PlanContext): Experiment {
  const draws = experiment.kind === "points" && shiftsOf(experiment).some(drawsAtRandom);
  const files = shiftsOf(experiment).flatMap((shift) => {
    const { digest } = SHIFTS.named(shift);
    return digest === undefined ? [] : [[shift, digest] as const];
  });
  return {
    ...experiment,
    ...(draws ? { seed } : {}),
    ...(acting === "working" ? {} : { acting }),
    ...(files.length === 0 ? {} : { files: Object.fromEntries(files) }),
  };
}

function drawsAtRandom(shift: string): boolean {
  return SHIFTS.named(shift).seeded === true;
}

function countOf(items: Items): number {
  return [...items.values()].reduce((sum, own) => sum + own.size, 0);
}
