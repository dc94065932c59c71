// Weights while they are being trained: named arrays that a graph takes as parameters, and AdamW over them.

import type { WeightSource } from "../clip/transformer.ts";
import { InvariantError, present } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { elementCount, type Shape, type Tensor, tensor } from "../core/tensor.ts";
import { parameter, type Value } from "../graph/value.ts";

/** How a weight starts: `normal` with a standard deviation, or filled with one value. */
export type Initial = { readonly deviation: number } | { readonly fill: number };

export interface TrainedWeights {
  /** For the builders of graphs: every name asked for becomes a parameter, shared by its users. */
  readonly source: WeightSource;
  /** The graph parameters made so far, by name. */
  readonly values: ReadonlyMap<string, Value>;
  /** Current values, by name. */
  tensors(): ReadonlyMap<string, Tensor>;
  /** One AdamW step; decay is not applied to biases and gains (rank below 2). */
  step(gradients: ReadonlyMap<string, Tensor>, learningRate: number): void;
}

const BETAS = [0.9, 0.98] as const;
const EPSILON = 1e-6;

/** Weights that start as `initial` says by name and shape, drawn from `source`. */
export function trainedWeights(
  initial: (name: string, shape: Shape) => Initial,
  source: Random,
  weightDecay: number,
): TrainedWeights {
  const values = new Map<string, Value>();
  const states = new Map<string, { weight: Tensor; first: Float64Array; second: Float64Array }>();
  let steps = 0;
  return {
    values,
    source: (name, shape) => {
      const known = values.get(name);
      if (known !== undefined) {
        if (elementCount(known.shape) !== elementCount(shape))
          throw new InvariantError(`weight ${name} has two shapes`);
        return known;
      }
      const value = parameter(name, shape);
      const count = elementCount(shape);
      const start = initial(name, shape);
      const data = Float32Array.from({ length: count }, () =>
        "fill" in start ? start.fill : start.deviation * source.normal(),
      );
      values.set(name, value);
      states.set(name, {
        weight: tensor(shape, data),
        first: new Float64Array(count),
        second: new Float64Array(count),
      });
      return value;
    },
    tensors: () => new Map([...states].map(([name, { weight }]) => [name, weight])),
    step: (gradients, learningRate) => {
      steps++;
      const correction = Math.sqrt(1 - BETAS[1] ** steps) / (1 - BETAS[0] ** steps);
      for (const [name, gradient] of gradients) {
        const { weight, first, second } = present(states.get(name), `weight ${name}`);
        const decay = weight.shape.length >= 2 ? learningRate * weightDecay : 0;
        for (let index = 0; index < first.length; index++) {
          const slope = gradient.data[index] as number;
          const mean = BETAS[0] * (first[index] as number) + (1 - BETAS[0]) * slope;
          const square = BETAS[1] * (second[index] as number) + (1 - BETAS[1]) * slope * slope;
          first[index] = mean;
          second[index] = square;
          const current = weight.data[index] as number;
          const move = (learningRate * correction * mean) / (Math.sqrt(square) + EPSILON * correction);
          weight.data[index] = current - decay * current - move;
        }
      }
    },
  };
}

/** open_clip's initial weights: projections by fan-in, gains one, biases zero, embeddings small. */
export function clipInitial(width: number, layers: number): (name: string, shape: Shape) => Initial {
  return (name, shape) => {
    if (/ln_\w+\.weight$/.test(name)) return { fill: 1 };
    if (name.endsWith("bias")) return { fill: 0 };
    if (/(out_proj|c_proj)\.weight$/.test(name)) return { deviation: width ** -0.5 * (2 * layers) ** -0.5 };
    if (name.endsWith("c_fc.weight")) return { deviation: (2 * width) ** -0.5 };
    if (name.endsWith("conv1.weight")) return { deviation: (shape[1] ?? 1) ** -0.5 };
    if (name === "token_embedding.weight") return { deviation: 0.02 };
    if (name === "positional_embedding") return { deviation: 0.01 };
    return { deviation: width ** -0.5 };
  };
}

/** Learning rate with a linear warm-up and a cosine decay to zero. */
export function cosineSchedule(peak: number, steps: number, warmUp: number): (step: number) => number {
  return (step) => {
    if (step < warmUp) return (peak * (step + 1)) / warmUp;
    return 0.5 * peak * (1 + Math.cos((Math.PI * (step - warmUp)) / Math.max(1, steps - warmUp)));
  };
}
