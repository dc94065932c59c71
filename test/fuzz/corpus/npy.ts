// Arrays as large as the limit: Fortran order and the other byte order took time by the element and the axis.

import type { NumericArray } from "../../../src/core/numeric-array.ts";
import { npyFile } from "../../support/raw-pictures.ts";
import type { LargeInput } from "../corpus.ts";

/** All zeros, so that either byte order is one. */
function fortran(descr: string, shape: readonly number[], data: NumericArray): Uint8Array {
  return npyFile(descr, shape, data, "Fortran");
}

export const large: readonly LargeInput[] = [
  { name: "10⁸ bytes in Fortran order", make: () => fortran("|u1", [10_000, 10_000], new Uint8Array(1e8)) },
  {
    name: "eight axes in Fortran order",
    make: () => fortran("|u1", new Array(8).fill(9), new Uint8Array(9 ** 8)),
  },
  {
    name: "planes of colour in Fortran order",
    make: () => fortran("|u1", [4000, 4000, 3], new Uint8Array(48e6)),
  },
  {
    name: "a header that never ends",
    make: () =>
      Buffer.concat([Buffer.from("\x93NUMPY\x02\0\xff\xff\0\0", "latin1"), Buffer.alloc(65_535, "'descr':")]),
  },
  {
    name: "shapes that never close",
    make: () =>
      Buffer.concat([
        Buffer.from("\x93NUMPY\x02\0\xff\xff\0\0", "latin1"),
        Buffer.alloc(65_535, "'shape': (1, "),
      ]),
  },
];
