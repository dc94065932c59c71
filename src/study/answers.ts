// What the questions answer beyond the summary's own tables: rows and chart data over the records.

import { invariant, present } from "../core/errors.ts";
import type { Mask } from "../core/image.ts";
import { readMap } from "../results/maps.ts";
import type { ItemRecord } from "../results/record.ts";
import type { Answer } from "../results/schema.ts";
import { pooledMetrics } from "./aggregate.ts";
import { masksOf } from "./collect.ts";
import type { RecordsByKey, WorkItem } from "./plan.ts";
import type { PreparedStudy } from "./prepare.ts";
import type { AnswerView, PointChoice } from "./questions/question.ts";

/** The answers of a study's questions, in their order; none of those whose answer is in the summary itself. */
export async function answersOf(
  study: Pick<PreparedStudy, "asks" | "seed" | "preset" | "chain">,
  items: readonly WorkItem[],
  records: RecordsByKey,
  runFolder: string,
): Promise<readonly Answer[]> {
  const view = answerView(study, items, records, runFolder);
  const answers: Answer[] = [];
  for (const { question, settings } of study.asks) {
    const charts = await question.answer(settings, view);
    if (charts.length === 0) continue;
    const title = question.words(settings).join(", ") || question.summary;
    answers.push({ question: question.name, title, charts });
  }
  return answers;
}

function answerView(
  { seed, preset, chain }: Pick<PreparedStudy, "seed" | "preset" | "chain">,
  items: readonly WorkItem[],
  records: RecordsByKey,
  runFolder: string,
): AnswerView {
  const samples = new Map(items.map(({ sample }) => [sample.id, sample]));
  const keys = new Map(items.map(({ key, sample, role }) => [placeOf(sample.id, role), key]));
  const finished = (sample: string, role: string): string | undefined => keys.get(placeOf(sample, role));
  const record = (sample: string, role: string): ItemRecord => {
    const key = present(finished(sample, role), `${role} of ${sample}`);
    return present(records.get(key), `record ${key}`);
  };
  const masks = new Map<string, Mask>();
  const masksFor = async (points: readonly PointChoice[]): Promise<ReadonlyMap<string, Mask>> => {
    const missing = [...new Set(points.map(({ sample }) => sample))].filter((id) => !masks.has(id));
    const some = missing.map((id) => ({ sample: present(samples.get(id), id) }));
    for (const [id, mask] of await masksOf(some, chain.sizes)) masks.set(id, mask);
    return masks;
  };
  return {
    ...{ samples: [...samples.values()], seed, preset, finished, record },
    metrics: async (points) => {
      const chosen = points.map(({ sample, role, index }) => ({ record: record(sample, role), index }));
      for (const choice of chosen)
        invariant(choice.index < choice.record.points.length, `no point ${choice.index} of a record`);
      return pooledMetrics(chosen, {
        masks: await masksFor(points),
        readMap: (of, index) => readMap(runFolder, of, index),
        preset,
      });
    },
  };
}

function placeOf(sample: string, role: string): string {
  return JSON.stringify([sample, role]);
}
