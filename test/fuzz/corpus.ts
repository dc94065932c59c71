// Every input that once was a find: small ones as files in corpus/<reader>/, large ones made by corpus/<reader>.ts.

import { existsSync, readdirSync, readFileSync } from "node:fs";

/** An input that code makes. A file corpus/<reader>.ts exports them as `large`. */
export interface LargeInput {
  /** "10 MB of ["; what was wrong with it. */
  readonly name: string;
  make(): Uint8Array;
}

/** The kept inputs of a reader, by name. */
export async function corpusOf(reader: string): Promise<readonly LargeInput[]> {
  const folder = new URL(`./corpus/${reader}/`, import.meta.url);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const kept = names.map((name) => ({
    name,
    make: () => readFileSync(new URL(encodeURIComponent(name), folder)),
  }));
  const code = new URL(`./corpus/${reader}.ts`, import.meta.url);
  if (!existsSync(code)) return kept;
  const { large } = (await import(/* @vite-ignore */ code.href)) as { large: readonly LargeInput[] };
  return [...kept, ...large];
}
