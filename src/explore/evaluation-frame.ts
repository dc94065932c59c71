// An evaluation as it travels: its arrays apart from the rest, maps where there are some.

import { bytesOf, type Frame, floatsOf } from "./frame.ts";
import type { EvaluationView } from "./protocol.ts";

type Rest = Omit<EvaluationView, "map" | "picture" | "moved">;

/** The frame of an evaluation. */
export function evaluationFrame({ map, picture, moved, ...json }: EvaluationView): {
  readonly json: Rest;
  readonly arrays: Frame["arrays"];
} {
  const masks = moved === null ? {} : { movedMask: moved.mask, seenMask: moved.seen };
  const movedMap = moved?.map ?? null;
  const maps = { ...(map === null ? {} : { map }), ...(movedMap === null ? {} : { movedMap }) };
  return { json, arrays: { ...maps, picture, ...masks } };
}

/** The evaluation whose arrays a frame holds; `json` is what stands beside them. */
export function evaluationOf(frame: Frame, json: unknown): EvaluationView {
  const isMoved = frame.arrays["movedMask"] !== undefined;
  const mapOf = (name: string): Float32Array | null =>
    frame.arrays[name] === undefined ? null : floatsOf(frame, name);
  return {
    ...(json as Rest),
    map: mapOf("map"),
    picture: bytesOf(frame, "picture"),
    moved: isMoved
      ? {
          map: mapOf("movedMap"),
          mask: bytesOf(frame, "movedMask"),
          seen: bytesOf(frame, "seenMask"),
        }
      : null,
  };
}
