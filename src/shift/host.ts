// Shifts that act behind the graph, on finished pictures: one after the other, after all that are graphs.

import type { RgbImage } from "../core/image.ts";
import type { ShiftPoint } from "../core/shift.ts";
import { tensor } from "../core/tensor.ts";
import type { ShiftDefinition } from "./define.ts";

/** A picture under those of some shifts that act on the host, in their order; a shift at 0 is not asked. */
export async function actOnHost(
  image: RgbImage,
  shifts: readonly ShiftDefinition[],
  point: ShiftPoint,
): Promise<RgbImage> {
  let shifted = image;
  for (const { name, act } of shifts) {
    const amount = point[name] ?? 0;
    if (!("host" in act) || amount === 0) continue;
    const { width, height, data } = shifted;
    const acted = await act.host(tensor([1, 3, height, width], data), [amount]);
    shifted = { width, height, data: acted.data };
  }
  return shifted;
}
