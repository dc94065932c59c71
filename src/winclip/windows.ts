// WinCLIP's windows: squares of neighbouring patches, stride 1, row by row.

/** Window sides in patches, as published. */
export const WINDOW_SCALES: readonly number[] = [2, 3];

/** Patch indices (row · grid + column) of every window of `side` patches, row by row; one window a row. */
export function windowPatches(grid: number, side: number): number[][] {
  const windows: number[][] = [];
  for (let top = 0; top + side <= grid; top++) {
    for (let left = 0; left + side <= grid; left++) {
      windows.push(
        Array.from({ length: side * side }, (_, index) => {
          const [row, column] = [top + Math.floor(index / side), left + (index % side)];
          return row * grid + column;
        }),
      );
    }
  }
  return windows;
}
