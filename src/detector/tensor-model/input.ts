// How pictures become a model's one input: what its declaration says, what the description says, and defaults.

import { InputError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import type { ForeignValue } from "../../graph/foreign/tensors.ts";
import { type Description, sizeOf } from "./description.ts";
import { FEED_TYPES, type FeedType, isFeedType, limitsOf } from "./element-type.ts";
import type { TensorModel } from "./model.ts";
import { checkPixels } from "./most-pixels.ts";
import { isNamedAsAnomalib, isUntyped } from "./outputs.ts";
import { extentOf, nameInWords, valuesInWords } from "./roles.ts";

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

export interface UnderstoodInput {
  readonly feed: PictureFeed;
  /** What pictures are brought to before the feed (and its crop); null where the model takes them of any size. */
  readonly size: PictureSize | null;
  readonly notes: readonly string[];
}

/** The input's axes as far as they are declared; null = open. */
interface Axes {
  readonly layout: Layout;
  readonly batched: boolean;
  readonly batch: number | null;
  readonly channels: number | null;
  readonly height: number | null;
  readonly width: number | null;
}

const UNDECLARED: Axes = {
  ...{ layout: "NCHW", batched: true, batch: null, channels: null, height: null, width: null },
};

/** InputError as `understand`. */
export function understandInput(model: TensorModel, description: Description): UnderstoodInput {
  const declared = pictureInput(model, description);
  const refused = (why: string): InputError => new InputError(`invalid ${model.name}: ${why}`);
  const type = typeOf(declared, description, refused);
  const isDeclared = declared.shape.length > 0;
  const axes = isDeclared
    ? axesOf(declared, description, refused)
    : { ...UNDECLARED, layout: description.layout ?? UNDECLARED.layout };
  const channels = channelsOf(declared, axes, description, refused);
  const { size, crop } = sizesOf(declared, axes, description, refused);
  const { layout, batched, batch } = axes;
  checkPixels(model.name, size ?? { width: 1, height: 1 }, batch ?? 1);
  const values = valuesOf(type, channels === "grey" ? 1 : 3, description, refused);
  const feed = { ...{ input: declared.name, type, layout, channels, batched, batch, crop }, ...values };
  return { feed, size, notes: notesOn(feed, axes, description, isNamedAsAnomalib(model.outputs)) };
}

function pictureInput(
  { name, inputs }: TensorModel,
  { pictureInput: told, elementType }: Description,
): ForeignValue {
  const [only, another] = inputs;
  if (only === undefined) {
    if (told === undefined)
      throw new InputError(`invalid ${name}: it declares no input; --picture-input says the input's name`);
    return { name: told, type: "", shape: [] };
  }
  if (another !== undefined)
    throw new InputError(
      `invalid ${name}: it has ${inputs.length} inputs (${valuesInWords(inputs)}); expected one, of pictures`,
    );
  if (told !== undefined && told !== only.name)
    throw new InputError(
      `invalid --picture-input "${nameInWords(told)}": the input of ${name} is ${nameInWords(only.name)}`,
    );
  if (only.type === "" && !isUntyped(only) && elementType === undefined)
    throw new InputError(
      `invalid ${name}: its input ${nameInWords(only.name)} is no tensor; expected one of pictures`,
    );
  return only;
}

type Refused = (why: string) => InputError;

function typeOf({ name, type }: ForeignValue, { elementType }: Description, refused: Refused): FeedType {
  if (type === "") return elementType ?? "float32";
  if (!isFeedType(type))
    throw refused(`its input ${nameInWords(name)} is ${type}; expected ${FEED_TYPES.join(", ")}`);
  if (elementType !== undefined && elementType !== type)
    throw refused(`its input ${nameInWords(name)} is ${type}, not ${elementType} as --element-type says`);
  return type;
}

function axesOf(input: ForeignValue, { layout: told }: Description, refused: Refused): Axes {
  const { shape } = input;
  const words = `its input ${valuesInWords([input])}`;
  if (shape.length !== 3 && shape.length !== 4)
    throw refused(`${words} is no picture; expected [N, 3, H, W], [N, H, W, 3], or these without N`);
  const batched = shape.length === 4;
  const extents = shape.map(extentOf);
  const batch = batched ? (extents[0] ?? null) : 1;
  if (extents.includes(0)) throw refused(`${words} has an axis of 0`);
  const [first = null, second = null, third = null] = extents.slice(-3);
  const layout = told ?? layoutOf(first, third, words, refused);
  return layout === "NCHW"
    ? { layout, batched, batch, channels: first, height: second, width: third }
    : { layout, batched, batch, channels: third, height: first, width: second };
}

/** By the axis of 1 or 3; where none is declared, the axis that is left open. */
function layoutOf(first: number | null, last: number | null, words: string, refused: Refused): Layout {
  const [isFirst, isLast] = [isChannels(first), isChannels(last)];
  if (isFirst && isLast) throw refused(`${words} has channels at either end; --layout says NCHW or NHWC`);
  if (isFirst) return "NCHW";
  if (isLast) return "NHWC";
  if (first === null) return "NCHW";
  if (last === null) return "NHWC";
  throw refused(`${words} has neither 1 nor 3 channels`);
}

function isChannels(extent: number | null): boolean {
  return extent === 1 || extent === 3;
}

function channelsOf(
  input: ForeignValue,
  { channels }: Axes,
  { channels: told, layout }: Description,
  refused: Refused,
): Channels {
  const words = `its input ${valuesInWords([input])}`;
  if (channels === null) return told ?? "RGB";
  if (!isChannels(channels))
    throw refused(
      `${words} has ${channels} channels${layout === undefined ? "" : ` in ${layout}`}; expected 1 or 3`,
    );
  const usual = channels === 1 ? "grey" : "RGB";
  if (told !== undefined && (told === "grey") !== (channels === 1))
    throw refused(
      `${words} has ${channels} channel${channels === 1 ? "" : "s"}; --channels ${told} does not fit`,
    );
  return told ?? usual;
}

function sizesOf(
  input: ForeignValue,
  { height, width }: Axes,
  description: Description,
  refused: Refused,
): { readonly size: PictureSize | null; readonly crop: PictureSize | null } {
  const resize = sizeOf(description.resize);
  const crop = sizeOf(description.crop);
  if (crop !== null && resize === null)
    throw refused("--crop cuts what --resize has brought to a size, which is missing");
  if (crop !== null && resize !== null && (crop.width > resize.width || crop.height > resize.height))
    throw refused(`--crop ${description.crop} is larger than --resize ${description.resize}`);
  const fed = crop ?? resize;
  const words = `its input ${valuesInWords([input])} takes pictures ${sidesInWords(height, width)}`;
  if (fed === null) {
    if ((height === null) !== (width === null)) throw refused(`${words}; --resize says the size, as 320x240`);
    return { size: height === null || width === null ? null : { height, width }, crop: null };
  }
  if ((height ?? fed.height) !== fed.height || (width ?? fed.width) !== fed.width)
    throw refused(
      `${words}, not ${fed.width}x${fed.height} as ${crop === null ? "--resize" : "--crop"} says`,
    );
  const isCut = crop !== null && (crop.width !== resize?.width || crop.height !== resize.height);
  return { size: resize, crop: isCut ? crop : null };
}

function sidesInWords(height: number | null, width: number | null): string {
  return `of width ${width ?? "any"} and height ${height ?? "any"}`;
}

function valuesOf(
  type: FeedType,
  channels: number,
  description: Description,
  refused: Refused,
): Pick<PictureFeed, "range" | "mean" | "std"> {
  const limits = limitsOf(type);
  if (type === "int8" && description.range === undefined)
    throw refused("its input is int8; --range says what black and white become, such as -128,127");
  const [black = 0, white = limits === null ? 1 : 255] = description.range ?? [];
  const mean = perChannel("--mean", description.mean ?? [0], channels, refused);
  const std = perChannel("--std", description.std ?? [1], channels, refused);
  const ends = mean.flatMap((m, channel) => [black, white].map((end) => (end - m) / (std[channel] ?? 1)));
  const outside = ends.find(
    (end) => limits !== null && (Math.round(end) < limits[0] || Math.round(end) > limits[1]),
  );
  if (outside !== undefined)
    throw refused(
      `its input is ${type}, which cannot hold ${Number(outside.toPrecision(6))} as --range, --mean and --std have it`,
    );
  return { range: [black, white], mean, std };
}

function perChannel(
  flag: string,
  told: readonly number[],
  channels: number,
  refused: Refused,
): readonly number[] {
  const [only = 0] = told;
  if (told.length === 1) return new Array<number>(channels).fill(only);
  if (told.length !== channels) throw refused(`${flag} has ${told.length} values; expected 1 or ${channels}`);
  return told;
}

/** What nobody said; anomalib's exports all take RGB in [0, 1]. */
function notesOn(
  { channels, type, range, layout }: PictureFeed,
  axes: Axes,
  description: Description,
  isAnomalib: boolean,
): readonly string[] {
  const fed = `it is fed ${channels === "grey" ? "grey" : channels} from ${range[0]} to ${range[1]}, ${layout}, as ${type}`;
  if (axes.channels === null && (description.channels === undefined || description.layout === undefined))
    return [`Its input declares no axis of 1 or 3 channels; ${fed}.`];
  const { channels: order, range: ends, mean, std } = description;
  const isTold = [order, ends, mean, std].some((told) => told !== undefined);
  return isAnomalib || isTold ? [] : [`Nothing says how it takes pictures; ${fed}.`];
}
