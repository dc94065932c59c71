// What the two forms of a chain have in common: a sample's points, all naming the same shifts, become evaluations.

import type { Mask, RgbImage } from "../core/image.ts";
import type { Evaluation } from "../core/objective.ts";
import type { ShiftPoint } from "../core/shift.ts";
import type { Scorer } from "../detector/detector.ts";

/** A picture with its truth. */
export interface ChainSample {
  /** At the size at which shifts act. */
  readonly image: RgbImage;
  /** At the size of the detector's maps: 0 normal, 1 anomalous, IGNORED where a pixel counts nowhere. */
  readonly mask: Mask;
  /** Of what its shifts draw at random; 0 unless given. */
  readonly seed?: number;
  readonly object: string;
  readonly className: string;
  readonly anomalous: boolean;
}

/** Pixel AUROC of a map over the pixels that count; null where undefined. */
export type PixelAuroc = (map: Float32Array, mask: Uint8Array) => number | null;

/** A sample with what judges it. */
export interface Judged {
  readonly scorer: Scorer;
  readonly sample: ChainSample;
  /** Points per run. */
  readonly batch: number;
  readonly pixelAuroc: PixelAuroc;
  /** True where the criterion of a search is made of maps. */
  readonly needsMap: boolean;
}

export interface Asked {
  readonly gradient?: boolean;
  readonly map?: boolean;
  readonly draft: boolean;
}

/** Evaluations of points that name exactly these shifts, in order. */
export type Evaluate = (
  points: readonly ShiftPoint[],
  names: readonly string[],
  asked: Asked,
) => Promise<readonly Evaluation[]>;

export interface Evaluator {
  evaluatorOf(judged: Judged): Promise<Evaluate>;
  /** Closes its sessions. */
  close(): Promise<void>;
}
