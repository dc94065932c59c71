// A shift of the user's own that is an ONNX file: picture and amount in, picture out. Node only.

import { basename } from "node:path";
import { InputError } from "../core/errors.ts";
import type { Range, ShiftFacts } from "../core/shift.ts";
import { type Shape, type Tensor, tensor } from "../core/tensor.ts";
import { openForeign } from "../graph/foreign/process.ts";
import { readForeignModel } from "../graph/foreign/read-model.ts";
import type { ForeignSettings } from "../graph/foreign/settings.ts";
import { type ForeignTensor, float32Feed } from "../graph/foreign/tensors.ts";
import { defineShift, type ShiftDefinition } from "./define.ts";
import { foreignEnds } from "./foreign-ends.ts";

export interface ForeignShiftSettings extends Omit<ForeignSettings, "file"> {
  readonly name: string;
  readonly path: string;
  /** The file as it was written, for errors. */
  readonly file: string;
  /** Contains 0. */
  readonly range: Range;
}

export interface ForeignShift {
  readonly definition: ShiftDefinition;
  /** Ends its process. */
  close(): Promise<void>;
}

/**
 * Opens a file as a shift that acts last, on the host. InputError where the file is missing or damaged, takes or gives
 * anything but a picture and an amount, or goes beyond its limits.
 */
export async function openForeignShift(settings: ForeignShiftSettings): Promise<ForeignShift> {
  const { name, path, file, range } = settings;
  const { bytes, digest } = await readForeignModel(path, file, { sidecars: "refused" });
  const model = await openForeign(bytes, settings);
  try {
    const ends = foreignEnds(model, file);
    const actOn = async (picture: Tensor, amount: number): Promise<Float32Array> => {
      const refusal = (why: string): InputError =>
        new InputError(`invalid ${file} as ${name} at ${amount}: ${why}`);
      checkSize(ends.pictureSize, picture.shape, refusal);
      const results = await model.run({
        [ends.picture]: float32Feed(picture),
        [ends.amount]: float32Feed(tensor(ends.amountShape, [amount])),
      });
      return checkedPicture(results[ends.shifted], picture, refusal);
    };
    const act = {
      host: async ({ shape, data }: Tensor, amounts: readonly number[]): Promise<Tensor> => {
        const each = [1, ...shape.slice(1)];
        const shifted = new Float32Array(data.length);
        const length = data.length / amounts.length;
        for (const [index, amount] of amounts.entries()) {
          const picture = tensor(each, data.slice(index * length, (index + 1) * length));
          shifted.set(await actOn(picture, amount), index * length);
        }
        return tensor(shape, shifted);
      },
    };
    const facts = foreignFacts(name, range, { file: basename(path), digest });
    return { definition: defineShift({ ...facts, act }), close: () => model.close() };
  } catch (error) {
    await model.close();
    throw error;
  }
}

/** Facts that a file does not say are plain: a number without a unit, thirds of the range as severities. */
export function foreignFacts(
  name: string,
  range: Range,
  { file, digest }: Required<Pick<ShiftFacts, "file" | "digest">>,
): ShiftFacts {
  const words = name.replaceAll("-", " ");
  const [low, high] = range;
  const share = (of: number): Range => [low * of + 0, high * of + 0];
  const span = high - low;
  return {
    ...{ name, symbol: words, title: words, effect: `shifted by ${words}` },
    ...{ unit: "", sign: "", writtenUnits: {}, range, periodic: false },
    decimals: Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(span)))),
    severities: { mild: share(1 / 3), moderate: share(2 / 3), severe: range },
    cause: `What ${file} does to a picture.`,
    ...{ derivative: "none", stage: "sensor", scope: "station", needsColour: false },
    ...{ file, digest },
    search: { length: span / 3, edge: span / 15 },
  };
}

/** Refuses a picture of another size than the one that a file takes. */
function checkSize(
  taken: readonly (number | string | undefined)[],
  shape: Shape,
  refusal: (why: string) => InputError,
): void {
  const given = shape.slice(2);
  const fits = taken.every(
    (extent, axis) => typeof extent !== "number" || extent < 0 || extent === given[axis],
  );
  if (fits) return;
  const words = taken.map((extent) => (typeof extent === "number" ? extent : "any")).toReversed();
  throw refusal(
    `it takes pictures of ${words.join("×")} pixels; this one has ${given.toReversed().join("×")}`,
  );
}

/** Finite and of the picture's shape, clamped to [0, 1]. */
function checkedPicture(
  result: ForeignTensor | undefined,
  { shape }: Tensor,
  refusal: (why: string) => InputError,
): Float32Array {
  if (result?.type !== "float32")
    throw refusal(`its output is of ${result?.type ?? "no type"}; expected float32`);
  if (result.shape.join() !== shape.join())
    throw refusal(
      `its output is [${result.shape.join(", ")}]; expected [${shape.join(", ")}], as its picture`,
    );
  const { data } = result;
  const odd = data.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw refusal(`its output is ${data[odd]} at value ${odd}; expected finite values in [0, 1]`);
  return data.map((value) => Math.min(1, Math.max(0, value)));
}
