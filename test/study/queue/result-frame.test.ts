// Results as they are sent and taken: no server needed.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeResult, type ResultRules, takeResult } from "../../../src/study/queue/result-frame.ts";
import { openSigner } from "../../../src/study/queue/signature.ts";
import type { ItemDone } from "../../../src/study/run.ts";
import { firstItem, firstResult } from "../../support/sent-item.ts";

const item = firstItem();
const RUN = "00000000-0000-4000-8000-000000000001";
const NOT_SIGNED: ResultRules = { run: RUN, signer: undefined, mapValues: null };

const done = firstResult;

const taken = (frame: Buffer, rules = NOT_SIGNED) =>
  takeResult(frame, rules, (key) => (key === item.key ? item : undefined));
const sent = (result: ItemDone, rules = NOT_SIGNED): Buffer => encodeResult(result, rules);

describe("a result", () => {
  it("arrives as it was sent, to the bit, with the planner's own words for what was asked", () => {
    fc.assert(
      fc.property(
        fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 9 }),
        (map) => {
          expect(taken(sent(done([map])))).toEqual({ done: done([map]) });
        },
      ),
    );
    // Of a part of a larger buffer, that part alone.
    const whole = Float32Array.of(9, 1, 2, 9);
    expect(taken(sent(done([whole.subarray(1, 3)])))?.done?.maps).toEqual([Float32Array.of(1, 2)]);
  });

  it("is a signature, the header's length, the header as JSON, then the maps", () => {
    const frame = sent(done([Float32Array.of(1, 2)]));
    const end = 36 + frame.readUInt32LE(32);
    expect(frame.subarray(0, 32)).toEqual(Buffer.alloc(32));
    expect(JSON.parse(frame.toString("utf8", 36, end))).toMatchObject({
      worker: "far away, ä",
      lengths: [2],
    });
    expect([frame.readFloatLE(end), frame.readFloatLE(end + 4), frame.length]).toEqual([1, 2, end + 8]);
  });

  it("that was cut or changed anywhere is none, or the same", () => {
    const frame = sent(done([Float32Array.of(1, 2, 3)]));
    for (const length of [0, 3, 35, 40, frame.length - 4])
      expect(taken(frame.subarray(0, length))?.done).toBeNull();
    const flipped = Buffer.from(frame);
    flipped[frame.length - 1] = (flipped[frame.length - 1] ?? 0) ^ 1;
    expect(taken(flipped)).toEqual({
      ...{ done: null, why: "invalid result from the queue: another checksum", key: item.key },
    });
  });

  it("of maps that are not those of its points is none", () => {
    const map = Float32Array.of(1, 2);
    const whys = [done([map, map], 1), done([], 1), done([map], 2)].map((each) => taken(sent(each)));
    for (const why of whys) expect(why?.done).toBeNull();
    const sized = { ...NOT_SIGNED, mapValues: 3 };
    expect(taken(sent(done([map])), sized)).toMatchObject({
      why: expect.stringMatching(/expected 1 of 3 values/),
    });
    expect(taken(sent(done([], 1)), { ...NOT_SIGNED, mapValues: 0 })?.done?.maps).toEqual([]);
  });

  it("of an item that nobody waits for is passed over", () => {
    expect(takeResult(sent(done([Float32Array.of(1)])), NOT_SIGNED, () => undefined)).toBeNull();
  });

  it("that is signed is one of the same run, key and secret alone", () => {
    const signer = openSigner("sixteen bytes or more");
    const rules = { ...NOT_SIGNED, signer };
    const frame = sent(done([Float32Array.of(1)]), rules);
    expect(taken(frame, rules)?.done).not.toBeNull();
    const others = [
      sent(done([Float32Array.of(1)])),
      sent(done([Float32Array.of(1)]), { ...rules, run: RUN.replace("1", "2") }),
      sent(done([Float32Array.of(1)]), { ...rules, signer: openSigner("sixteen other bytes") }),
      ...Array.from({ length: 8 }, (_, bit) => {
        const changed = Buffer.from(frame);
        changed[60] = (changed[60] ?? 0) ^ (1 << bit);
        return changed;
      }),
    ];
    for (const other of others)
      expect(taken(other, rules)).toMatchObject({
        why: expect.stringMatching(/not signed with this planner's/),
      });
  });
});
