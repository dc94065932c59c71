// Every reader that is fuzzed: a file in readers/ and a line here.

import type { FuzzedReader } from "./reader.ts";
import { limits } from "./readers/limits.ts";

export const READERS: readonly FuzzedReader[] = [limits];
