// What a detector is to the rest of faultline: it takes pictures at its working size and gives anomaly maps and image
// scores. Where its arithmetic is known it also gives them as a graph, so that gradients pass and a run is one session.

import type { TakenSizes } from "../core/acting-size.ts";
import type { DetectorFacts } from "../core/detector-facts.ts";
import type { DraftPrecision } from "../core/objective.ts";
import type { Tensor } from "../core/tensor.ts";
import type { Engine, Tensors } from "../graph/session.ts";
import type { Value } from "../graph/value.ts";
import type { MapRange } from "../shift/define.ts";

export interface Detector extends TakenSizes {
  /** For people: what opened it, such as a backbone's name. */
  readonly name: string;
  /** SHA-256 over weights and settings: what all results depend on, whatever the object. */
  readonly digest: string;
  /** Runs its graphs, and the shifts around it. */
  readonly engine: Engine;
  /** Absent where there is nothing to say: it gives maps, unclipped, of all of the picture. */
  readonly facts?: DetectorFacts;
  /**
   * SHA-256 of the picture files that it has seen, such as its references; empty of a zero-shot detector. Absent where it
   * is not known, as of somebody else's file: it may have seen the training pictures.
   */
  readonly seen?: readonly string[];
  /**
   * What it answers to a fixed picture, asked anew: of a detector that may become another one while it is used. Numbers
   * that differ by no more than DRIFT, relative to their size where that is above 1, are the same.
   */
  readonly probe?: () => Promise<readonly number[]>;
  /** Cheap: what takes time waits until the scorer is first asked. InputError for a class name it cannot take. */
  prepare(request: { readonly object: string; readonly className: string }): Promise<Scorer>;
  close(): Promise<void>;
}

/** How far answers to one picture may differ. */
export const DRIFT = 1e-5;

/** What of a graph passes the gradient. */
export type GradientThrough = "none" | "windows and image score" | "image score";

export interface GraphOptions {
  readonly gradient: GradientThrough;
  /** True for values that are only proposed. */
  readonly draft: boolean;
  /** The mask [1 or P, 1, H, W] as it was posed with the pictures: for controls alone. */
  readonly truth: () => Value;
}

export interface ScorerGraph {
  /** [P, 1, H, W] at the working size. */
  readonly map: Value;
  /** [P] */
  readonly imageScore: Value;
  /** A pass over the finished graph's outputs, where drafts are computed otherwise. */
  readonly pass?: (outputs: Readonly<Record<string, Value>>) => Readonly<Record<string, Value>>;
}

/** A picture as a detector without a graph judged it. */
export interface ScoredPicture {
  /** [H, W] at the size of maps; null from a detector that gives scores alone. */
  readonly map: Float32Array | null;
  readonly imageScore: number;
  /** True = rejected, where the detector decides by itself. */
  readonly label?: boolean;
}

/** A detector ready for one object. */
export interface Scorer {
  /** SHA-256 of what results of this object depend on; scorers of one digest have one graph, their feeds apart. */
  readonly digest: string;
  readonly range: MapRange;
  readonly can: {
    readonly gradient: boolean;
    /** How drafts are computed; null where there are none. */
    readonly draft: DraftPrecision | null;
    /** Pictures per call. */
    readonly batch: number;
  };
  /** Judges pictures [P, 3, H, W] at the working size. Absent where there is a graph. */
  readonly maps?: (pictures: Tensor) => Promise<readonly ScoredPicture[]>;
  /** The same as a graph of pictures [P, 3, H, W]; fed by `feeds`. */
  readonly graph?: (pictures: Value, options: GraphOptions) => ScorerGraph;
  /** What the graph's parameters take, by name. */
  readonly feeds?: () => Promise<Tensors>;
  /** InputError where the values of the graph's maps are no numbers; says whose weights they come from. */
  readonly checkMaps?: (values: Float32Array) => void;
}
