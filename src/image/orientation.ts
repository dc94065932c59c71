// EXIF orientations: how the stored rows and columns are turned and mirrored before a viewer sees them.

/** True for the orientations that swap width and height. */
export function swapsSides(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

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
  const place = SOURCES[orientation];
  if (place === undefined) return bytes;
  const [across, down] = swapsSides(orientation) ? [height, width] : [width, height];
  const turned = new Uint8Array(bytes.length);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const from = pixelBytes * place(x, y, width, height);
      turned.set(bytes.subarray(from, from + pixelBytes), pixelBytes * (y * across + x));
    }
  }
  return turned;
}

/** Index of the stored pixel that is seen at (x, y), of a picture stored as width × height. */
type Source = (x: number, y: number, width: number, height: number) => number;

const SOURCES: Readonly<Record<number, Source>> = {
  2: (x, y, width) => y * width + (width - 1 - x),
  3: (x, y, width, height) => (height - 1 - y) * width + (width - 1 - x),
  4: (x, y, width, height) => (height - 1 - y) * width + x,
  5: (x, y, width) => x * width + y,
  6: (x, y, width, height) => (height - 1 - x) * width + y,
  7: (x, y, width, height) => (height - 1 - x) * width + (width - 1 - y),
  8: (x, y, width) => x * width + (width - 1 - y),
};
