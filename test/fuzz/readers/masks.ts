// Masks and maps of any format, by their rules: of a size, above a threshold, inverted, in several parts.

import { decodeMap, encodeGreyPng, readMasksOf } from "../../../src/image/codec.ts";
import { bmpFile, npyFile, tiffFile } from "../../support/raw-pictures.ts";
import type { FuzzedReader } from "../reader.ts";
import { readAsFile } from "./as-files.ts";

const SIZE = { width: 2, height: 2 };

export const masks: FuzzedReader = {
  name: "masks",
  seeds: async () => [
    await encodeGreyPng({ ...SIZE, data: Uint8Array.of(0, 255, 0, 128) }),
    npyFile("<f4", [2, 2], Float32Array.of(0, 0.5, 1, 0)),
    npyFile("<i8", [2, 2], BigInt64Array.of(0n, 5n, -1n, 0n), "Fortran"),
    npyFile("|b1", [1, 2, 2], Uint8Array.of(0, 1, 1, 0)),
    tiffFile(Uint16Array.of(0, 1, 300, 0), SIZE),
    bmpFile({
      ...SIZE,
      bits: 24,
      rows: [
        [0, 0, 0, 9, 9, 9, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
      ],
    }),
  ],
  words: ["(2, 2)", "(2, 0)", "(2,)", "<f8", "nan", "'fortran_order': True"],
  read: async (bytes, folder) => {
    const name = bytes[0] === 0x93 ? "a.npy" : "a.png";
    await readAsFile(bytes, folder, name, [
      (path) => readMasksOf([path, path], "owner", SIZE),
      (path) => readMasksOf([path], "owner", SIZE, { maskThreshold: 0.5, invertMasks: true }),
      decodeMap,
    ]);
  },
};
