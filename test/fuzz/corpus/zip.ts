// Zip files that claim more than they hold, or are read differently by programs that trust their directory.

import { type ZippedEntry, zipBytes } from "../../support/zip-bytes.ts";
import type { LargeInput } from "../corpus.ts";

const nothing = new Uint8Array();

export const large: readonly LargeInput[] = [
  {
    name: "110,000 entries",
    make: () =>
      zipBytes(
        Array.from({ length: 110_000 }, (_, index): ZippedEntry => ({ name: `${index}`, content: nothing })),
      ),
  },
  {
    name: "20,000 lines of the directory for one entry",
    make: () =>
      zipBytes(
        Array.from(
          { length: 20_000 },
          (_, index): ZippedEntry => ({ name: `${index}`, content: nothing, central: { offset: 0 } }),
        ),
      ),
  },
  {
    name: "a directory of 9 MB",
    make: () =>
      zipBytes([{ name: "a", content: Buffer.alloc(9_000_000) }], {
        directoryOffset: 0,
        directoryLength: 9_000_000,
      }),
  },
  {
    name: "a name of 65,535 control characters",
    make: () =>
      zipBytes([
        { name: "\u001b".repeat(65_535), content: nothing, central: { length: 1, packedLength: 0 } },
      ]),
  },
];
