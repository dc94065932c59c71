// The shifts alone, as a function of pictures: what `augment` writes and what the report shows.

import { sameSize } from "../core/acting-size.ts";
import { present } from "../core/errors.ts";
import type { PictureSize, RgbImage } from "../core/image.ts";
import type { Resampling } from "../core/resampling.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { tensor } from "../core/tensor.ts";
import { type OnnxModel, toOnnx } from "../graph/onnx.ts";
import { openSessions } from "../graph/open-sessions.ts";
import { reshape } from "../graph/ops/index.ts";
import type { Engine } from "../graph/session.ts";
import { parameter } from "../graph/value.ts";
import { toWorkingSize, transformImages } from "./compose.ts";
import { actsOnHost } from "./define.ts";
import { shiftFeeds } from "./feeds.ts";
import { actOnHost } from "./host.ts";
import { SHIFTS, shiftsAt } from "./registry.ts";

export interface TransformOptions {
  /** Of what shifts draw at random; 0 unless given. */
  readonly seed?: number;
  /** What the shifted picture is resized to, as loading does it; the picture's own size unless given. */
  readonly size?: PictureSize;
  /** How; cubic unless given. */
  readonly resampling?: Resampling;
}

/** f(x; point): exactly the shifts that the point names act, and values are clamped to [0, 1]. */
export interface ImageTransformer {
  (image: RgbImage, point: ShiftPoint, options?: TransformOptions): Promise<RgbImage>;
  /** Closes its sessions; the engine stays open. */
  close(): Promise<void>;
}

type Drawn = Required<TransformOptions> & { readonly point: ShiftPoint };

/**
 * f(x; point) of pictures of any size (equation 1); amounts are taken as they are. Graphs are kept per size and named
 * shifts, the latest of them. Calls must follow one another.
 */
export function imageTransformer(engine: Engine): ImageTransformer {
  const sessions = openSessions(engine);
  /** Under named shifts that are graphs, then resized. */
  const drawn = async (
    image: RgbImage,
    names: readonly string[],
    { point, seed, resampling, size: { width, height } }: Drawn,
  ): Promise<RgbImage> => {
    const shape = [3, image.height, image.width];
    const session = await sessions.get(
      `${shape.join("x")} ${width}x${height} ${resampling} ${names.join("+")}`,
      () => transformModel(shape, { width, height, resampling }, names),
    );
    const amounts = Object.fromEntries(names.map((name) => [name, tensor([1], [point[name] ?? 0])]));
    const fed = shiftFeeds(names, image, seed);
    const results = await session.run({ image: tensor(shape, image.data), ...amounts, ...fed });
    return { width, height, data: present(results["transformed"], "picture").data };
  };
  const transform = async (
    image: RgbImage,
    point: ShiftPoint,
    { seed = 0, size = image, resampling = "cubic" }: TransformOptions = {},
  ): Promise<RgbImage> => {
    const shifts = shiftsAt(point);
    const behind = shifts.filter(actsOnHost);
    const names = shifts.filter((shift) => !actsOnHost(shift)).map(({ name }) => name);
    if (behind.length === 0) return await drawn(image, names, { point, seed, size, resampling });
    const finished = await actOnHost(
      await drawn(image, names, { point, seed, size: image, resampling }),
      behind,
      point,
    );
    return sameSize(finished, size) ? finished : await drawn(finished, [], { point, seed, size, resampling });
  };
  return Object.assign(transform, { close: () => sessions.close() });
}

function transformModel(
  shape: readonly number[],
  { resampling, ...size }: PictureSize & { readonly resampling: Resampling },
  names: readonly string[],
): OnnxModel {
  const amounts = Object.fromEntries(names.map((name) => [name, parameter(name, [1])]));
  const image = reshape(parameter("image", shape), [1, ...shape]);
  const shifts = names.map((name) => SHIFTS.named(name));
  const transformed = toWorkingSize(transformImages(image, shifts, amounts), size, resampling);
  return toOnnx({ transformed: reshape(transformed, [3, size.height, size.width]) });
}
