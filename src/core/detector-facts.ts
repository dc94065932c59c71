// What is to be said of a detector wherever its results stand.

export interface DetectorFacts {
  /** For people, one sentence each: what its description left open and how that was settled. */
  readonly notes: readonly string[];
  /** False where it gives image scores alone. */
  readonly givesMaps: boolean;
  /** There only where it decides by itself: its answers have labels. */
  readonly decides?: true;
  /** The interval of the clip that its maps come before: beyond it the detector itself tells nothing apart. */
  readonly clip?: readonly [number, number];
  /** Share of the picture that it never looks at; there only where there is some. */
  readonly unseenShare?: number;
}

/** True of a detector that gives anomaly maps, as those do that say nothing of it. */
export function givesMaps({ facts }: { readonly facts?: DetectorFacts | undefined }): boolean {
  return facts?.givesMaps !== false;
}

/** True of a detector that rejects pictures by itself. */
export function decidesItself({ facts }: { readonly facts?: DetectorFacts | undefined }): boolean {
  return facts?.decides === true;
}
