// Every reader that is fuzzed: a file in readers/ and a line here.

import type { FuzzedReader } from "./reader.ts";

export const READERS: readonly FuzzedReader[] = [];
