// Decisions counted by independent parts: several photographs of one part fail as one if one of them does.

import { InputError } from "../../core/errors.ts";
import { countOf, type ExactCount } from "./clopper-pearson.ts";

/** One photograph's decision. */
export interface Decision {
  /** Photographs of one part share it. */
  readonly part: string;
  /** The part is defective. */
  readonly anomalous: boolean;
  readonly rejected: boolean;
}

export interface PartCounts {
  /** Defective parts of which a photograph was not rejected. */
  readonly escapes: ExactCount;
  /** Good parts of which a photograph was. */
  readonly falseRejects: ExactCount;
}

/** k of n parts. */
export type Failures = Pick<ExactCount, "k" | "n">;

/** Escapes of the defective parts and false rejects of the good ones; an InputError names a part that is said to be both. */
export function decisionCounts(pictures: readonly Decision[]): PartCounts {
  const { escapes, falseRejects } = partFailures(pictures);
  return { escapes: countOf(escapes.k, escapes.n), falseRejects: countOf(falseRejects.k, falseRejects.n) };
}

/** The same without intervals, which take time where very many are counted. */
export function partFailures(pictures: readonly Decision[]): Readonly<Record<keyof PartCounts, Failures>> {
  const parts = new Map<string, { readonly anomalous: boolean; failed: boolean }>();
  for (const { part, anomalous, rejected } of pictures) {
    const failed = rejected !== anomalous;
    const known = parts.get(part);
    if (known === undefined) parts.set(part, { anomalous, failed });
    else if (known.anomalous !== anomalous) throw mixedPart(part);
    else known.failed ||= failed;
  }
  return { escapes: failures(parts.values(), true), falseRejects: failures(parts.values(), false) };
}

function failures(
  parts: Iterable<{ readonly anomalous: boolean; readonly failed: boolean }>,
  anomalous: boolean,
): Failures {
  let [k, n] = [0, 0];
  for (const part of parts) {
    if (part.anomalous !== anomalous) continue;
    n++;
    if (part.failed) k++;
  }
  return { k, n };
}

function mixedPart(part: string): InputError {
  return new InputError(
    `invalid part "${part}": some of its photographs are labelled good and some defective; expected one label a part`,
  );
}
