// EXIF orientations: how the stored rows and columns are turned and mirrored before a viewer sees them.

/** True for the orientations that swap width and height. */
export function swapsSides(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

/** Which way the stored picture is read, by orientation: from its right, from its bottom, columns as rows. */
const TURNS: Readonly<Record<number, readonly [fromRight: boolean, fromBottom: boolean, asRows: boolean]>> = {
  2: [true, false, false],
  3: [true, true, false],
  4: [false, true, false],
  5: [false, false, true],
  6: [false, true, true],
  7: [true, true, true],
  8: [true, false, true],
};

/** Rows and columns that are turned together: what they touch stays in the processor's cache. */
const TILE = 32;

/** The pixels ([height, width] of `pixelBytes` bytes) upright; orientation 1 to 8, any other is upright already. */
export function upright(
  bytes: Uint8Array,
  {
    width,
    height,
    pixelBytes,
  }: { readonly width: number; readonly height: number; readonly pixelBytes: number },
  orientation: number,
): Uint8Array {
  const turn = TURNS[orientation];
  if (turn === undefined) return bytes;
  const [fromRight, fromBottom, asRows] = turn;
  // Steps through what is stored for a step to the right, and for one down, of what is seen.
  const [column, row] = [fromRight ? -pixelBytes : pixelBytes, (fromBottom ? -width : width) * pixelBytes];
  const start = (fromRight ? width - 1 : 0) * pixelBytes + (fromBottom ? height - 1 : 0) * width * pixelBytes;
  const [across, down] = asRows ? [height, width] : [width, height];
  const [right, below] = asRows ? [row, column] : [column, row];
  const turned = new Uint8Array(bytes.length);
  for (let top = 0; top < down; top += TILE) {
    for (let left = 0; left < across; left += TILE) {
      const [bottom, end] = [Math.min(top + TILE, down), Math.min(left + TILE, across)];
      for (let y = top; y < bottom; y++) {
        let from = start + y * below + left * right;
        let to = (y * across + left) * pixelBytes;
        for (let x = left; x < end; x++, from += right)
          for (let byte = 0; byte < pixelBytes; byte++) turned[to++] = bytes[from + byte] as number;
      }
    }
  }
  return turned;
}
