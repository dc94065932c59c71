// A body that is read ahead of the disk it goes to.

import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { drain } from "../../src/hub/drain.ts";

interface Body {
  readonly stream: ReadableStream<Uint8Array>;
  /** Resolves once nothing more comes. */
  readonly over: Promise<void>;
  cancelled: boolean;
}

/** A body that gives a chunk whenever it is asked for one, then ends or breaks. */
function bodyOf(chunks: readonly (readonly number[])[], end: "ends" | "breaks"): Body {
  const left = [...chunks];
  let finish = (): void => {};
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        await setImmediate();
        const chunk = left.shift();
        if (chunk !== undefined) {
          controller.enqueue(Uint8Array.from(chunk));
          return;
        }
        if (end === "ends") controller.close();
        else controller.error(new Error("the connection broke"));
        finish();
      },
      cancel: () => {
        body.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const body: Body = { stream, over, cancelled: false };
  return body;
}

describe("draining a body", () => {
  it("writes everything once and in order", async () => {
    const written: number[] = [];
    await drain(bodyOf([[1, 2], [], [3]], "ends").stream, async (chunk) => {
      await setImmediate();
      written.push(...chunk);
    });
    expect(written).toEqual([1, 2, 3]);
  });

  it("writes what was received before the connection broke, though the disk was slower", async () => {
    const written: number[] = [];
    const { stream, over } = bodyOf([[1, 2], [3], [4, 5]], "breaks");
    const drained = drain(stream, async (chunk) => {
      await over;
      written.push(...chunk);
    });
    await expect(drained).rejects.toThrow("the connection broke");
    expect(written).toEqual([1, 2, 3, 4, 5]);
  });

  it("tells of the disk rather than of the connection, writes no more, and lets the server go", async () => {
    let writes = 0;
    const full = async (): Promise<void> => {
      writes++;
      throw new Error("the disk is full");
    };
    await expect(drain(bodyOf([[1], [2]], "breaks").stream, full)).rejects.toThrow("the disk is full");
    expect(writes).toBe(1);
    const endless = bodyOf(Array(5).fill(Array(3_000_000).fill(0)), "ends");
    await expect(drain(endless.stream, full)).rejects.toThrow("the disk is full");
    expect(endless.cancelled).toBe(true);
  });
});
