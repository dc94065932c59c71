// Even convolutions along a line with its edges repeated: in the cosine transform (DCT-II) each is a factor per frequency.
// Both transforms are products with constant matrices. The transform's own reflection repeats the edge once more for
// every pixel it was repeated before, so half of the kernel's reach is all the padding needed.

import { type Tensor, tensor } from "../../core/tensor.ts";

/** Cosine transforms of lines of one length, for kernels of one reach. */
export interface Cosines {
  /** Pixels of a line. */
  readonly length: number;
  /** Farthest pixel that a kernel takes in, either way. */
  readonly reach: number;
}

/** Frequencies of a transform: the padded line's length. */
export function frequencies({ length, reach }: Cosines): number {
  return length + 2 * padding(reach);
}

function padding(reach: number): number {
  return Math.floor(reach / 2);
}

/** [length, F] from a line to its frequencies; as [F, length] if `transposed`. */
export function analysis(cosines: Cosines, transposed = false): Tensor {
  const { length, reach } = cosines;
  const count = frequencies(cosines);
  const wave = wavesOf(count);
  const sums = new Float64Array(length * count);
  for (let position = 0; position < count; position++) {
    const pixel = Math.min(length - 1, Math.max(0, position - padding(reach)));
    for (let frequency = 0; frequency < count; frequency++) {
      const at = transposed ? frequency * length + pixel : pixel * count + frequency;
      sums[at] = (sums[at] ?? 0) + wave(frequency, position);
    }
  }
  return tensor(transposed ? [count, length] : [length, count], Float32Array.from(sums));
}

/** [F, length] from frequencies back to the line, padding cut off; as [length, F] if `transposed`. */
export function synthesis(cosines: Cosines, transposed = false): Tensor {
  const { length, reach } = cosines;
  const count = frequencies(cosines);
  const wave = wavesOf(count);
  const matrix = new Float32Array(length * count);
  for (let frequency = 0; frequency < count; frequency++) {
    for (let pixel = 0; pixel < length; pixel++) {
      const at = transposed ? pixel * count + frequency : frequency * length + pixel;
      matrix[at] = wave(frequency, padding(reach) + pixel);
    }
  }
  return tensor(transposed ? [length, count] : [count, length], matrix);
}

/**
 * [reach + 1, F]: what a kernel's weight at each distance adds to the factor of each frequency, both sides of the
 * kernel together; as [F, reach + 1] if `transposed`.
 */
export function response(cosines: Cosines, transposed = false): Tensor {
  const count = frequencies(cosines);
  const rows = cosines.reach + 1;
  const cosine = cosinesOf(count);
  const matrix = new Float32Array(rows * count);
  for (let distance = 0; distance < rows; distance++) {
    for (let frequency = 0; frequency < count; frequency++) {
      const at = transposed ? frequency * rows + distance : distance * count + frequency;
      matrix[at] = (distance === 0 ? 1 : 2) * cosine(2 * frequency * distance);
    }
  }
  return tensor(transposed ? [count, rows] : [rows, count], matrix);
}

/** The value of a frequency at a position, orthonormal: frequency 0 is a line's sum over √count. */
function wavesOf(count: number): (frequency: number, position: number) => number {
  const cosine = cosinesOf(count);
  const [constant, others] = [Math.sqrt(1 / count), Math.sqrt(2 / count)];
  return (frequency, position) =>
    (frequency === 0 ? constant : others) * cosine(frequency * (2 * position + 1));
}

/** cos(π · steps / (2 · count)) for whole steps: one turn of values, looked up. */
function cosinesOf(count: number): (steps: number) => number {
  const turn = Float64Array.from({ length: 4 * count }, (_, step) =>
    Math.cos((Math.PI * step) / (2 * count)),
  );
  return (steps) => turn[steps % turn.length] ?? Number.NaN;
}
