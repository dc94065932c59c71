// A detector's time where it computes elsewhere: the processor is free meanwhile.

const cell = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the calling thread. */
export function wait(milliseconds) {
  Atomics.wait(cell, 0, 0, milliseconds);
}
