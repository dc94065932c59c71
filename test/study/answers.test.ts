// A question that is registered from outside: planned, run, and answered with charts over its records.

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InvariantError, present } from "../../src/core/errors.ts";
import { evaluateMaps } from "../../src/metrics/evaluate.ts";
import type { Chart } from "../../src/results/chart.ts";
import { answersOf } from "../../src/study/answers.ts";
import { type AnswerView, defineQuestion, type Question } from "../../src/study/questions/question.ts";
import { QUESTIONS } from "../../src/study/questions/registry.ts";
import { scratchFolder } from "../support/scratch.ts";
import {
  arithmeticChain,
  arithmeticMap,
  CONFIG,
  contextOf,
  memoryDataset,
  runWhole,
  SIDE,
} from "../support/study.ts";

const settings = z.object({
  steps: z.int().default(3).describe("how many points between nothing and the far corner"),
});

const pointsOf = (steps: number) =>
  Array.from({ length: steps }, (_, step) => ({ theta: (60 * step) / (steps - 1), hue: step / (steps - 1) }));

/** Turns and recolours together, in steps. */
const along = (answer: (view: AnswerView, steps: number) => Promise<readonly Chart[]>): Question =>
  defineQuestion<z.output<typeof settings>>({
    ...{ name: "along", summary: "Go towards a corner in steps", settings },
    ranges: () => ({ theta: [0, 60], hue: [0, 1] }),
    plan: ({ steps }, { samples }) =>
      samples.map(({ id }) => ({
        ...{ sample: id, role: "along" },
        experiment: { kind: "points", points: pointsOf(steps) },
      })),
    words: ({ steps }) => [`a corner in ${steps} steps`],
    answer: ({ steps }, view) => answer(view, steps),
  });

const curve = async (view: AnswerView, steps: number): Promise<readonly Chart[]> => {
  const points: { x: number; y: number | null }[] = [];
  for (let index = 0; index < steps; index++) {
    const { values } = await view.metrics(
      view.samples.map(({ id }) => ({ sample: id, role: "along", index })),
    );
    points.push({ x: index, y: values["pauroc"] ?? null });
  }
  const [x, y] = [
    { label: "step", unit: "" },
    { label: "pAUROC", unit: "fraction" },
  ];
  return [{ title: "Towards the corner", kind: "curve", x, y, series: [{ name: "all", points }] }];
};

async function answered(question: Question): Promise<Awaited<ReturnType<typeof answersOf>>> {
  const unregister = QUESTIONS.register(question);
  try {
    const asks = [...CONFIG.asks, { question: question.name, settings: {} }];
    const context = await contextOf(memoryDataset(), { ...CONFIG, asks });
    const run = await scratchFolder();
    const { items, records } = await runWhole(context, run);
    expect(items.filter(({ role }) => role === "along")).toHaveLength(context.samples.length);
    return await answersOf({ ...context, chain: arithmeticChain() }, items, records, {
      runFolder: run,
      operatingPoints: new Map(),
    });
  } finally {
    unregister();
  }
}

describe("a question from outside", () => {
  it("is answered beside the summary's own tables, with metrics pooled over any points", async () => {
    const answers = await answered(along(curve));
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ question: "along", title: "a corner in 3 steps" });
    const samples = await Promise.all(
      ["gear", "nut"].map(async (object) => await memoryDataset().testSamples(object)),
    );
    const masks = await Promise.all(samples.flat().map(async (sample) => (await sample.loadMask()).data));
    const images = await Promise.all(samples.flat().map(async (sample) => await sample.loadImage()));
    const expected = pointsOf(3).map((point, x) => {
      const maps = images.map((image) => arithmeticMap(image, point));
      return { x, y: evaluateMaps({ maps, masks, width: SIDE, height: SIDE }).values["pauroc"] };
    });
    const [chart] = present(answers[0], "answer").charts;
    expect(chart).toMatchObject({ kind: "curve", series: [{ name: "all", points: expected }] });
  });

  it("that asks for what was never planned is an error", async () => {
    const wrong = along(async (view) => {
      await view.metrics([{ sample: present(view.samples[0], "sample").id, role: "along", index: 99 }]);
      return [];
    });
    await expect(answered(wrong)).rejects.toThrow(InvariantError);
  });
});
