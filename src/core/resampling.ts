// Which source positions make an output position of a resize along one axis, and with which weights: antialiased, as PIL
// and torchvision do it. The one definition for pictures on the host and for resizes within a graph.

/** How pictures are brought to another size, antialiased. */
export type Resampling = "cubic" | "linear";

/** Where each output position along one axis reads, and with which weights. */
export interface Taps {
  /** Source positions first … end − 1. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** [positions, stride], each row's normalised and followed by zeros. */
  readonly weights: Float64Array;
  readonly stride: number;
}

export interface ResamplingKernel {
  /** It is 0 from this distance on, in source pixels where the resize enlarges. */
  readonly support: number;
  weight(distance: number): number;
}

/** Keys' cubic kernel with a = −0.5. */
export const CUBIC: ResamplingKernel = { support: 2, weight: cubic };

/** Bilinear interpolation. */
export const LINEAR: ResamplingKernel = {
  support: 1,
  weight: (distance) => Math.max(0, 1 - Math.abs(distance)),
};

/** By name. */
export const KERNELS: Readonly<Record<Resampling, ResamplingKernel>> = { cubic: CUBIC, linear: LINEAR };

/** The taps that bring a line of `from` pixels to `to`. */
export function resamplingTaps(from: number, to: number, kernel: ResamplingKernel): Taps {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = kernel.support * stretch;
  const stride = Math.ceil(2 * support) + 1;
  const [first, end] = [new Int32Array(to), new Int32Array(to)];
  const weights = new Float64Array(to * stride);
  for (let position = 0; position < to; position++) {
    const centre = (position + 0.5) * scale;
    const begin = Math.trunc(Math.max(centre - support + 0.5, 0));
    const stop = Math.trunc(Math.min(centre + support + 0.5, from));
    const row = weights.subarray(position * stride, position * stride + stop - begin);
    let total = 0;
    for (let tap = 0; tap < row.length; tap++) {
      const weight = kernel.weight((begin + tap - centre + 0.5) / stretch);
      row[tap] = weight;
      total += weight;
    }
    for (let tap = 0; tap < row.length; tap++) row[tap] = (row[tap] as number) / total;
    first[position] = begin;
    end[position] = stop;
  }
  return { first, end, weights, stride };
}

function cubic(distance: number): number {
  const x = Math.abs(distance);
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return 0;
}
