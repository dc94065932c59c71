// Pictures as a model takes them: crop, channels, range, layout and element type in one pass over the data.

import { invariant } from "../../core/errors.ts";
import { elementCount, type Shape, type Tensor } from "../../core/tensor.ts";
import type { ForeignTensor, ForeignTensors } from "../../graph/foreign/tensors.ts";
import { type FeedType, limitsOf } from "./element-type.ts";
import type { PictureFeed } from "./input.ts";
import { checkOwnPixels } from "./most-pixels.ts";
import { cropBorder } from "./placement.ts";
import { nameInWords } from "./roles.ts";

/** PIL's grey of R, G and B, in 65536ths: 0.299, 0.587 and 0.114. */
const [RED, GREEN, BLUE] = [19595 / 65536, 38470 / 65536, 7471 / 65536];

/** Adding and taking it off rounds a float64 below 2⁵¹ to a whole number, halves to the even one. */
const ROUNDING = 1.5 * 2 ** 52;

/**
 * PIL rounds halves of a grey value up. An 8-bit value that went through a float32 in [0, 1] is off by less than 2⁻¹⁷, and
 * grey values are multiples of 2⁻¹⁶: with this, those of 8-bit pictures are PIL's own.
 */
const HALF_UP = 0.5 + 2 ** -17;

/** What a picture's values go into: a clamped array rounds halves to the even number, as numpy does. */
type Values = Float32Array | Float64Array | Uint8ClampedArray | Int8Array | Int32Array;

/** A window of pictures and what its values become: value · scale + offset; whole numbers of pictures clamped to [0, 1]. */
interface Conversion {
  readonly source: Float32Array;
  readonly target: Values;
  readonly isWhole: boolean;
  /** Of the pictures: pixels of a row, and of a plane. */
  readonly stride: number;
  readonly plane: number;
  readonly window: {
    readonly top: number;
    readonly left: number;
    readonly height: number;
    readonly width: number;
  };
  /** From one value of a channel to the next in the target. */
  readonly step: number;
}

/**
 * The feeds of one run for pictures [P, 3, H, W], RGB in [0, 1]. A fixed batch is filled up with copies of the last
 * picture. Integers are rounded to nearest, halves to even; integer grey is PIL's, float grey is not rounded. Pictures that
 * a model takes as they are go in as they are, not copied. InputError of more pixels than a run may have, InvariantError of
 * more pictures than the batch holds.
 */
export function feedOf(pictures: Tensor, feed: PictureFeed): ForeignTensors {
  const [count = 0, , height = 0, width = 0] = pictures.shape;
  const rows = feed.batch ?? count;
  invariant(count > 0 && count <= rows, `${count} pictures for a batch of ${rows}`);
  const { left, right, top, bottom } = cropBorder({ width, height }, feed.crop ?? { width, height });
  const window = { top, left, height: height - top - bottom, width: width - left - right };
  const shape = feedShape(rows, window, feed);
  if (takesAsIs(feed) && rows === count && window.width === width && window.height === height)
    return { [feed.input]: { type: "float32", shape, data: pictures.data } };

  checkOwnPixels(nameInWords(feed.input), window, rows);
  const area = window.width * window.height;
  const channels = feed.channels === "grey" ? 1 : 3;
  const target = arrayFor(feed.type, elementCount(shape));
  const isFirst = feed.layout === "NCHW";
  const conversion: Conversion = {
    ...{ source: pictures.data, target, isWhole: limitsOf(feed.type) !== null },
    ...{ stride: width, plane: height * width, window, step: isFirst ? 1 : channels },
  };
  for (let picture = 0; picture < count; picture++) {
    for (let channel = 0; channel < channels; channel++) {
      const at = picture * channels * area + (isFirst ? channel * area : channel);
      fillChannel(conversion, { picture, channel, at }, feed);
    }
  }
  const size = channels * area;
  for (let row = count; row < rows; row++) target.copyWithin(row * size, (count - 1) * size, count * size);
  return { [feed.input]: tensorOf(feed.type, shape, target) };
}

function feedShape(rows: number, size: { width: number; height: number }, feed: PictureFeed): Shape {
  const channels = feed.channels === "grey" ? 1 : 3;
  const { width, height } = size;
  const picture = feed.layout === "NCHW" ? [channels, height, width] : [height, width, channels];
  return feed.batched ? [rows, ...picture] : picture;
}

function takesAsIs({ type, layout, channels, range, mean, std }: PictureFeed): boolean {
  const isUnchanged =
    range[0] === 0 && range[1] === 1 && mean.every((m) => m === 0) && std.every((s) => s === 1);
  return type === "float32" && layout === "NCHW" && channels === "RGB" && isUnchanged;
}

function fillChannel(
  conversion: Conversion,
  { picture, channel, at }: { readonly picture: number; readonly channel: number; readonly at: number },
  { channels, range: [black, white], mean, std }: PictureFeed,
): void {
  const deviation = std[channel] ?? 1;
  const scale = (white - black) / deviation;
  const offset = (black - (mean[channel] ?? 0)) / deviation;
  const plane = channels === "BGR" ? 2 - channel : channel;
  if (channels === "grey") fillGrey(conversion, picture, at, scale, offset);
  else fillPlane(conversion, picture * 3 + plane, at, scale, offset);
}

function fillPlane(conversion: Conversion, plane: number, at: number, scale: number, offset: number): void {
  const { source, target, isWhole, stride, window, step } = conversion;
  let to = at;
  for (let row = 0; row < window.height; row++) {
    const first = plane * conversion.plane + (window.top + row) * stride + window.left;
    const end = first + window.width;
    if (isWhole) {
      for (let from = first; from < end; from++, to += step)
        target[to] = within(source[from] as number) * scale + offset + ROUNDING - ROUNDING;
    } else {
      for (let from = first; from < end; from++, to += step)
        target[to] = (source[from] as number) * scale + offset;
    }
  }
}

function fillGrey(conversion: Conversion, picture: number, at: number, scale: number, offset: number): void {
  const { source, target, isWhole, stride, window, step, plane } = conversion;
  let to = at;
  for (let row = 0; row < window.height; row++) {
    const first = 3 * picture * plane + (window.top + row) * stride + window.left;
    const end = first + window.width;
    for (let red = first; red < end; red++, to += step) {
      const green = source[red + plane] as number;
      const blue = source[red + 2 * plane] as number;
      const grey = RED * (source[red] as number) + GREEN * green + BLUE * blue;
      target[to] = isWhole ? Math.floor(within(grey) * scale + offset + HALF_UP) : grey * scale + offset;
    }
  }
}

/** Pictures may leave [0, 1] by a resize that overshoots; whole numbers cannot. */
function within(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

/** Half precision is rounded where the model is. */
function arrayFor(type: FeedType, length: number): Values {
  switch (type) {
    case "float32":
    case "float16":
      return new Float32Array(length);
    case "float64":
      return new Float64Array(length);
    case "uint8":
      return new Uint8ClampedArray(length);
    case "int8":
      return new Int8Array(length);
    case "int32":
      return new Int32Array(length);
  }
}

function tensorOf(type: FeedType, shape: Shape, values: Values): ForeignTensor {
  const data = values instanceof Uint8ClampedArray ? new Uint8Array(values.buffer) : values;
  // The array is the one that `arrayFor` makes of the type.
  return { type, shape, data } as ForeignTensor;
}
