// WinCLIP's windows: squares of neighbouring patches, row by row.

/** Window sides in patches, as published. */
export const WINDOW_SCALES: readonly number[] = [2, 3];

/** "all": one begins at every patch, as published. "sparse": the larger ones lie further apart. */
export type WindowChoice = "all" | "sparse";

/** Patches from one window to the next; sparse ones overlap by one patch. */
export function strideOf(side: number, choice: WindowChoice): number {
  return choice === "all" ? 1 : Math.max(1, side - 1);
}

/**
 * Patch indices (row · grid + column) of the windows of `side` patches, row by row; one window a row. The last of a row
 * and of a column lie at the edge, so that every patch is covered, whatever the stride.
 */
export function windowPatches(grid: number, side: number, choice: WindowChoice = "all"): number[][] {
  const windows: number[][] = [];
  const begins = windowBegins(grid, side, strideOf(side, choice));
  for (const top of begins) {
    for (const left of begins) {
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

function windowBegins(grid: number, side: number, stride: number): number[] {
  const last = grid - side;
  const begins = Array.from({ length: Math.ceil(last / stride) }, (_, index) => index * stride);
  return [...begins, last];
}
