// A server that others write to: forged, old, damaged and oversized items and results, and keys that are not ours. Every
// study ends with the files of one that nobody disturbed.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { CancelledError, InputError, present } from "../../../src/core/errors.ts";
import { raiseLimits } from "../../../src/core/limits.ts";
import { queueVersion } from "../../../src/study/queue/messages.ts";
import {
  ITEMS,
  itemsKey,
  jobName,
  PREFIX,
  presenceKey,
  REFUSED_KEY,
  resultsKey,
} from "../../../src/study/queue/names.ts";
import { RefusedItem } from "../../../src/study/queue/refused-item.ts";
import { encodeResult } from "../../../src/study/queue/result-frame.ts";
import { openSigner } from "../../../src/study/queue/signature.ts";
import { arithmeticServer, beginWorker, planRun } from "../../support/queue.ts";
import { hasRedis, type RedisServer, startRedis } from "../../support/redis.ts";
import { runFiles } from "../../support/run-files.ts";
import { scratchFolder, sharedFolder } from "../../support/scratch.ts";
import { sentItem } from "../../support/sent-item.ts";
import { contextOf, memoryDataset, planOf, runWhole, SIDE } from "../../support/study.ts";

const folder = await sharedFolder();
const context = await contextOf(memoryDataset());
const plan = planOf(context);
const first = present(plan[0], "item");

/** The run of the planner under test, and one that nobody plans. */
const RUN = "00000000-0000-4000-8000-000000000001";
const NOBODY = "00000000-0000-4000-8000-00000000dead";

const SECRET = "a secret that both sides have";

