// Trains the demo model from nothing: first the vision tower against a pair of anchor vectors per class, then the
// text tower, which learns to give those vectors for every prompt of the ensemble.

import type { Tokenizer } from "../clip/bpe.ts";
import type { ClipConfig } from "../clip/config.ts";
import { CancelledError, present } from "../core/errors.ts";
import { type Random, random } from "../core/random.ts";
import { elementCount, type Tensor, tensor } from "../core/tensor.ts";
import { SYNTHETIC_OBJECTS } from "../data/synthetic/registry.ts";
import { promptEnsemble } from "../detector/winclip/prompts.ts";
import { gradients } from "../graph/gradient.ts";
import { toOnnx } from "../graph/onnx.ts";
import type { Engine, Session } from "../graph/session.ts";
import type { Value } from "../graph/value.ts";
import { drawBatch } from "./batch.ts";
import { clipInitial, cosineSchedule, type TrainedWeights, trainedWeights } from "./parameters.ts";
import { type PoolSample, renderPool } from "./pool.ts";
import { textLoss, USED_TOKENS } from "./text-graph.ts";
import { ANCHORS, type BatchShape, trainingLoss } from "./vision-graph.ts";

export interface TrainSettings {
  readonly config: ClipConfig;
  readonly seed: number;
  /** Pictures rendered per object. */
  readonly picturesPerObject: number;
  readonly visionSteps: number;
  readonly textSteps: number;
  readonly learningRate: number;
}

