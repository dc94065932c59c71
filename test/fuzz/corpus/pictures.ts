// Pictures that once took gigabytes, or were read though they are none.

import { deflateSync } from "node:zlib";
import { pngChunk } from "../../support/png-chunk.ts";
import type { LargeInput } from "../corpus.ts";

/** A black square of 8-bit grey. */
function square(side: number): Uint8Array {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  header.writeUInt32BE(side);
  header.writeUInt32BE(side, 4);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(Buffer.alloc(side * (side + 1)), { level: 1 })),
    pngChunk("IEND", new Uint8Array()),
  ]);
}

export const large: readonly LargeInput[] = [
  { name: "99.8 million pixels", make: () => square(9990) },
  { name: "as many pixels as are read", make: () => square(8000) },
  {
    name: "a drawing",
    make: () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
  },
];
