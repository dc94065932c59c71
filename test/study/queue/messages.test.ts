// What is sent through the queue and how its address is shown: no server needed.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError, UsageError } from "../../../src/core/errors.ts";
import { shownAddress } from "../../../src/study/queue/address.ts";
import { decodeResult, encodeResult, queueVersion } from "../../../src/study/queue/messages.ts";
import { jobName, presenceKey, resultsKey } from "../../../src/study/queue/names.ts";
import { otherVersion } from "../../../src/study/queue/presence.ts";
import { version } from "../../../src/study/version.ts";
import { recordOf } from "../../support/records.ts";

describe("an address", () => {
  it.each([
    ["redis://host", "redis://host"],
    ["redis://host:6380/2", "redis://host:6380/2"],
    ["rediss://user:secret@host:1", "rediss://host:1"],
    ["redis://:secret@127.0.0.1/", "redis://127.0.0.1"],
  ])("%s is shown without a password", (url, shown) => {
    expect(shownAddress(url)).toBe(shown);
  });

  it.each(["", "host", "http://host", "redis://", "redissss://host", "my-redis://host"])(
    "%j is refused",
    (url) => {
      expect(() => shownAddress(url)).toThrow(UsageError);
    },
  );
});

describe("a result", () => {
  const done = (maps: readonly Float32Array[]) => ({
    ...{ record: recordOf("ä"), maps, milliseconds: 12.5, worker: "far away" },
  });

  it("arrives as it was sent, to the bit", () => {
    const map = fc.float32Array({ noNaN: true, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(map, { maxLength: 4 }), (maps) => {
        expect(decodeResult(encodeResult(done(maps)))).toEqual(done(maps));
      }),
    );
    // Of a part of a larger buffer, that part alone.
    const whole = Float32Array.of(9, 1, 2, 9);
    expect(decodeResult(encodeResult(done([whole.subarray(1, 3)]))).maps).toEqual([Float32Array.of(1, 2)]);
  });

  it("is the header's length in four bytes, the header as JSON, then the maps", () => {
    const frame = encodeResult(done([Float32Array.of(1, 2)]));
    const end = 4 + frame.readUInt32LE(0);
    expect(JSON.parse(frame.toString("utf8", 4, end))).toMatchObject({ worker: "far away", lengths: [2] });
    expect([frame.readFloatLE(end), frame.readFloatLE(end + 4), frame.length]).toEqual([1, 2, end + 8]);
  });

  it("that was damaged or cut on its way is refused", () => {
    const frame = encodeResult(done([Float32Array.of(1, 2, 3)]));
    for (const length of [0, 3, 40, frame.length - 4]) {
      expect(() => decodeResult(frame.subarray(0, length))).toThrow(InputError);
    }
    const flipped = Buffer.from(frame);
    flipped[frame.length - 1] = (flipped[frame.length - 1] ?? 0) ^ 1;
    expect(() => decodeResult(flipped)).toThrow("invalid result from the queue: another checksum");
  });
});

it("names on the server begin with faultline's, and tell runs, roles and items apart", () => {
  expect([resultsKey("run"), presenceKey("worker", "7"), jobName("run", "key")]).toEqual([
    "faultline:results:run",
    "faultline:worker:7",
    "run-key",
  ]);
  expect(queueVersion()).toMatch(new RegExp(`^faultline ${version()}, protocol \\d+$`));
  expect(otherVersion("planner, process 3,", "faultline 9").message).toContain(
    `the planner, process 3, is faultline 9, and this is ${queueVersion()}`,
  );
});
