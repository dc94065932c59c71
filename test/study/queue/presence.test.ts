// Who is there, on a real server with more keys than one look brings.

import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queueVersion } from "../../../src/study/queue/messages.ts";
import { presenceKey } from "../../../src/study/queue/names.ts";
import { announce, refuseOthers, whoIsThere } from "../../../src/study/queue/presence.ts";
import { hasRedis, type RedisServer, startRedis } from "../../support/redis.ts";
import { sharedFolder } from "../../support/scratch.ts";

const folder = await sharedFolder();

describe.skipIf(!hasRedis)("presence (needs redis-server)", () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis(folder);
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it("is said until it is taken back, with version, name and slots, for a few seconds at a time", async () => {
    const said = await announce(redis, "worker", "one", { who: "process 1 on here", slots: 3 });
    const own = { id: "one", version: queueVersion(), who: "process 1 on here", slots: 3 };
    expect(await whoIsThere(redis, "worker")).toEqual([own]);
    expect(await whoIsThere(redis, "planner")).toEqual([]);
    const seconds = await redis.ttl(presenceKey("worker", "one"));
    expect(seconds > 3 && seconds <= 15).toBe(true);
    await said.stop();
    expect(await whoIsThere(redis, "worker")).toEqual([]);
  });

  it("is found of thousands, and what is none of faultline's is named and left alone", async () => {
    const many = Array.from({ length: 3000 }, (_, number) => presenceKey("worker", `${number}`));
    const text = JSON.stringify({ version: queueVersion(), who: "w", slots: 1 });
    await redis.mset(Object.fromEntries(many.map((key) => [key, text])));
    await redis.set(presenceKey("worker", "strange"), "no JSON");
    const strangers: string[] = [];
    const found = await whoIsThere(redis, "worker", (key) => strangers.push(key));
    expect([found.length, strangers]).toEqual([3000, [presenceKey("worker", "strange")]]);
    const notes: string[] = [];
    await refuseOthers(redis, "worker", undefined, (note) => notes.push(note));
    expect(notes).toEqual([expect.stringContaining("is no worker of faultline; ignored")]);
    await redis.set(presenceKey("worker", "other"), JSON.stringify({ version: "faultline 9" }));
    // Another version may say less.
    expect(await whoIsThere(redis, "worker")).toContainEqual({
      ...{ id: "other", version: "faultline 9", who: "of unknown name", slots: 0 },
    });
    await expect(refuseOthers(redis, "worker", undefined, () => {})).rejects.toThrow(
      "the worker, of unknown name, is faultline 9",
    );
    await redis.flushall();
  });
});
