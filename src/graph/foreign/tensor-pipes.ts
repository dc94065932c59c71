// How tensors go between a foreign model's process and the one that opened it: their bytes as they are, one tensor after
// the other, through a pipe in each direction; names, types and shapes go ahead of them as a message.

import { readSync, writeSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { invariant } from "../../core/errors.ts";
import { elementCount } from "../../core/tensor.ts";
import { emptyValues, type ForeignTensor, type ForeignTensors, isWhole } from "./tensors.ts";

/** File descriptors of the pipes in the model's process. */
export const FEEDS_DESCRIPTOR = 4;
export const RESULTS_DESCRIPTOR = 5;

/** A tensor without its values. */
export interface TensorHead {
  readonly name: string;
  readonly type: ForeignTensor["type"];
  readonly shape: readonly number[];
}

export function headsOf(tensors: ForeignTensors): TensorHead[] {
  return Object.entries(tensors).map(([name, { type, shape }]) => ({ name, type, shape }));
}

function bytesOf({ data }: ForeignTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function emptyTensor({ type, shape }: TensorHead): ForeignTensor {
  return { type, shape, data: emptyValues(type, elementCount(shape)) } as ForeignTensor;
}

/** The values of each tensor, as they lie in memory; InvariantError where they are not those that its head announces. */
export function bytesOfEach(tensors: ForeignTensors): Uint8Array[] {
  for (const [name, tensor] of Object.entries(tensors))
    invariant(isWhole(tensor), `${name} has ${tensor.data.length} values for [${tensor.shape.join(", ")}]`);
  return Object.values(tensors).map(bytesOf);
}

/** Writes bytes for the model's process, without a copy: they must stay as they are until it has answered. */
export function sendBytes(pipe: Writable, parts: readonly Uint8Array[]): void {
  for (const part of parts) if (part.length > 0) pipe.write(part);
}

/** Gathers the tensors that a model's process sends. */
export class TensorReceiver {
  /** Came ahead of the message that says what they are. */
  #early: Uint8Array[] = [];
  #tensors: Record<string, ForeignTensor> = {};
  #missing: Uint8Array[] = [];
  #whole: ((tensors: ForeignTensors) => void) | undefined;

  constructor(pipe: Readable) {
    pipe.on("data", (chunk: Uint8Array) => this.#take(chunk));
  }

  /** The next tensors, once all of their bytes are here. */
  receive(heads: readonly TensorHead[]): Promise<ForeignTensors> {
    const tensors = heads.map((head) => [head.name, emptyTensor(head)] as const);
    this.#tensors = Object.fromEntries(tensors);
    this.#missing = tensors.flatMap(([, tensor]) => (tensor.data.length > 0 ? [bytesOf(tensor)] : []));
    return new Promise((resolve) => {
      this.#whole = resolve;
      const early = this.#early;
      this.#early = [];
      for (const chunk of early) this.#take(chunk);
      this.#finish();
    });
  }

  #take(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0) {
      const [space] = this.#missing;
      if (space === undefined) {
        this.#early.push(rest);
        return;
      }
      space.set(rest.subarray(0, space.length));
      if (rest.length < space.length) this.#missing[0] = space.subarray(rest.length);
      else this.#missing.shift();
      rest = rest.subarray(space.length);
    }
    this.#finish();
  }

  #finish(): void {
    if (this.#missing.length > 0) return;
    this.#whole?.(this.#tensors);
    this.#whole = undefined;
    this.#tensors = {};
  }
}

/** Memory of the last feeds, for the next of the same shapes. */
let held: readonly (readonly [string, ForeignTensor])[] = [];

/** In the model's process: waits for tensors and reads them. They are overwritten by the next. */
export function readTensors(heads: readonly TensorHead[]): ForeignTensors {
  held = heads.map((head, index) => {
    const last = held[index]?.[1];
    const fits = last?.type === head.type && last.shape.join() === head.shape.join();
    return [head.name, fits ? last : emptyTensor(head)];
  });
  for (const [, tensor] of held) readBytes(bytesOf(tensor));
  return Object.fromEntries(held);
}

/** In the model's process: waits until all of these bytes are there. */
export function readBytes(into: Uint8Array): Uint8Array {
  for (let rest = into; rest.length > 0; ) {
    const count = readSync(FEEDS_DESCRIPTOR, rest);
    if (count === 0) throw new Error("what it was given ended early");
    rest = rest.subarray(count);
  }
  return into;
}

/** In the model's process: writes tensors, and waits until they are taken. */
export function writeTensors(tensors: ForeignTensors): void {
  for (const tensor of Object.values(tensors)) {
    for (let bytes = bytesOf(tensor); bytes.length > 0; )
      bytes = bytes.subarray(writeSync(RESULTS_DESCRIPTOR, bytes));
  }
}
