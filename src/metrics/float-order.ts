// Float32 scores as integers in the same order, so that sorting and counting need no comparison of floats:
// IEEE 754 magnitudes are ordered as integers, negative ones are mirrored. -0 and 0 share the key 0.

/** Bits of the exponent; all set in NaN and the infinities alone. */
const EXPONENT = 0x7f800000;
const SIGN = -0x80000000;

/** The scores' bit patterns: a view, not a copy. */
export function bitsOf(scores: Float32Array): Int32Array {
  return new Int32Array(scores.buffer, scores.byteOffset, scores.length);
}

/** A signed key in the order of the floats; `bits` as in `bitsOf`. */
export function orderedKey(bits: number): number {
  return bits < 0 ? (SIGN - bits) | 0 : bits;
}

/** The bit pattern of a key; the inverse of `orderedKey` (0 for -0). */
export function keyToBits(key: number): number {
  return key < 0 ? (SIGN - key) | 0 : key;
}

/** True unless the bit pattern is NaN or infinite. */
export function isFiniteBits(bits: number): boolean {
  return (bits & EXPONENT) !== EXPONENT;
}

/** Index of the first NaN or infinite score, or -1. */
export function firstNonFinite(scores: Float32Array): number {
  const bits = bitsOf(scores);
  for (let index = 0; index < bits.length; index++) {
    if (!isFiniteBits(bits[index] as number)) return index;
  }
  return -1;
}
