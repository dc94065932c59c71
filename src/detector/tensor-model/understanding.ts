// What a model's declaration and its description say together: how pictures go in, and which outputs are map, score and
// label. What neither of them says is settled by the first answer.

import { InvariantError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import type { ForeignTensors } from "../../graph/foreign/messages.ts";
import type { Description } from "./description.ts";
import type { FeedType } from "./element-type.ts";
import type { TensorModel } from "./model.ts";

export type Layout = "NCHW" | "NHWC";
export type Channels = "RGB" | "BGR" | "grey";

/** How pictures become the one input. */
export interface PictureFeed {
  /** The input's name. */
  readonly input: string;
  readonly type: FeedType;
  readonly layout: Layout;
  readonly channels: Channels;
  /** False of an input without a batch axis: [C, H, W] or [H, W, C]. */
  readonly batched: boolean;
  /** Pictures of every run; null = any number. 1 where there is no batch axis. */
  readonly batch: number | null;
  /** What 0 and 1 of a picture become, before mean and std. */
  readonly range: readonly [number, number];
  /** One per channel, in the order of `channels`. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** What is cut out of the middle of the pictures; null = nothing is cut off. */
  readonly crop: PictureSize | null;
}

/** One output, or one column or channel of it. */
export interface OutputPick {
  readonly name: string;
  readonly index: number | null;
}

/** Not both of map and score are null. */
export interface Outputs {
  readonly map: OutputPick | null;
  /** Null: the map's maximum. */
  readonly score: OutputPick | null;
  readonly label: string | null;
}

export interface Understanding {
  /** The model's name, as errors say it. */
  readonly model: string;
  readonly feed: PictureFeed;
  /** What pictures are brought to before the feed (and its crop); null where the model takes them of any size. */
  readonly size: PictureSize | null;
  /** Null until `settle`, where the declaration does not tell. */
  readonly outputs: Outputs | null;
  /** The outputs to ask for; none = all. */
  readonly asked: readonly string[];
  /** For people, one sentence each: what nobody said and how it was taken. */
  readonly notes: readonly string[];
}

/** An understanding after the first answer. */
export interface Settled extends Understanding {
  readonly outputs: Outputs;
  /** Of the answer that settled it; null without a map. */
  readonly mapSize: PictureSize | null;
}

/** InputError, one line, where the two contradict each other or leave open what has to be told; it names the flag. */
export function understand(_model: TensorModel, _description: Description): Understanding {
  throw new InvariantError("understand is being written");
}

/** What the answer to `count` pictures says in addition; InputError as `understand`. */
export function settle(_understanding: Understanding, _answer: ForeignTensors, _count: number): Settled {
  throw new InvariantError("settle is being written");
}
