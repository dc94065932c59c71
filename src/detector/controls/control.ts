// Controls: detectors whose answer is known, so that what shifts do to it is the shifts' own doing. They run on any
// engine and need no weights.

import type { PictureSize } from "../../core/image.ts";
import type { Engine } from "../../graph/session.ts";
import type { Value } from "../../graph/value.ts";
import type { Detector, GraphOptions, ScorerGraph } from "../detector.ts";

export interface Control {
  readonly name: string;
  readonly summary: string;
  readonly graph: (pictures: Value, options: GraphOptions) => ScorerGraph;
}

/** Where a control stands in for a detector: on its engine, at its working size. */
export interface ControlSurroundings {
  readonly engine: Engine;
  workingSize(picture: PictureSize): PictureSize;
}

/** Points per run: a control's graph is small. */
const BATCH = 5;

/** The control as a detector; closing it leaves the engine open. */
export function controlOf({ name, graph }: Control, { engine, workingSize }: ControlSurroundings): Detector {
  // Nothing but its definition goes into what it gives.
  const digest = `control ${name} 1`;
  return {
    ...{ name, digest, engine, workingSize },
    prepare: async () => ({
      digest,
      range: { low: 0, high: 1 },
      can: { gradient: false, draft: null, batch: BATCH },
      graph,
    }),
    close: async () => {},
  };
}
