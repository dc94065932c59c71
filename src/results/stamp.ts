// The stamp that every page of a run ends with: what made it, where, and from what; `report --verify` holds a run
// against it.

export interface Stamp {
  /** Of faultline. */
  readonly version: string;
  /** SHA-256 digests: of the data set, the detector, the plan (Provenance), and of results.json without its stamp. */
  readonly digests: {
    readonly dataset: string;
    readonly detector: string;
    readonly plan: string;
    readonly results: string;
  };
  /** SHA-256 of study.yaml beside results.json; null where the study came from a program, not a command. */
  readonly study: string | null;
  /** "AMD EPYC 9654, 2 cores, linux x64, Node 22.1.0, onnxruntime 1.30.0". */
  readonly machine: string;
  /** "faultline bound --dataset demo …"; null where the study came from a program. */
  readonly command: string | null;
}