export interface TrainSurroundings {
  readonly engine: Engine;
  readonly tokenizer: Tokenizer;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface TrainedModel {
  /** Every tensor of the checkpoint but the token table, by open_clip name; the anchors under their own name. */
  readonly vision: ReadonlyMap<string, Tensor>;
  readonly text: ReadonlyMap<string, Tensor>;
  /** Ids of the trained token rows, in the order of their tensor. */
  readonly usedTokens: readonly number[];
  readonly visionLoss: number;
  readonly textLoss: number;
}

const BATCH: BatchShape = {
  pictures: 32,
  windows: new Map([
    [2, 16],
    [3, 10],
  ]),
};
const TEXT_GROUPS = 7;
const WEIGHT_DECAY = 0.02;

/** Trains both towers; the same settings give the same model on the same runtime. */
export async function trainDemo(
  settings: TrainSettings,
  surroundings: TrainSurroundings,
): Promise<TrainedModel> {
  const source = random("train-demo", settings.seed);
  const pool: PoolSample[] = [];
  for (const sample of renderPool(settings.picturesPerObject, settings.config.imageSize, settings.seed)) {
    pool.push(sample);
    if (pool.length % 100 === 0) {
      surroundings.progress(
        `rendering: ${pool.length} of ${settings.picturesPerObject * SYNTHETIC_OBJECTS.length}`,
      );
      await new Promise((resolve) => setImmediate(resolve));
      throwIfAborted(surroundings.signal);
    }
  }
  const vision = await trainVision(settings, surroundings, pool, source);
  const text = await trainText(settings, surroundings, present(vision.tensors.get(ANCHORS), ANCHORS), source);
  return {
    vision: vision.tensors,
    text: text.tensors,
    usedTokens: text.usedTokens,
    visionLoss: vision.loss,
    textLoss: text.loss,
  };
}

async function trainVision(
  { config, visionSteps, learningRate }: TrainSettings,
  surroundings: TrainSurroundings,
  pool: readonly PoolSample[],
  source: Random,
): Promise<{ tensors: ReadonlyMap<string, Tensor>; loss: number }> {
  const classes = SYNTHETIC_OBJECTS.length;
  const weights = trainedWeights(
    clipInitial(config.vision.width, config.vision.layers),
    source,
    WEIGHT_DECAY,
  );
  const step = await openStep(
    trainingLoss(weights.source, config, classes, BATCH),
    weights,
    surroundings.engine,
  );
  const rate = cosineSchedule(learningRate, visionSteps, 100);
  let average = Number.NaN;
  for (let index = 0; index < visionSteps; index++) {
    throwIfAborted(surroundings.signal);
    const loss = await step.run(drawBatch(pool, classes, config, BATCH, source), rate(index));
    average = Number.isNaN(average) ? loss : 0.98 * average + 0.02 * loss;
    surroundings.progress(`vision: step ${index + 1} of ${visionSteps}, loss ${average.toFixed(4)}`);
  }
  await step.close();
  return { tensors: weights.tensors(), loss: average };
}

async function trainText(
  { config, textSteps }: TrainSettings,
  surroundings: TrainSurroundings,
  anchors: Tensor,
  source: Random,
): Promise<{ tensors: ReadonlyMap<string, Tensor>; usedTokens: readonly number[]; loss: number }> {
  const prompts = SYNTHETIC_OBJECTS.flatMap(({ name }, classIndex) => {
    const { normal, anomalous } = promptEnsemble(name);
    return [
      ...normal.map((prompt) => ({ prompt, anchor: 2 * classIndex })),
      ...anomalous.map((prompt) => ({ prompt, anchor: 2 * classIndex + 1 })),
    ];
  }).map(({ prompt, anchor }) => ({ text: surroundings.tokenizer.tokenize(prompt), anchor }));
  const usedTokens = [...new Set(prompts.flatMap(({ text }) => Array.from(text.ids)))].sort(
    (left, right) => left - right,
  );
  const weights = trainedWeights(clipInitial(config.text.width, config.text.layers), source, 0);
  const units = unitRows(anchors, config.embedDim);
  const steps: TrainingStep[] = [];
  for (let group = 0; group < TEXT_GROUPS; group++) {
    const part = prompts.filter((_, index) => index % TEXT_GROUPS === group);
    const targets = new Float32Array(part.length * config.embedDim);
    for (const [row, { anchor }] of part.entries()) {
      targets.set(
        units.subarray(anchor * config.embedDim, (anchor + 1) * config.embedDim),
        row * config.embedDim,
      );
    }
    const texts = part.map(({ text }) => text);
    const loss = textLoss(
      texts,
      tensor([part.length, config.embedDim], targets),
      usedTokens,
      weights.source,
      config,
    );
    steps.push(await openStep(loss, weights, surroundings.engine));
  }
  const rate = cosineSchedule(3e-3, textSteps, 20);
  let average = Number.NaN;
  for (let index = 0; index < textSteps; index++) {
    throwIfAborted(surroundings.signal);
    const loss = await present(steps[index % TEXT_GROUPS], "group").run({}, rate(index));
    average = Number.isNaN(average) ? loss : 0.9 * average + 0.1 * loss;
    surroundings.progress(`text: step ${index + 1} of ${textSteps}, loss ${average.toFixed(5)}`);
  }
  for (const step of steps) await step.close();
  const tensors = new Map(weights.tensors());
  present(tensors.get(USED_TOKENS), USED_TOKENS);
  return { tensors, usedTokens, loss: average };
}

interface TrainingStep {
  /** One optimiser step; the loss before it. */
  run(feeds: Readonly<Record<string, Tensor>>, learningRate: number): Promise<number>;
  close(): Promise<void>;
}

async function openStep(loss: Value, weights: TrainedWeights, engine: Engine): Promise<TrainingStep> {
  const names = [...weights.values.keys()];
  const derivatives = gradients(
    loss,
    names.map((name) => present(weights.values.get(name), name)),
  );
  const outputs: Record<string, Value> = { objective: loss };
  for (const [index, derivative] of derivatives.entries()) outputs[`d${index}`] = derivative;
  const session: Session = await engine.open(toOnnx(outputs));
  return {
    run: async (feeds, learningRate) => {
      const results = await session.run({ ...feeds, ...Object.fromEntries(weights.tensors()) });
      const slopes = names.map((name, index) => [name, present(results[`d${index}`], name)] as const);
      weights.step(new Map(slopes), learningRate);
      return present(results["objective"]?.data[0], "objective");
    },
    close: () => session.close(),
  };
}

/** Rows of length 1. */
function unitRows({ data, shape }: Tensor, width: number): Float32Array {
  const rows = elementCount(shape) / width;
  const units = data.slice();
  for (let row = 0; row < rows; row++) {
    const norm = Math.hypot(...data.subarray(row * width, (row + 1) * width));
    for (let column = 0; column < width; column++) {
      units[row * width + column] = (data[row * width + column] as number) / norm;
    }
  }
  return units;
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError();
}
