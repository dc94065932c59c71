// The way back alone, as a function of maps: for detectors that are no graph, and for what is shown of finished maps.

import { present } from "../core/errors.ts";
import type { PictureSize } from "../core/image.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { tensor } from "../core/tensor.ts";
import { toOnnx } from "../graph/onnx.ts";
import { openSessions } from "../graph/open-sessions.ts";
import { reshape } from "../graph/ops/index.ts";
import type { Engine } from "../graph/session.ts";
import { parameter } from "../graph/value.ts";
import { alignMapsAt } from "./compose.ts";
import type { MapRange } from "./define.ts";
import { shiftsAt } from "./registry.ts";

/** A map's size, and that of the pictures that shifts acted on where it is another. */
export interface MapSize extends PictureSize {
  readonly actingSize?: PictureSize;
}

export interface MapAligner {
  /** A map [H, W] drawn at a point, brought back by what of it moves the part (eq. 3); as it is where nothing does. */
  align(map: Float32Array, size: MapSize, point: ShiftPoint, range: MapRange): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Graphs are kept per size, shifts and range, the latest of them. Calls must follow one another. */
export function mapAligner(engine: Engine): MapAligner {
  const sessions = openSessions(engine);
  return {
    align: async (map, { width, height, actingSize: acting = { width, height } }, point, range) => {
      const shifts = shiftsAt(point).filter(({ back }) => back !== undefined);
      if (shifts.length === 0) return map;
      const names = shifts.map(({ name }) => name);
      const key = `${acting.width}x${acting.height} ${width}x${height} ${names.join("+")} ${range.low} ${range.high}`;
      const session = await sessions.get(key, () => {
        const amounts = Object.fromEntries(names.map((name) => [name, parameter(name, [1])]));
        const maps = reshape(parameter("map", [height, width]), [1, 1, height, width]);
        const aligned = alignMapsAt(maps, { shifts, amounts, acting, range });
        return toOnnx({ aligned: reshape(aligned, [height, width]) });
      });
      const amounts = Object.fromEntries(names.map((name) => [name, tensor([1], [point[name] ?? 0])]));
      const results = await session.run({ map: tensor([height, width], map), ...amounts });
      return present(results["aligned"], "aligned map").data;
    },
    close: () => sessions.close(),
  };
}
