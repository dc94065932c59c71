// What is sent through the queue and how its address is shown: no server needed.

import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/core/errors.ts";
import { shownAddress } from "../../../src/study/queue/address.ts";
import { queueVersion } from "../../../src/study/queue/messages.ts";
import { jobName, presenceKey, resultsKey } from "../../../src/study/queue/names.ts";
import { otherVersion } from "../../../src/study/queue/presence.ts";
import { version } from "../../../src/study/version.ts";

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
