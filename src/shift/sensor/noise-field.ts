// The fixed field of unit normals that a picture's noise is: the same wherever and whenever the picture is looked at.

import { isGreyPicture, type RgbImage } from "../../core/image.ts";
import { type Random, random } from "../../core/random.ts";
import { type Tensor, tensor } from "../../core/tensor.ts";

/** [3, H, W] unit normals that follow from the picture's values and the seed. A grey picture's channels share theirs. */
export function noiseField(image: RgbImage, seed: number): Tensor {
  const { width, height, data } = image;
  const pixels = width * height;
  const source = random(seed, "noise", width, height, ...digestOf(data));
  const field = new Float32Array(3 * pixels);
  if (isGreyPicture(image)) {
    fillNormals(field.subarray(0, pixels), source);
    for (const channel of [1, 2]) field.copyWithin(channel * pixels, 0, pixels);
  } else {
    fillNormals(field, source);
  }
  return tensor([3, height, width], field);
}

/** Box–Muller, both of each pair. */
function fillNormals(field: Float32Array, { next }: Random): void {
  for (let at = 0; at < field.length; at += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    field[at] = radius * Math.cos(angle);
    if (at + 1 < field.length) field[at + 1] = radius * Math.sin(angle);
  }
}

/** Two 32-bit words of all values' bits (FNV-1a over whole words, two primes); for seeding, not for security. */
function digestOf({ buffer, byteOffset, length }: Float32Array): [number, number] {
  const words = new Int32Array(buffer, byteOffset, length);
  let [first, second] = [0x811c9dc5, 0x9747b28c];
  for (const word of words) {
    first = Math.imul(first ^ word, 0x01000193);
    second = Math.imul(second ^ word ^ (second >>> 15), 0x5bd1e995);
  }
  return [first, second];
}
