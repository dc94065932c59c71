// A model whose outputs are read before their final clips: asked for an output, it gives the tensor that is clipped, under
// the output's name and in its shape.

import { elementCount } from "../../core/tensor.ts";
import type { ForeignModel } from "../../graph/foreign/process.ts";
import type { ForeignTensor, ForeignTensors } from "../../graph/foreign/tensors.ts";
import type { TensorModel } from "../tensor-model/model.ts";
import type { FinalClip } from "./final-clip.ts";

export interface UnclippedModel extends TensorModel {
  /** The interval that an output is clipped to, where it is read before that; after the first run. */
  clipOf(output: string): readonly [number, number] | undefined;
}

/**
 * `foreign` has, beside its own outputs, all that `clips` (by output) are made of. `own` are its own outputs. A clipped
 * tensor of another number of values than its output is no use: then the output itself is read.
 */
export function unclippedModel(
  foreign: ForeignModel,
  { name, own, clips }: { name: string; own: readonly string[]; clips: ReadonlyMap<string, FinalClip> },
): UnclippedModel {
  const usable = new Map(clips);
  /** Outputs that were seen to have the clipped tensor's shape: they need not be asked for. */
  const alike = new Set<string>();
  const run = async (feeds: ForeignTensors, outputs: readonly string[]): Promise<ForeignTensors> => {
    const wanted = outputs.length === 0 ? own : outputs;
    const given = await foreign.run(feeds, [...new Set(wanted.flatMap(asked))]);
    return Object.fromEntries(wanted.flatMap((output) => answer(output, given)));
  };
  const asked = (output: string): string[] => {
    const clip = usable.get(output);
    if (clip === undefined) return [output];
    return alike.has(output) ? [clip.before] : [clip.before, output];
  };
  const answer = (output: string, given: ForeignTensors): [string, ForeignTensor][] => {
    const clipped = given[output];
    const before = given[usable.get(output)?.before ?? output];
    if (before === undefined) return [];
    if (clipped === undefined || clipped === before) return [[output, before]];
    if (elementCount(clipped.shape) !== elementCount(before.shape)) {
      usable.delete(output);
      return [[output, clipped]];
    }
    if (clipped.shape.join() === before.shape.join()) alike.add(output);
    return [[output, { ...before, shape: clipped.shape }]];
  };
  return {
    ...{ name, inputs: foreign.inputs, run },
    outputs: foreign.outputs.filter((output) => own.includes(output.name)),
    clipOf: (output) => usable.get(output)?.interval,
    close: () => foreign.close(),
  };
}
