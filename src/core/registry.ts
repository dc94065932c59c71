// Things by name, in an order of their own: shifts, detectors, metrics, questions. A line registers one; a program that
// uses the library may register its own.

import { InvariantError, UsageError, unknownName } from "./errors.ts";

export interface Registry<Entry extends { readonly name: string }> {
  /** Adds an entry behind the others; InvariantError where the name is taken. Returns what removes it again. */
  register(entry: Entry): () => void;
  /** The entry of a name; UsageError with the nearest known name otherwise. */
  named(name: string): Entry;
  find(name: string): Entry | undefined;
  /** In the order of registration, which is the canonical one. */
  all(): readonly Entry[];
  names(): readonly string[];
}

/** A registry of `kind` (in the singular, as errors say it). */
export function openRegistry<Entry extends { readonly name: string }>(
  kind: string,
  first: readonly Entry[],
): Registry<Entry> {
  const entries: Entry[] = [];
  const names = (): string[] => entries.map(({ name }) => name);
  const find = (name: string): Entry | undefined => entries.find((entry) => entry.name === name);
  const register = (entry: Entry): (() => void) => {
    if (find(entry.name) !== undefined) throw new InvariantError(`two entries named ${kind} ${entry.name}`);
    entries.push(entry);
    return () => {
      entries.splice(entries.indexOf(entry), 1);
    };
  };
  for (const entry of first) register(entry);
  return {
    register,
    find,
    named: (name) => {
      const entry = find(name);
      if (entry === undefined) throw new UsageError(unknownName(kind, name, names()));
      return entry;
    },
    all: () => [...entries],
    names,
  };
}
