// Which inputs and output of an ONNX file are a shift's: told by their shapes, or else by their names.

import { InputError } from "../core/errors.ts";
import type { Shape } from "../core/tensor.ts";
import type { ForeignFacts } from "../graph/foreign/messages.ts";
import type { ForeignValue } from "../graph/foreign/tensors.ts";

export interface ForeignEnds {
  /** Names of the inputs, and of the output. */
  readonly picture: string;
  readonly amount: string;
  readonly shifted: string;
  /** [] or [1]. */
  readonly amountShape: Shape;
  /** Height and width where the file takes one size alone; the names of extents that are open. */
  readonly pictureSize: readonly (number | string | undefined)[];
}

const EXPECTED =
  "expected two float32 inputs, a picture [1 or N, 3, H, W] and an amount (a number, [1] or [N]), and one such picture " +
  "as output; inputs that their shapes do not tell apart are named picture and amount";

/** The ends of a shift; InputError, with what was found, for any other file. */
export function foreignEnds({ inputs, outputs }: ForeignFacts, file: string): ForeignEnds {
  const picture = soleWhere(inputs, isPicture) ?? inputs.find(({ name }) => name === "picture");
  const amount = inputs.find((input) => input !== picture && isAmount(input));
  const [shifted] = outputs;
  const isShift =
    inputs.length === 2 && outputs.length === 1 && mayBePicture(picture) && mayBePicture(shifted);
  if (!isShift || picture === undefined || amount === undefined || shifted === undefined)
    throw new InputError(`invalid ${file}: ${foundText(inputs, outputs)}; ${EXPECTED}`);
  return {
    ...{ picture: picture.name, amount: amount.name, shifted: shifted.name },
    amountShape: amount.shape.length === 0 ? [] : [1],
    pictureSize: picture.shape.slice(2),
  };
}

function soleWhere(
  values: readonly ForeignValue[],
  holds: (value: ForeignValue) => boolean,
): ForeignValue | undefined {
  const [first, second] = values.filter(holds);
  return second === undefined ? first : undefined;
}

function isPicture({ shape }: ForeignValue): boolean {
  return shape.length === 4;
}

/** A picture for what its declaration says; a file may leave its shape open. */
function mayBePicture(value: ForeignValue | undefined): boolean {
  if (value === undefined || value.type !== "float32") return false;
  const [count, channels] = value.shape;
  return value.shape.length === 0 || (isPicture(value) && takes(count, 1) && takes(channels, 3));
}

function isAmount({ type, shape }: ForeignValue): boolean {
  return type === "float32" && shape.length <= 1 && takes(shape[0], 1);
}

/** True where an extent is this one, or open. */
function takes(extent: number | string | undefined, wanted: number): boolean {
  return typeof extent !== "number" || extent < 0 || extent === wanted;
}

function foundText(inputs: readonly ForeignValue[], outputs: readonly ForeignValue[]): string {
  const listed = (values: readonly ForeignValue[]): string =>
    values
      .map(({ name, type, shape }) => `${name.replace(/[\p{Cc}\p{Cf}]/gu, "")} ${type}[${shape.join(", ")}]`)
      .join(", ") || "nothing";
  return `it takes ${listed(inputs)} and gives ${listed(outputs)}`;
}
