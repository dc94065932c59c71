// What is fuzzed: a reader of something that strangers write, and the inputs that it starts from.

import type { Random } from "../../src/core/random.ts";

/** One reader under test. Each has a file in readers/ and a line in registry.ts. */
export interface FuzzedReader {
  /** "safetensors": it names files, so lower case and hyphens. */
  readonly name: string;
  /** Whole inputs that are read without an error, or nearly: they are changed, cut and joined. */
  seeds(): Promise<readonly Uint8Array[]>;
  /**
   * An input of its own from the stream of numbers: half of all inputs where it is there. For formats that a changed byte
   * seldom takes past the first check (checksums, lengths, compressed parts).
   */
  make?(random: Random, seeds: readonly Uint8Array[]): Uint8Array;
  /** Texts that occur in the format, put in by the mutations: keys, numbers at the edge, brackets. */
  readonly words?: readonly string[];
  /** How many inputs the tests try: 2,000 where it is not said, fewer where one takes more than 2 ms. */
  readonly inTests?: number;
  /**
   * Reads an input as the product does, from bytes or from a file of its own in `folder`, which is empty each time.
   * Returns where it is read; throws InputError, UsageError or another typed error of ours where it is refused. Whatever
   * else is thrown is a find.
   */
  read(bytes: Uint8Array, folder: string): Promise<void> | void;
  /** Ends what reading began and kept: a server, an instance. */
  close?(): Promise<void>;
}
