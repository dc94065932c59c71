// How many pictures a request may hold: what the model declares, else what the service takes when it is tried.

import { type Tensor, tensor } from "../../core/tensor.ts";
import { feedOf } from "../tensor-model/feed.ts";
import type { TensorModel } from "../tensor-model/model.ts";
import type { Settled } from "../tensor-model/understanding.ts";
import { Refusal } from "./client.ts";

export interface Batch {
  readonly size: number;
  /** For people: why pictures go one at a time, where they do. */
  readonly notes: readonly string[];
}

/** What many services allow, and more hardly makes a request cheaper. */
const MOST_PICTURES = 8;
/** float32 values of one request: its body may be three times as long in JSON. */
const MOST_BYTES = 2 ** 24;

/**
 * Tries a request of several copies of one picture [1, 3, H, W]; a service that refuses them may say how many it takes.
 * `together`: whether two pictures in one request gave what each gives alone; null where it holds one.
 */
export async function batchOf(
  model: TensorModel,
  { feed, asked }: Settled,
  picture: Tensor,
  together: boolean | null,
): Promise<Batch> {
  if (together === false)
    return {
      size: 1,
      notes: [
        "It is asked about one picture at a time: several in one request are refused, or change each other's values.",
      ],
    };
  // What a request always holds is filled up with copies.
  if (feed.batch !== null) return { size: feed.batch, notes: [] };
  const most = Math.min(MOST_PICTURES, Math.floor(MOST_BYTES / picture.data.byteLength));
  if (most <= 2) return { size: Math.max(1, most), notes: [] };
  try {
    await model.run(feedOf(copies(picture, most), feed), asked);
    return { size: most, notes: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { size: Math.min(most, allowedIn(error.message) ?? 2), notes: [] };
  }
}

/** "… batch-size must be <= 4 for 'mean'" */
function allowedIn(message: string): number | null {
  const [, most = ""] = /batch-size must be <= (\d+)/.exec(message) ?? [];
  return most === "" ? null : Math.max(1, Number(most));
}

function copies({ shape, data }: Tensor, count: number): Tensor {
  const all = new Float32Array(count * data.length);
  for (let at = 0; at < count; at++) all.set(data, at * data.length);
  return tensor([count, ...shape.slice(1)], all);
}
