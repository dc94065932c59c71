// Arrays whose first axis is the fastest, as Fortran and MATLAB keep them, brought to the last axis fastest: in one pass
// whatever the rank, in blocks that stay in the processor's cache.

import { type Shape, stridesOf } from "./tensor.ts";

/** Elements along each side of a block. */
const BLOCK = 32;

type Words = Uint8Array | Uint16Array | Uint32Array;

/** One plane to be transposed: `rows` along the source's fastest axis, `columns` along the target's. */
interface Plane {
  readonly rows: number;
  readonly columns: number;
  /** From one row to the next in the target, from one column to the next in the source, in elements. */
  readonly rowStride: number;
  readonly columnStride: number;
  /** Words of an element, which are copied as they are. */
  readonly words: number;
}

/** The bytes of a Fortran-ordered array of elements of `size` bytes (1, 2, 4 or 8), in C order; a copy. */
export function fromFortranOrder(bytes: Uint8Array, shape: Shape, size: number): Uint8Array<ArrayBuffer> {
  const ordered = new Uint8Array(bytes.length);
  const extents = shape.filter((extent) => extent !== 1);
  if (extents.length < 2 || bytes.length === 0) {
    ordered.set(bytes);
    return ordered;
  }
  const wordSize = bytes.byteOffset % size === 0 ? Math.min(size, 4) : 1;
  const [source, target] = [wordsOf(bytes, wordSize), wordsOf(ordered, wordSize)];
  const strides = stridesOf(extents);
  const sourceStrides = stridesOf([...extents].reverse()).reverse();
  const plane: Plane = {
    rows: extents[0] ?? 1,
    columns: extents.at(-1) ?? 1,
    rowStride: strides[0] ?? 1,
    columnStride: sourceStrides.at(-1) ?? 1,
    words: size / wordSize,
  };
  const axes = extents.slice(1, -1).map((extent, axis) => ({
    extent,
    from: sourceStrides[axis + 1] ?? 1,
    to: strides[axis + 1] ?? 1,
  }));
  const at = new Array<number>(axes.length).fill(0);
  let [from, to] = [0, 0];
  for (;;) {
    transpose(source, target, from, to, plane);
    // The next plane: the last of the axes between is counted up, and those before it where it is full.
    let axis = axes.length - 1;
    for (; axis >= 0; axis--) {
      const { extent, from: fromStride, to: toStride } = axes[axis] as (typeof axes)[number];
      const next = (at[axis] ?? 0) + 1;
      if (next < extent) {
        at[axis] = next;
        from += fromStride;
        to += toStride;
        break;
      }
      at[axis] = 0;
      from -= (extent - 1) * fromStride;
      to -= (extent - 1) * toStride;
    }
    if (axis < 0) return ordered;
  }
}

function transpose(source: Words, target: Words, from: number, to: number, plane: Plane): void {
  const { rows, columns, rowStride, columnStride, words } = plane;
  for (let top = 0; top < rows; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, rows);
    for (let left = 0; left < columns; left += BLOCK) {
      const right = Math.min(left + BLOCK, columns);
      for (let row = top; row < bottom; row++) {
        let read = (from + row + left * columnStride) * words;
        let write = (to + row * rowStride + left) * words;
        for (let column = left; column < right; column++) {
          for (let word = 0; word < words; word++) target[write + word] = source[read + word] as number;
          read += columnStride * words;
          write += words;
        }
      }
    }
  }
}

function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array, size: number): Words {
  if (size === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (size === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}
