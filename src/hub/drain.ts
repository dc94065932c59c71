// A response's body, read as fast as it arrives: what a stream still holds when its connection breaks is lost, and so a
// slow disk would cost bytes that had been received. Here they wait in memory.

/** Bytes that wait for the disk before the server has to. */
const MOST_WAITING_BYTES = 8_000_000;

/**
 * Hands each chunk of a body to `write`, one at a time and in order, and returns once all are written. Where the body ends
 * with an error, what was received before is written first. Throws that error, or what `write` throws.
 */
export async function drain(
  body: ReadableStream<Uint8Array>,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const reader = body.getReader();
  let waitingBytes = 0;
  let written = Promise.resolve();
  const writeAfter = async (earlier: Promise<void>, chunk: Uint8Array): Promise<void> => {
    await earlier;
    await write(chunk);
    waitingBytes -= chunk.length;
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      waitingBytes += value.length;
      written = writeAfter(written, value);
      // Awaited below: until then a failure is no unhandled one.
      written.catch(() => {});
      if (waitingBytes > MOST_WAITING_BYTES) await written;
    }
  } finally {
    await written.finally(() => reader.cancel().catch(() => {}));
  }
}
