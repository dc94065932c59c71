// What the questions answer beyond the summary's own tables: rows and chart data over the records.

import { invariant, present } from "../core/errors.ts";
import type { Mask } from "../core/image.ts";
import type { Chart } from "../results/chart.ts";
import { readMap } from "../results/maps.ts";
import type { ItemRecord } from "../results/record.ts";
import type { Answer } from "../results/schema.ts";
import { comparedMap, type MapChoice, type PoolContext, pooledMetrics } from "./aggregate.ts";
import { masksOf } from "./masks.ts";
import type { ObjectOperatingPoint } from "./operating-points.ts";
import type { RecordsByKey, WorkItem } from "./plan.ts";
import type { PreparedStudy } from "./prepare.ts";
import { type Answered, type AnswerView, offeredRoles, type PointChoice } from "./questions/question.ts";

type AnsweringStudy = Pick<PreparedStudy, "asks" | "seed" | "preset" | "chain" | "calibration">;

export interface AnswerContext {
  readonly runFolder: string;
  /** By object; empty where no question needs thresholds. */
  readonly operatingPoints: ReadonlyMap<string, ObjectOperatingPoint>;
}

/** The answers of a study's questions, in their order; none of those whose answer is in the summary itself. */
export async function answersOf(
  study: AnsweringStudy,
  items: readonly WorkItem[],
  records: RecordsByKey,
  context: AnswerContext,
): Promise<readonly Answer[]> {
  const view = answerView(study, items, records, context);
  const answers: Answer[] = [];
  for (const { question, settings } of study.asks) {
    const answered = await question.answer(settings, view);
    const { charts, ...data }: Answered = isCharts(answered) ? { charts: answered } : answered;
    if (charts.length === 0 && data.data === undefined) continue;
    const title = question.words(settings).join(", ") || question.summary;
    answers.push({ question: question.name, title, charts, ...data });
  }
  return answers;
}

function answerView(
  { asks, seed, preset, chain, calibration: chosen = [] }: AnsweringStudy,
  items: readonly WorkItem[],
  records: RecordsByKey,
  { runFolder, operatingPoints }: AnswerContext,
): AnswerView {
  const calibration = chosen.map(({ sample }) => sample);
  const calibrating = new Set(calibration.map(({ id }) => id));
  const samples = new Map(
    items.filter(({ sample }) => !calibrating.has(sample.id)).map(({ sample }) => [sample.id, sample]),
  );
  const keys = new Map<string, Map<string, string>>();
  for (const { key, sample, role } of items) {
    const own = keys.get(sample.id) ?? new Map<string, string>();
    keys.set(sample.id, own.set(role, key));
  }
  const finished = (sample: string, role: string): string | undefined => keys.get(sample)?.get(role);
  const recordOf = (key: string): ItemRecord => present(records.get(key), `record ${key}`);
  const record = (sample: string, role: string): ItemRecord =>
    recordOf(present(finished(sample, role), `${role} of ${sample}`));
  let masks = new Map<string, Mask>();
  let held = "";
  // Questions go object by object: the masks of one are in memory at a time.
  const masksFor = async (points: readonly PointChoice[]): Promise<ReadonlyMap<string, Mask>> => {
    const objects = [...new Set(points.map(({ sample }) => samples.get(sample)?.object))].join("\n");
    if (objects !== held) masks = new Map();
    held = objects;
    const own = masks;
    const missing = [...new Set(points.map(({ sample }) => sample))].filter((id) => !own.has(id));
    const some = missing.map((id) => ({ sample: present(samples.get(id), id) }));
    for (const [id, mask] of await masksOf(some, chain.sizes)) own.set(id, mask);
    return own;
  };
  const choiceOf = ({ sample, role, index }: PointChoice): MapChoice => {
    const choice = { record: record(sample, role), index };
    invariant(index < choice.record.points.length, `no point ${index} of a record`);
    return choice;
  };
  const poolOf = async (points: readonly PointChoice[]): Promise<PoolContext> => ({
    masks: await masksFor(points),
    readMap: (of, index) => readMap(runFolder, of, index),
    preset,
  });
  return {
    ...{ samples: [...samples.values()], calibration, seed, preset, finished, record },
    ...{ offered: offeredRoles(asks), source: records },
    records: (sample) =>
      new Map([...(keys.get(sample) ?? [])].map(([role, key]) => [role, recordOf(key)] as const)),
    decider: (object) => operatingPoints.get(object)?.thresholds ?? null,
    thresholds: (object) => present(operatingPoints.get(object), `operating point of ${object}`).thresholds,
    metrics: async (points) => {
      const pool = await poolOf(points);
      const [object = "", ...others] = new Set(points.map(({ sample }) => samples.get(sample)?.object));
      // Thresholds are an object's own.
      const frozen = others.length > 0 ? undefined : operatingPoints.get(object)?.frozen;
      return pooledMetrics(points.map(choiceOf), { ...pool, ...(frozen === undefined ? {} : { frozen }) });
    },
    map: async (point) => {
      const choice = choiceOf(point);
      return choice.record.maps === undefined ? null : comparedMap(choice, await poolOf([point]));
    },
  };
}

function isCharts(answered: readonly Chart[] | Answered): answered is readonly Chart[] {
  return Array.isArray(answered);
}
