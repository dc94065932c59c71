// What travels between the processes of the benchmark of whole studies.

/** How a study's searches are planned. */
export type Mode =
  /** Every combination for itself. */
  | "alone"
  /** As a study plans them that shares nothing: each also takes the worst points of its subsets. */
  | "independent"
  /** Each builds on sweeps, subsets, and other pictures of the object. */
  | "shared";

export interface StudyPlan {
  readonly mode: Mode;
  /** Of the searches. */
  readonly seed: number;
  /** Gradient steps of a search that shares nothing; 2 units each. */
  readonly budget: number;
}

export interface DataPlan {
  /** A demo model's name, or the path of an ONNX file. */
  readonly model: string;
  readonly dataSeed: number;
  /** Pictures per object. */
  readonly perObject: number;
  readonly object: string;
}

/** The pictures of an object in one study: no study shares anything between objects. */
export interface StudyJob extends DataPlan {
  readonly study: StudyPlan;
  /** Folder of the evaluations. */
  readonly evaluations: string;
  /** Folder of the finished items. */
  readonly records: string;
}

/** What one forward evaluation costs, by combination of the shifts that act. */
export interface PriceJob extends DataPlan {
  /** Folder of the evaluations. */
  readonly evaluations: string;
  readonly price: true;
}

export type Job = StudyJob | PriceJob;

/** What the names of searches' phases begin with. */
export const SEARCH = "search";

export interface PictureResult {
  readonly id: string;
  /** Evaluations by what they were for: "sweep", "search, phase 1", … */
  readonly units: Readonly<Record<string, number>>;
  /** Forward evaluations by the shifts that act, those for maps included. */
  readonly forwards: Readonly<Record<string, number>>;
  /** Processor seconds of the searches themselves. */
  readonly searching: number;
  /** What was found, by combination. */
  readonly pauroc: Readonly<Record<string, number>>;
}

export interface StudyResult {
  readonly model: string;
  readonly object: string;
  readonly study: StudyPlan;
  readonly pictures: readonly PictureResult[];
}

export interface PriceResult {
  readonly model: string;
  /** Processor seconds of a forward evaluation, by combination; "" is the unshifted picture. */
  readonly prices: Readonly<Record<string, number>>;
}
