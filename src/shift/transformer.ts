// The transform alone, as a function of pictures: what `augment` writes and what the report shows.

import { present } from "../core/errors.ts";
import type { RgbImage } from "../core/image.ts";
import {
  movedShifts,
  PAPER_RANGES,
  SHIFT_NAMES,
  type Shift,
  type ShiftPoint,
  type ShiftRanges,
} from "../core/shift.ts";
import { tensor } from "../core/tensor.ts";
import { toOnnx } from "../graph/onnx.ts";
import { openSessions } from "../graph/open-sessions.ts";
import { reshape } from "../graph/ops/index.ts";
import type { Engine } from "../graph/session.ts";
import { parameter } from "../graph/value.ts";
import { clipShifts, needsHsv, transformImages } from "./compose.ts";

/** f(x; point), with these shifts in the graph even where they are 0; by default those that are not. */
export type ImageTransformer = (
  image: RgbImage,
  point: ShiftPoint,
  named?: readonly Shift[],
) => Promise<RgbImage>;

/**
 * f(x; point) of pictures of any size (equation 1). HSV is converted to where hue or saturation is named.
 * Graphs are kept per size, the latest of them. Calls must follow one another.
 */
export function imageTransformer(engine: Engine, ranges: ShiftRanges = PAPER_RANGES): ImageTransformer {
  const sessions = openSessions(engine);
  return async (image, point, named = movedShifts(point)) => {
    const colour = needsHsv(named);
    const shape = [3, image.height, image.width];
    const key = `${shape.join("x")} ${colour}`;
    const session = await sessions.get(key, () => transformModel(shape, colour, ranges));
    const shifts = SHIFT_NAMES.filter((shift) => colour || shift === "theta");
    const feeds = Object.fromEntries(shifts.map((shift) => [shift, tensor([1], [point[shift]])]));
    const results = await session.run({ image: tensor(shape, image.data), ...feeds });
    return {
      width: image.width,
      height: image.height,
      data: present(results["transformed"], "picture").data,
    };
  };
}

function transformModel(
  shape: readonly number[],
  colour: boolean,
  ranges: ShiftRanges,
): ReturnType<typeof toOnnx> {
  const shifts = clipShifts(
    {
      theta: parameter("theta", [1]),
      hue: parameter("hue", [1]),
      saturation: parameter("saturation", [1]),
    },
    ranges,
  );
  const image = reshape(parameter("image", shape), [1, ...shape]);
  return toOnnx({ transformed: reshape(transformImages(image, shifts, { colour }), shape) });
}
