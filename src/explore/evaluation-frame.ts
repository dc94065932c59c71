// An evaluation as it travels: its arrays apart from the rest.

import { bytesOf, type Frame, floatsOf } from "./frame.ts";
import type { EvaluationView } from "./protocol.ts";

type Rest = Omit<EvaluationView, "map" | "picture" | "moved">;

/** The frame of an evaluation. */
export function evaluationFrame({ map, picture, moved, ...json }: EvaluationView): {
  readonly json: Rest;
  readonly arrays: Frame["arrays"];
} {
  const elsewhere =
    moved === null ? {} : { movedMap: moved.map, movedMask: moved.mask, seenMask: moved.seen };
  return { json, arrays: { map, picture, ...elsewhere } };
}

/** The evaluation whose arrays a frame holds; `json` is what stands beside them. */
export function evaluationOf(frame: Frame, json: unknown): EvaluationView {
  const isMoved = frame.arrays["movedMap"] !== undefined;
  return {
    ...(json as Rest),
    map: floatsOf(frame, "map"),
    picture: bytesOf(frame, "picture"),
    moved: isMoved
      ? {
          map: floatsOf(frame, "movedMap"),
          mask: bytesOf(frame, "movedMask"),
          seen: bytesOf(frame, "seenMask"),
        }
      : null,
  };
}
