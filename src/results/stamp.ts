// The stamp that every page of a run ends with: what made it, where, and from what; `report --verify` holds a run
// against it. It is no signature: who can write the whole folder can write another stamp.

export interface Stamp {
  /** Of faultline. */
  readonly version: string;
  /** SHA-256 digests; of several studies together, over those of each. */
  readonly digests: {
    /** Of the data set, the detector and the plan: those of the provenance. */
    readonly dataset: string;
    readonly detector: string;
    readonly plan: string;
    /** Of the canonical JSON of the results without their stamp. */
    readonly results: string;
    /** Of question.json beside them; null where there is none. */
    readonly question: string | null;
  };
  /** SHA-256 of study.yaml beside the results; null where the study came from a program, not a command. */
  readonly study: string | null;
  /** "AMD EPYC 9654, 2 cores, linux x64, Node 22.1.0, onnxruntime 1.30.0". */
  readonly machine: string;
  /** "faultline bound --dataset demo …"; null where the study came from a program. */
  readonly command: string | null;
}

/** What a stamp says that nothing else of a run tells. */
export type MadeBy = Pick<Stamp, "machine" | "command">;
