// One work item, from its sample to its record. Pure but for the detector and the sample's files: the same item
// gives the same record on any machine.

import { givesMaps } from "../core/detector-facts.ts";
import { InputError } from "../core/errors.ts";
import type { DraftPrecision, Evaluation, Level, Objective } from "../core/objective.ts";
import { PRESETS } from "../core/preset.ts";
import type { ShiftBox } from "../core/shift.ts";
import type { PreparedSample } from "../image/prepare.ts";
import type { Chain } from "../objective/chain.ts";
import type { Experiment, ItemRecord, SearchNotes } from "../results/record.ts";
import type { PointOutcome } from "../results/schema.ts";
import { type VisitTable, visitTable } from "../results/visits.ts";
import { keptOf } from "../search/kept.ts";
import { strategyNamed } from "../search/registry.ts";
import {
  isCandidate,
  type KnownPoint,
  orderOf,
  type SearchResult,
  scoresOf,
  type TraceEntry,
} from "../search/search.ts";
import { boxOf } from "../shift/registry.ts";
import type { WorkItem } from "./plan.ts";

export interface ItemResult {
  readonly record: Omit<ItemRecord, "maps" | "milliseconds">;
  /** Of every point, in order; none of a detector that gives image scores alone. */
  readonly maps: readonly Float32Array[];
}

interface Evaluated extends Pick<ItemResult, "maps"> {
  readonly points: readonly PointOutcome[];
  readonly search?: SearchNotes;
  readonly visits?: VisitTable;
}

type PointsExperiment = Extract<Experiment, { readonly kind: "points" }>;
type SearchExperiment = Extract<Experiment, { readonly kind: "search" }>;

/** What computing an item takes besides the item. */
export interface ItemSurroundings {
  /** Kind of data set, on which a search's random numbers depend. */
  readonly dataset: string;
  readonly signal?: AbortSignal;
}

/** Computes one item on its prepared sample. InputError for what the detector or the strategy cannot do. */
export async function computeItem(
  item: WorkItem,
  { image, mask, maskVanished }: PreparedSample,
  chain: Chain,
  surroundings: ItemSurroundings,
): Promise<ItemResult> {
  const { key, sample, experiment, className, content, region, detector, preset } = item;
  const { object, anomalous, defect } = sample;
  const objective = await chain.objective(
    { image, mask, object, className, anomalous, seed: experiment.seed ?? 0 },
    experiment.criterion,
  );
  const { maps, ...found } =
    experiment.kind === "points"
      ? await evaluated(experiment, objective, chain)
      : await searched(item, experiment, objective, chain, surroundings);
  return {
    record: {
      ...{ key, experiment, object, sample: sample.id, defect, anomalous, maskVanished },
      settings: { className, content, region, detector, preset },
      ...found,
    },
    maps,
  };
}

/** Every point, with its map unless the experiment keeps numbers alone. */
async function evaluated(
  { points, keeps }: PointsExperiment,
  objective: Objective,
  chain: Chain,
): Promise<Evaluated> {
  if (keeps === undefined) return outcomesOf(await objective(points, { map: true }), chain);
  return { points: (await objective(points)).map(outcomeOf), maps: [] };
}

function outcomeOf(evaluation: Evaluation): PointOutcome {
  return { point: evaluation.point, ...scoresOf(evaluation) };
}

function outcomesOf(evaluations: readonly Evaluation[], chain: Chain): Evaluated {
  return {
    points: evaluations.map(outcomeOf),
    maps: mapsOf(evaluations, chain),
  };
}

/** All maps or none, as the detector says. InputError where it gives something else. */
function mapsOf(evaluations: readonly Evaluation[], { detector }: Chain): readonly Float32Array[] {
  const maps = evaluations.flatMap(({ map }) => map ?? []);
  const expected = givesMaps(detector) ? evaluations.length : 0;
  if (maps.length === expected) return maps;
  throw new InputError(
    `${detector.name} gave ${maps.length} maps of ${evaluations.length} pictures; expected ${expected}, as it says of itself`,
  );
}

/** A search with the maps of the points that it keeps, each under the shifts that it names; or with numbers alone. */
async function searched(
  { sample, preset, known, hints }: WorkItem,
  { box: ranges, strategy, budget, seed, keeps, starts = [], tells }: SearchExperiment,
  objective: Objective,
  chain: Chain,
  { dataset, signal }: ItemSurroundings,
): Promise<Evaluated> {
  const box = boxOf(ranges);
  const result = await strategyNamed(strategy)(objective, {
    ...{ box, circle: PRESETS[preset].circle, budget, known, hints, starts },
    seedParts: [seed, dataset, sample.object, sample.id],
    ...(signal === undefined ? {} : { signal }),
  });
  // An earlier phase of the same search is told of by one that tells too; others' points stay where they are.
  const earlier = tells === undefined ? [] : sameBox(known, box);
  const kept = keptOf([...result.trace, ...earlier], result.best, { box, order: orderOf(objective) });
  const points = givesMaps(chain.detector) && keeps === undefined ? kept.map(({ point }) => point) : [];
  const finals = points.length === 0 ? [] : await objective(points, { map: true });
  return {
    points: kept.map((entry) => ({ point: entry.point, ...scoresOf(entry) })),
    search: { ...notesOf(result, objective, chain.draftPrecision), finalEvaluations: finals.length },
    ...(tells === undefined ? {} : { visits: toldBy(result, kept, Object.keys(ranges)) }),
    maps: keeps === undefined ? mapsOf(finals, chain) : [],
  };
}

/** What a search evaluated exactly beside what it keeps. */
function toldBy({ trace }: SearchResult, kept: readonly TraceEntry[], shifts: readonly string[]): VisitTable {
  const others = trace.filter((entry) => entry.draft !== true && isCandidate(entry) && !kept.includes(entry));
  return visitTable(
    others.map((entry) => ({ point: entry.point, ...scoresOf(entry) })),
    shifts,
  );
}

/** Points of the same box that were known, which stand beside the search's own. */
function sameBox(known: readonly KnownPoint[], box: ShiftBox): TraceEntry[] {
  return known
    .filter(({ point }) => box.every(({ facts }) => facts.name in point))
    .map((entry) => ({ restart: 0, step: 0, raw: entry.point, ...entry, known: true }));
}

function notesOf(
  { evaluations, steps, units, flags, trace }: SearchResult,
  objective: Objective,
  draftPrecision: DraftPrecision,
): Omit<SearchNotes, "finalEvaluations"> {
  const order = orderOf(objective);
  const restarts = new Map<number, Level>();
  for (const entry of trace) {
    if (entry.draft === true) continue;
    const best = restarts.get(entry.restart);
    if (best === undefined || order.isWorse(entry, best)) restarts.set(entry.restart, scoresOf(entry));
  }
  const drafted = flags.drafts + flags.exactForDrafts > 0 ? { draftPrecision } : {};
  return { evaluations, steps, units, ...flags, ...drafted, restarts: [...restarts.values()] };
}
