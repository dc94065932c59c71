// How far maps lie from the unshifted picture's, beside each evaluation.

import { present } from "../core/errors.ts";
import { IGNORED, type Mask } from "../core/image.ts";
import { givingAs, type Objective } from "../core/objective.ts";
import { type ShiftPoint, UNSHIFTED } from "../core/shift.ts";

/** The objective with `mapChange`: the mean of |map − unshifted map| over the pixels that count at a point. */
export function comparingMaps(
  objective: Objective,
  maskAt: (point: ShiftPoint) => Mask,
  unshifted: () => Promise<Float32Array>,
): Objective {
  return givingAs(objective, async (points, wanted = {}) => {
    const still = await unshifted();
    const evaluations = await objective(points, { ...wanted, map: true });
    return evaluations.map(({ map, ...rest }) => {
      const own = present(map, "map");
      return {
        ...rest,
        mapChange: meanChange(own, still, maskAt(rest.point)),
        ...(wanted.map === true ? { map: own } : {}),
      };
    });
  });
}

/** The exact map of the unshifted picture, computed once. */
export function unshiftedMap(objective: Objective): () => Promise<Float32Array> {
  let map: Promise<Float32Array> | undefined;
  return () => {
    map ??= objective([UNSHIFTED], { map: true }).then(([evaluation]) => present(evaluation?.map, "map"));
    return map;
  };
}

function meanChange(map: Float32Array, still: Float32Array, { data }: Mask): number {
  let sum = 0;
  let counted = 0;
  for (let pixel = 0; pixel < data.length; pixel++) {
    if (data[pixel] === IGNORED) continue;
    sum += Math.abs((map[pixel] as number) - (still[pixel] as number));
    counted++;
  }
  return counted === 0 ? 0 : sum / counted;
}