describe.skipIf(!hasRedis)("a queue that others write to (needs redis-server)", () => {
  let server: RedisServer;
  let redis: Redis;
  let queue: Queue;
  let undisturbed: Awaited<ReturnType<typeof runFiles>>;
  beforeAll(async () => {
    server = await startRedis(folder);
    redis = new Redis(server.url);
    queue = new Queue(ITEMS, { connection: redis, prefix: PREFIX });
    const here = join(folder, "here");
    await runWhole(context, here);
    undisturbed = await runFiles(here);
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  /** A folder whose study is known on the server by RUN. */
  const begun = async (): Promise<string> => {
    const run = await scratchFolder();
    await writeFile(join(run, "queue-id"), RUN);
    return run;
  };

  /** Jobs before any of the study's own: of a run that nobody plans, and of the study's. */
  const putItems = async (): Promise<void> => {
    const old = { version: "faultline 0.0.9, protocol 4", ...first, run: NOBODY };
    const strange = [7, null, "text", [], {}, { version: queueVersion() }, old];
    for (const data of strange) await queue.add("item", data);
    for (const [index, data] of strange.entries())
      await queue.add("item", data, { jobId: jobName(RUN, `${index}`) });
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const texts = [
      "{bad",
      deep,
      JSON.stringify({ version: queueVersion(), item: deep }),
      `"${"x".repeat(400_000)}"`,
    ];
    for (const [index, data] of texts.entries()) {
      await queue.add("item", {}, { jobId: `text-${index}` });
      await redis.hset(itemsKey(`text-${index}`), "data", data);
    }
    // In the place of an item of the study, with a priority, a schedule and more tries than are needed.
    await queue.add("item", old, { jobId: jobName(RUN, first.key), priority: 3, attempts: 1e6 });
    await redis.hset(itemsKey(jobName(RUN, first.key)), "rjk", "schedule");
    // Not to be read by BullMQ itself; no job at all; and another type of key.
    await queue.add("item", {}, { jobId: "opts" });
    await redis.hset(itemsKey("opts"), "opts", "{bad");
    await queue.add("item", {}, { jobId: "no-opts" });
    await redis.hset(itemsKey("no-opts"), "opts", "null");
    await redis.lpush(itemsKey("wait"), "ghost", "typed");
    await redis.lpush(itemsKey("typed"), "a list");
    await redis.set(itemsKey(jobName(RUN, present(plan[1], "item").key)), "a text");
    await redis.hset(itemsKey(jobName(RUN, present(plan[2], "item").key)), "processedOn", "1");
    // Failed before, one with data that nobody can read, one that is no job.
    await redis.hset(itemsKey("failed-text"), "data", "{bad");
    await redis.set(itemsKey(jobName(RUN, "typed")), "a text");
    for (const name of ["failed-text", jobName(RUN, "gone"), jobName(RUN, "typed"), "rubbish"])
      await redis.zadd(itemsKey("failed"), Date.now(), name);
  };

  it("gives a study every item back that others spoiled, and lets its workers go on", async () => {
    await putItems();
    onTestFinished(raiseLimits("json-bytes=300000"));
    const [planned, worked]: [string[], string[]] = [[], []];
    const run = await begun();
    const worker = beginWorker(server.url, { onNote: (note) => worked.push(note) });
    const outcome = await planRun(server.url, run, { onNote: (note) => planned.push(note) });
    expect(outcome.failed).toEqual([]);
    expect(await runFiles(run)).toEqual(undisturbed);
    worker.stop();
    expect(await worker.ended).toBeGreaterThanOrEqual(plan.length);
    expect(worked.join("\n")).toContain("the item is of faultline 0.0.9, protocol 4, and this is faultline");
    expect(planned.join("\n")).toContain("refused by w: the item is of faultline 0.0.9");
    const list = await redis.lrange(REFUSED_KEY, 0, -1);
    const refused = list.map((entry) => JSON.parse(entry) as { job: string; why: string });
    const whyOf = (job: string) => refused.find((entry) => entry.job === job)?.why;
    expect(whyOf("text-0")).toMatch(/^invalid item: .*JSON: Expected/);
    expect(whyOf("text-1")).toMatch(/levels of nesting/);
    expect(whyOf("text-2")).toMatch(/^invalid item: .*levels of nesting/);
    expect(whyOf("text-3")).toMatch(/^invalid item: 400002 bytes of a JSON file, at most 300000/);
    for (const job of ["opts", "no-opts"]) expect(whyOf(job)).toMatch(/^the queue cannot read it/);
    for (const text of [...worked, ...planned, ...list]) expect(text).toMatch(/^[^\p{Cc}]{1,800}$/u);
    // Of what was nobody's, nothing is left to be taken again.
    expect(await queue.getJobCounts("wait", "active", "delayed", "prioritized")).toEqual({
      ...{ wait: 0, active: 0, delayed: 0, prioritized: 0 },
    });
  });

  it("drops results that answer no item, are damaged, too large or no list, and takes the right ones", async () => {
    const run = await begun();
    const from = { run: RUN, signer: undefined };
    const done = await arithmeticServer().compute(sentItem());
    const { record } = done;
    const forged: readonly object[] = [
      ...[{}, null, 7, [], "x"].map((other) => ({ record: other })),
      { record: { ...record, key: "../../../etc/passwd" } },
      { record: { ...record, experiment: { kind: "points", points: [{ theta: 1 }] } } },
      { record: { ...record, points: [] } },
      { record: { ...record, points: [{ point: {}, loss: "0", pauroc: null, imageScore: 1 }] } },
      { record: { ...record, sample: "another" } },
      { maps: [] },
      { maps: [new Float32Array(SIDE)] },
      { maps: [new Float32Array(SIDE * SIDE).fill(Number.NaN)] },
      { milliseconds: -1 },
      { worker: "w".repeat(1000) },
    ];
    const frames = forged.map((other) => encodeResult({ ...done, ...other } as never, from));
    const flipped = Buffer.from(frames[0] as Buffer);
    flipped[40] = 0;
    const strange = [Buffer.alloc(0), Buffer.from("no result"), flipped, Buffer.alloc(2_000_000)];
    await redis.lpush(resultsKey(RUN), ...frames, ...strange);
    onTestFinished(raiseLimits("result-bytes=1000000"));
    const notes: string[] = [];
    const work = planRun(server.url, run, { onNote: (note) => notes.push(note) });
    beginWorker(server.url);
    expect((await work).failed).toEqual([]);
    expect(await runFiles(run)).toEqual(undisturbed);
    const said = notes.join("\n");
    expect(said).toContain("it answers something else than its item asks; dropped");
    expect(said).toContain("a map with a value that is not finite");
    expect(said).toMatch(/2000000 bytes of a result from the queue, at most 1000000; raise it with/);
    for (const note of notes) expect(note).toMatch(/^[^\p{Cc}]{1,400}$/u);
  });

  it("passes over what is no list in the place of results, and keys of every type in the place of who is there", async () => {
    const run = await begun();
    await redis.set(resultsKey(RUN), "a text");
    for (const role of ["planner", "worker"] as const) {
      await redis.hset(presenceKey(role, "hash"), "field", "value");
      await redis.lpush(presenceKey(role, "list\u001b[2J"), "value");
      await redis.set(presenceKey(role, "large"), "x".repeat(10_000_000));
      await redis.set(presenceKey(role, "slots"), JSON.stringify({ version: queueVersion(), slots: 1e9 }));
    }
    const notes: string[] = [];
    beginWorker(server.url);
    await planRun(server.url, run, { onNote: (note) => notes.push(note) });
    expect(await runFiles(run)).toEqual(undisturbed);
    expect(notes).toContain("queue: faultline:worker:list is no worker of faultline; ignored");
  });

  it("ends a study that workers refuse for their version, by name, and keeps what is done", async () => {
    // A worker that came while the planner was not seen; it is told apart by what it says alone.
    const stranger = beginStranger();
    const run = await begun();
    await expect(planRun(server.url, run, { tries: 2 })).rejects.toThrow(
      new InputError(
        `${plan.length} items are left that workers do not take: refused by elder: the item is of another version; the others are kept, and the same command goes on from there`,
      ),
    );
    stranger.stop();
    beginWorker(server.url);
    await planRun(server.url, run);
    expect(await runFiles(run)).toEqual(undisturbed);
  });

  it("ends such a study too where a result came of an item that was refused before", async () => {
    const run = await begun();
    const notes: string[] = [];
    const planned = planRun(server.url, run, { tries: 1, onNote: (note) => notes.push(note) });
    planned.catch(() => {});
    const name = jobName(RUN, first.key);
    await expect.poll(() => redis.lrem(itemsKey("wait"), 1, name), { interval: 20 }).toBe(1);
    await refuse(name);
    await expect.poll(() => notes, { interval: 20 }).toContainEqual(expect.stringContaining("elder"));
    const done = await arithmeticServer().compute(sentItem());
    await redis.lpush(resultsKey(RUN), encodeResult(done, { run: RUN, signer: undefined }));
    await expect.poll(() => redis.llen(resultsKey(RUN)), { interval: 20 }).toBe(0);
    beginStranger();
    await expect(planned).rejects.toThrow(`${plan.length - 1} items are left that workers do not take`);
  });

  it("gives an item up whose result is larger than a planner takes, with the flag that lets it through", async () => {
    onTestFinished(raiseLimits("result-bytes=100"));
    beginWorker(server.url);
    const { failed } = await planRun(server.url, await begun(), { tries: 1 });
    expect(failed.length).toBeGreaterThan(0);
    for (const { error } of failed)
      expect(error).toMatch(/^the planner would drop its result: \d+ bytes .*, at most 100; raise it with/);
  });

  /** What a worker of another version leaves of an item. */
  const refuse = async (name: string): Promise<void> => {
    const failedReason = "refused (item) by elder: the item is of another version";
    await redis.hset(itemsKey(name), { failedReason });
    await redis.zadd(itemsKey("failed"), 1, name);
  };

  /** Refuses every item, as a worker of another version would. */
  const beginStranger = (): { stop(): void } => {
    let stopped = false;
    const refuseAll = async (): Promise<void> => {
      while (!stopped) {
        const name = await redis.rpop(itemsKey("wait"));
        if (name === null) await new Promise((resolve) => setTimeout(resolve, 10));
        else await refuse(name);
      }
    };
    void refuseAll().catch(() => {});
    onTestFinished(() => {
      stopped = true;
    });
    return { stop: () => (stopped = true) };
  };

  it("lets a machine that can compute none of a living planner's items leave, and others do them", async () => {
    const run = await begun();
    const notes: string[] = [];
    const planned = planRun(server.url, run, { onNote: (note) => notes.push(note) });
    const lacking = arithmeticServer(() => {
      throw new RefusedItem("missing --model: there is no such folder");
    });
    const worker = beginWorker(server.url, { worker: "bare", slots: 1, openServer: () => lacking });
    await expect(worker.ended).rejects.toThrow("missing --model: there is no such folder");
    beginWorker(server.url);
    expect((await planned).failed).toEqual([]);
    expect(notes).toContain("refused by bare: missing --model: there is no such folder");
    expect(await runFiles(run)).toEqual(undisturbed);
  });

  it("is a bad place for a machine's own items alone: those of planners that are gone make nobody leave", async () => {
    for (let index = 0; index < 5; index++)
      await queue.add("item", { version: "faultline 0" }, { jobId: jobName(NOBODY, `${index}`) });
    const worker = beginWorker(server.url, { slots: 1 });
    await expect.poll(() => redis.llen(REFUSED_KEY), { interval: 20 }).toBe(5);
    worker.stop();
    expect(await worker.ended).toBe(0);
    expect(await queue.getFailedCount()).toBe(0);
  });

  describe("with a secret", () => {
    it("computes what its planner signed alone, and takes what its workers signed alone", async () => {
      const run = await begun();
      const notes: string[] = [];
      // Both would be taken without a secret: a result of another run, and an item that nobody signed.
      const done = await arithmeticServer().compute(sentItem());
      const outcome = { ...done.record.points[0], pauroc: 0.123 };
      const lie = { ...done, record: { ...done.record, points: [outcome] } } as typeof done;
      const signer = openSigner(SECRET);
      const [unsigned, replayed] = [
        encodeResult(lie, { run: RUN, signer: undefined }),
        encodeResult(lie, { run: NOBODY, signer }),
      ];
      await redis.lpush(resultsKey(RUN), unsigned, replayed);
      await queue.add("item", { version: queueVersion(), item: "{}" }, { jobId: jobName(RUN, first.key) });
      const planned = planRun(server.url, run, { secret: SECRET, onNote: (note) => notes.push(note) });
      beginWorker(server.url, { secret: SECRET, onNote: (note) => notes.push(note) });
      expect((await planned).failed).toEqual([]);
      expect(await runFiles(run)).toEqual(undisturbed);
      expect(notes.join("\n")).toContain(
        "it is not signed with this planner's FAULTLINE_QUEUE_SECRET; dropped",
      );
      expect(notes.join("\n")).toContain(
        "the item is not signed, and this worker has a FAULTLINE_QUEUE_SECRET",
      );
      for (const key of await redis.keys("*")) expect(await redis.dump(key)).not.toContain(SECRET);
    });

    it("refuses to begin beside another, or none", async () => {
      const cancel = new AbortController();
      const run = await begun();
      const planned = planRun(server.url, run, { secret: SECRET }, cancel.signal);
      planned.catch(() => {});
      await expect.poll(() => redis.exists(presenceKey("planner", RUN)), { interval: 20 }).toBe(1);
      const without =
        /the planner, process .*, has a FAULTLINE_QUEUE_SECRET, and this side has none: give both/;
      await expect(beginWorker(server.url).ended).rejects.toThrow(without);
      const other = beginWorker(server.url, { secret: `${SECRET}!` });
      await expect(other.ended).rejects.toThrow(
        /has another FAULTLINE_QUEUE_SECRET: give both sides the same/,
      );
      const short = beginWorker(server.url, { secret: "short" });
      await expect(short.ended).rejects.toThrow(/^invalid FAULTLINE_QUEUE_SECRET: it has 5 bytes/);
      cancel.abort();
      await expect(planned).rejects.toThrow(CancelledError);
      beginWorker(server.url);
      await expect.poll(() => redis.keys(presenceKey("worker", "*")), { interval: 20 }).toHaveLength(1);
      await expect(planRun(server.url, run, { secret: SECRET })).rejects.toThrow(
        /has no FAULTLINE_QUEUE_SECRET/,
      );
    });
  });
});
