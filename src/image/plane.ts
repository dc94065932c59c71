// Arrays of .npy files as pictures, masks and maps take them.

import { InputError } from "../core/errors.ts";
import { arrayOf, decodeNpy, type NpyHeader, readNpyHeader } from "../core/npy.ts";
import { bytesOf, type NumericArray } from "../core/numeric-array.ts";
import type { Claim } from "./decoding-line.ts";
import { checkFinite, statedWhite } from "./pixels.ts";

export interface NpyPlane {
  readonly width: number;
  readonly height: number;
  readonly data: NumericArray;
  readonly white: number | null;
}

/** An array of shape (H, W), (1, H, W) or (H, W, 1); InputError naming the file for others, NaN and infinity. */
export async function planeFromNpy(
  bytes: Uint8Array,
  path: string,
  claim: Claim,
  later = 0,
): Promise<NpyPlane> {
  const header = headerOf(bytes, path);
  const [height = 0, width = 0, ...others] = sidesOf(header.shape);
  if (header.shape.length < 2 || others.length > 0 || width * height === 0)
    throw invalidShape(header, path, "(H, W)");
  const data = await numbersOf(bytes, header, path, claim, later);
  return { width, height, data, white: statedWhite(header.type) };
}

/** Width and height of an array of shape (3, H, W); InputError naming the file for others. */
export function pictureSizeOfNpy(bytes: Uint8Array, path: string): { width: number; height: number } {
  return sizeOf(headerOf(bytes, path), path);
}

/** An array of shape (3, H, W), whose memory is the caller's; InputError naming the file for others, NaN and infinity. */
export async function pictureFromNpy(bytes: Uint8Array, path: string, claim: Claim): Promise<NpyPlane> {
  const header = headerOf(bytes, path);
  const size = sizeOf(header, path);
  const data = await numbersOf(bytes, header, path, claim, FLOAT_BYTES);
  return { ...size, data, white: statedWhite(header.type) };
}

/** Bytes of the numbers that a picture's become. */
const FLOAT_BYTES = 4;

function sizeOf(header: NpyHeader, path: string): { width: number; height: number } {
  const [channels, height = 0, width = 0] = header.shape;
  if (header.shape.length !== 3 || channels !== 3 || width * height === 0)
    throw invalidShape(header, path, "(3, H, W)");
  return { width, height };
}

/** The header of an array whose data are all there. */
function headerOf(bytes: Uint8Array, path: string): NpyHeader {
  const header = readNpyHeader(bytes, path);
  if (header !== null && header.dataStart + header.dataBytes === bytes.length) return header;
  // Says what is wrong.
  decodeNpy(bytes, path);
  throw new InputError(`invalid array ${path}: its data are cut off`);
}

/** Finite numbers in C order. */
async function numbersOf(
  bytes: Uint8Array,
  header: NpyHeader,
  path: string,
  claim: Claim,
  later: number,
): Promise<NumericArray> {
  const { type, isFortran, dataBytes, dataStart } = header;
  const size = type === "b1" ? 1 : bytesOf(type);
  const numbers = dataBytes / size;
  // Half floats become float32; 64-bit integers a float64 and a rest.
  const widened = type === "f2" ? 4 : type === "u8" || type === "i8" ? 10 : 0;
  const made = type === "f4" && later === FLOAT_BYTES ? 0 : later;
  await claim(dataBytes * (isFortran ? 2 : 1) + numbers * (widened + made));
  const { data } = arrayOf(header, bytes.subarray(dataStart));
  checkFinite(data, path);
  return data;
}

function invalidShape({ shape }: NpyHeader, path: string, expected: string): InputError {
  return new InputError(`invalid array ${path}: shape (${shape.join(", ")}); expected ${expected}`);
}

function sidesOf(shape: readonly number[]): readonly number[] {
  if (shape.length !== 3) return shape;
  return shape[0] === 1 ? shape.slice(1) : shape[2] === 1 ? shape.slice(0, 2) : shape;
}
