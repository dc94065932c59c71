// The "-y" twin of a shift along the width: what that one does to the transposed picture.

import type { ShiftFacts } from "../core/shift.ts";
import { transposeMatrix } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { type Act, defineShift, graphAct, onPictures, type ShiftDefinition } from "./define.ts";

/** The twin of a shift that acts on pictures themselves; masks of its own are not moved. */
export function twinOf(
  { act: given, back, place, forward: _forward, ...facts }: ShiftDefinition,
  own: Pick<ShiftFacts, "name" | "symbol" | "title" | "cause"> & Partial<ShiftFacts>,
): ShiftDefinition {
  const act = graphAct({ name: facts.name, act: given });
  return defineShift({
    ...facts,
    ...own,
    act: onPictures((pictures, amount) => transposeMatrix(acted(act, transposeMatrix(pictures), amount))),
    ...(back === undefined
      ? {}
      : {
          back: (maps: Value, amount: Value, range) =>
            transposeMatrix(back(transposeMatrix(maps), amount, range)),
        }),
    ...(place === undefined
      ? {}
      : {
          place: ({ x, y }, amount, { width, height }) => {
            const moved = place({ x: y, y: x }, amount, { width: height, height: width });
            return { x: moved.y, y: moved.x };
          },
        }),
  });
}

function acted({ space, apply }: Act<unknown>, pictures: Value, amount: Value): Value {
  return space.leave(apply(space.enter(pictures), amount));
}
