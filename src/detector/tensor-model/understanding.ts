// What a model's declaration and its description say together: how pictures go in, and which outputs are map, score and
// label. What neither of them says is settled by the first answer.

import { present } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import { type ForeignTensors, isForeignType } from "../../graph/foreign/tensors.ts";
import type { Description } from "./description.ts";
import { type UnderstoodInput, understandInput } from "./input.ts";
import type { TensorModel } from "./model.ts";
import {
  checkPicks,
  givenOutputs,
  isUntyped,
  type OutputList,
  type Outputs,
  pickOutputs,
  type ToldOutputs,
} from "./outputs.ts";
import { mapLayout, nameInWords } from "./roles.ts";

export type { Channels, Layout, PictureFeed } from "./input.ts";
export type { OutputPick, Outputs } from "./outputs.ts";

export interface Understanding extends UnderstoodInput {
  /** The model's name, as errors say it. */
  readonly model: string;
  /** Null until `settle`, where the declaration does not tell. */
  readonly outputs: Outputs | null;
  /** The outputs to ask for; none = all. */
  readonly asked: readonly string[];
  /** What was told of the outputs. */
  readonly told: ToldOutputs;
}

/** An understanding after the first answer. */
export interface Settled extends Understanding {
  readonly outputs: Outputs;
  /** Of the answer that settled it; null without a map. */
  readonly mapSize: PictureSize | null;
}

/**
 * What is known of a model before it runs. InputError, one line, where declaration and description contradict each other
 * or leave open what has to be told; it names the flag that tells.
 */
export function understand(model: TensorModel, description: Description): Understanding {
  const input = understandInput(model, description);
  const { mapOutput, scoreOutput, labelOutput } = description;
  const told = {
    ...(mapOutput === undefined ? {} : { mapOutput }),
    ...(scoreOutput === undefined ? {} : { scoreOutput }),
    ...(labelOutput === undefined ? {} : { labelOutput }),
  };
  const { name, outputs: values } = model;
  const list = { model: name, values, rows: input.feed.batch };
  const outputs = values.length === 0 ? null : pickOutputs(list, told);
  return {
    ...input,
    model: name,
    told,
    outputs,
    asked: outputs === null ? readable(values) : askedOf(outputs),
  };
}

/** What the answer to a run of `count` pictures says in addition. InputError as `understand`. */
export function settle(understanding: Understanding, answer: ForeignTensors, count: number): Settled {
  const { model, feed, told } = understanding;
  const rows = feed.batch ?? count;
  const list = givenOutputs(model, answer, rows);
  const outputs = understanding.outputs ?? present(pickOutputs(list, told), "outputs of known shapes");
  checkPicks(list, outputs);
  const notes = [...understanding.notes, ...notesOn(outputs)];
  return { ...understanding, outputs, notes, asked: askedOf(outputs), mapSize: mapSizeOf(list, outputs) };
}

/** What may turn out to be asked for. */
function readable(values: TensorModel["outputs"]): readonly string[] {
  return values.filter((value) => isForeignType(value.type) || isUntyped(value)).map(({ name }) => name);
}

function askedOf({ map, score, label }: Outputs): readonly string[] {
  const names = [map?.name, score?.name, label].filter((name) => name !== undefined && name !== null);
  return [...new Set(names)];
}

function mapSizeOf({ values, rows }: OutputList, { map }: Outputs): PictureSize | null {
  const value = map === null ? undefined : values.find(({ name }) => name === map.name);
  if (value === undefined || rows === null) return null;
  const { width, height } = mapLayout(value.shape.map(Number), rows);
  return { width, height };
}

function notesOn({ map, score }: Outputs): readonly string[] {
  if (map === null) return ["It gives image scores alone."];
  return score === null ? [`Its image score is the maximum of its map ${nameInWords(map.name)}.`] : [];
}
