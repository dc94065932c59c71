// Planner and workers through a real server, with a study that is arithmetic: what is refused, given up, put back.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { CancelledError, InputError, present } from "../../../src/core/errors.ts";
import { queueVersion } from "../../../src/study/queue/messages.ts";
import { ITEMS, PREFIX, presenceKey } from "../../../src/study/queue/names.ts";
import type { RunOutcome } from "../../../src/study/run.ts";
import { faultline } from "../../support/cli.ts";
import { arithmeticServer, beginWorker, context, planRun as planOn } from "../../support/queue.ts";
import { freePort, hasRedis, type RedisServer, startRedis } from "../../support/redis.ts";
import { runFiles } from "../../support/run-files.ts";
import { scratchFolder, sharedFolder } from "../../support/scratch.ts";
import { configOf, contextOf, memoryDataset, planContext, planOf, runWhole } from "../../support/study.ts";

const folder = await sharedFolder();
const plan = planOf(context);

/** What a function takes behind a server's address and a folder. */
type Rest<Run extends (url: string, run: string, ...rest: never[]) => unknown> =
  Parameters<Run> extends [string, string, ...infer More] ? More : never;

describe.skipIf(!hasRedis)("the queue (needs redis-server)", () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis(folder);
    redis = new Redis(server.url);
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  const planRun = (run: string, ...more: Rest<typeof planOn>): Promise<RunOutcome> =>
    planOn(server.url, run, ...more);
  const work = (more: Parameters<typeof beginWorker>[1] = {}): ReturnType<typeof beginWorker> =>
    beginWorker(server.url, more);

  it("gives the records and maps of a run in one process, and leaves nothing on the server", async () => {
    const [here, there] = [await scratchFolder(), await scratchFolder()];
    await runWhole(context, here);
    const worker = work();
    expect(await planRun(there)).toEqual({ items: plan, missing: plan.length, failed: [] });
    expect(await runFiles(there)).toEqual(await runFiles(here));
    expect(await planRun(there)).toMatchObject({ missing: 0, failed: [] });
    worker.stop();
    expect(await worker.ended).toBe(plan.length);
    const queue = new Queue(ITEMS, { connection: redis, prefix: PREFIX });
    expect(await queue.getJobCounts("wait", "active", "completed", "failed", "delayed")).toEqual({
      ...{ wait: 0, active: 0, completed: 0, failed: 0, delayed: 0 },
    });
    expect((await redis.keys("*")).filter((key) => !key.startsWith(`${PREFIX}:${ITEMS}:`))).toEqual([]);
  });

  it("sends searches that start from others as soon as those are done, with what they start from", async () => {
    const [here, there] = [await scratchFolder(), await scratchFolder()];
    const combinations = [["theta"], ["hue"], ["theta", "hue"]];
    const nesting = configOf({ combinations, sweeps: [], strategy: "surrogate-simplex" });
    const planned = await contextOf(memoryDataset(), nesting);
    await runWhole(planned, here);
    const known: number[] = [];
    work({ openServer: () => arithmeticServer((item) => void known.push(item.known.length)) });
    const { missing, items } = await planRun(there, {}, undefined, planned);
    expect([missing, items.length]).toEqual([40, 40]);
    expect(await runFiles(there)).toEqual(await runFiles(here));
    // Pairs come last, and start from both.
    expect(known.slice(0, 32).every((count) => count === 0)).toBe(true);
    expect(known.slice(32).every((count) => count > 1)).toBe(true);
  });

  it("gives the same of searches that share, with three workers", async () => {
    const [here, there] = [await scratchFolder(), await scratchFolder()];
    const sharing = configOf({
      combinations: [["theta"], ["theta", "hue"]],
      ...{ strategy: "surrogate-simplex", budget: 40, searches: "shared" },
    });
    const planned = await contextOf(memoryDataset(), sharing);
    const { items } = await runWhole(planned, here);
    expect(items.filter(({ role }) => role.includes("phase")).length).toBeGreaterThan(0);
    const hints: number[] = [];
    const starts: number[] = [];
    for (const worker of ["a", "b", "c"])
      work({
        worker,
        slots: 1,
        openServer: () =>
          arithmeticServer((item) => {
            hints.push(item.hints.length);
            const { experiment } = item;
            if (experiment.kind === "search") starts.push(experiment.starts?.length ?? 0);
          }),
      });
    expect(await planRun(there, {}, undefined, planned)).toMatchObject({
      ...{ failed: [], missing: items.length },
    });
    expect(await runFiles(there)).toEqual(await runFiles(here));
    expect(Math.max(...hints)).toBeGreaterThan(0);
    expect(Math.max(...starts)).toBeGreaterThan(0);
  });

  it("gives an item up after its tries, says why, and finishes the others; the next call tries it again", async () => {
    const run = await scratchFolder();
    const bad = present(plan[7], "item");
    let tries = 0;
    const poisoned = arithmeticServer(({ key }) => {
      if (key !== bad.key) return;
      tries++;
      throw new InputError("a picture that no one can read");
    });
    const first = work({ openServer: () => poisoned, slots: 1 });
    const outcome = await planRun(run);
    expect(tries).toBe(3);
    expect(outcome.failed).toEqual([
      {
        ...{ key: bad.key, object: "gear", sample: bad.sample.id, experiment: "sweep hue" },
        error: "a picture that no one can read",
      },
    ]);
    const queue = new Queue(ITEMS, { connection: redis, prefix: PREFIX });
    expect(await queue.getFailedCount()).toBe(0);
    first.stop();
    await first.ended;
    work();
    expect(await planRun(run)).toMatchObject({ missing: 1, failed: [] });
  });

  it("gives an item up that its workers do not come back from", async () => {
    const run = await scratchFolder();
    const still = configOf({ combinations: [], sweeps: [] });
    const alone = planContext([present(plan[0], "item").sample], still);
    const bad = present(planOf(alone)[0], "item");
    const deaths = 2;
    // A worker that stops answering at the item, as one that was killed by the system does.
    const script = `
      import { runWorker } from ${JSON.stringify(new URL("../../../dist/study/queue/worker.js", import.meta.url).href)};
      await runWorker({
        address: { url: ${JSON.stringify(server.url)} }, places: new Map(), roots: new Map(), worker: "dying",
        slots: 1, leaseSeconds: 1, signal: new AbortController().signal, env: {}, cwd: "/", clock: () => 0,
        openServer: () => ({ close: async () => {}, compute: async () => process.kill(process.pid, "SIGKILL") }),
      });`;
    const done = planRun(run, { tries: deaths }, undefined, alone);
    for (let death = 0; death < deaths; death++) {
      const dying = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
      await once(dying, "exit");
    }
    work();
    const { failed } = await done;
    expect(failed.map(({ key }) => key)).toEqual([bad.key]);
    expect(failed[0]?.error).toMatch(/begun 2 times, and its worker did not come back/);
  });

  it("has no more items in it than workers can take soon", async () => {
    const run = await scratchFolder();
    let most = 0;
    const queue = new Queue(ITEMS, { connection: redis, prefix: PREFIX });
    const watched = arithmeticServer(async () => {
      most = Math.max(most, await queue.getWaitingCount());
    });
    work({ openServer: () => watched });
    await planRun(run, { fewestQueued: 4 });
    // Two slots, three items each.
    expect(most).toBeLessThanOrEqual(6);
    expect(most).toBeGreaterThan(0);
  });

  it("keeps what was computed for a planner that was interrupted, and takes back what was not begun", async () => {
    const run = await scratchFolder();
    const cancel = new AbortController();
    let computed = 0;
    const counting = arithmeticServer(() => {
      if (++computed === 3) cancel.abort();
    });
    const worker = work({ openServer: () => counting, slots: 1 });
    await expect(planRun(run, {}, cancel.signal)).rejects.toThrow(CancelledError);
    const queue = new Queue(ITEMS, { connection: redis, prefix: PREFIX });
    while ((await queue.getActiveCount()) > 0) await setTimeout(10);
    expect(await queue.getWaitingCount()).toBe(0);
    await planRun(run);
    worker.stop();
    await worker.ended;
    expect(computed).toBe(plan.length);
    const here = await scratchFolder();
    await runWhole(context, here);
    expect(await runFiles(run)).toEqual(await runFiles(here));
  });

  it("adds what the server lost once more, and withdraws what no worker took", async () => {
    const cancel = new AbortController();
    const notes: string[] = [];
    const onNote = (note: string): void => void notes.push(note);
    const planned = planRun(await scratchFolder(), { onNote }, cancel.signal);
    planned.catch(() => {});
    const queue = new Queue(ITEMS, { connection: redis, prefix: PREFIX });
    const waiting = (count: number): Promise<void> =>
      expect.poll(() => queue.getWaitingCount(), { interval: 20 }).toBe(count);
    await waiting(plan.length);
    await present((await queue.getWaiting())[3], "job").remove();
    const lost = "1 items are not in the queue any more; adding them again";
    await expect.poll(() => notes, { interval: 20 }).toContain(lost);
    expect(notes.filter((note) => note === "no worker is there; items wait for one")).toHaveLength(1);
    await waiting(plan.length);
    cancel.abort();
    await expect(planned).rejects.toThrow(CancelledError);
    expect(await queue.getWaitingCount()).toBe(0);
  });

  it("lets a worker that is told to stop finish the item in hand, and take no other", async () => {
    const run = await scratchFolder();
    let begun = 0;
    const slow = arithmeticServer(async () => {
      begun++;
      worker.stop();
      await setTimeout(300);
    });
    const worker = work({ openServer: () => slow, slots: 1 });
    const cancel = new AbortController();
    const planned = planRun(run, {}, cancel.signal);
    planned.catch(() => {});
    expect(await worker.ended).toBe(1);
    expect(begun).toBe(1);
    cancel.abort();
    await expect(planned).rejects.toThrow(CancelledError);
  });

  it("drops a damaged result and has its item computed again", async () => {
    const run = await scratchFolder();
    await writeFile(join(run, "queue-id"), "00000000-0000-0000-0000-000000000000");
    await redis.lpush(`${PREFIX}:results:00000000-0000-0000-0000-000000000000`, "no result");
    const notes: string[] = [];
    work();
    await planRun(run, { onNote: (note) => notes.push(note) });
    expect(notes.join("\n")).toMatch(/invalid result from the queue/);
  });

  it("passes over keys of a worker's or planner's name that say nothing of the kind, and names them", async () => {
    for (const role of ["worker", "planner"] as const) {
      await redis.set(presenceKey(role, "text"), "not JSON");
      await redis.set(presenceKey(role, "json"), `{"slots":"many"}`);
      await redis.hset(presenceKey(role, "hash"), "field", "value");
    }
    const heard = { planner: [] as string[], worker: [] as string[] };
    const worker = work({ onNote: (note) => heard.worker.push(note) });
    const outcome = await planRun(await scratchFolder(), { onNote: (note) => heard.planner.push(note) });
    expect(outcome.failed).toEqual([]);
    worker.stop();
    await worker.ended;
    const ignored = (role: string): string[] =>
      ["hash", "json", "text"].map(
        (id) => `queue: faultline:${role}:${id} is no ${role} of faultline; ignored`,
      );
    expect(heard.planner.filter((note) => note.includes("ignored")).sort()).toEqual(ignored("worker"));
    expect(heard.worker.filter((note) => note.includes("ignored")).sort()).toEqual(ignored("planner"));
  });

  describe("another version", () => {
    const stranger = JSON.stringify({
      version: "faultline 9.9.9, protocol 9",
      who: "process 5 on elsewhere",
      slots: 1,
    });

    it("of a worker is refused by the planner, of a planner by the worker", async () => {
      await redis.set(presenceKey("worker", "x"), stranger);
      await expect(planRun(await scratchFolder())).rejects.toThrow(
        new InputError(
          `the worker, process 5 on elsewhere, is faultline 9.9.9, protocol 9, and this is ${queueVersion()}: install the same version on both sides`,
        ),
      );
      await redis.set(presenceKey("planner", "x"), stranger);
      await expect(work().ended).rejects.toThrow(/the planner, process 5 on elsewhere, is faultline 9\.9\.9/);
    });
  });

  it("that needs a password or TLS is reached with them, and the password is never shown", async () => {
    const secret = "s3cret-word";
    const closed = await startRedis(await scratchFolder(), ["--requirepass", secret]);
    onTestFinished(() => closed.stop());
    const run = await scratchFolder();
    await expect(planOn(closed.url, run)).rejects.toThrow(
      new InputError(
        `cannot reach the queue at ${closed.url}: the password is wrong or missing (FAULTLINE_QUEUE_PASSWORD)`,
      ),
    );
    const wrong = planOn(closed.url.replace("//", "//default:not-it@"), run);
    await expect(wrong).rejects.toThrow(/^(?!.*not-it).*the password is wrong or missing/);
    beginWorker(closed.url, { password: secret });
    expect((await planOn(closed.url, run, { password: secret })).failed).toEqual([]);
  });
});

const hasOpenssl = await promisify(execFile)("openssl", ["version"]).then(
  () => hasRedis,
  () => false,
);

describe("on the command line", () => {
  it("a queue that is not there is one clear message", async () => {
    const args = ["sweep", "--dataset", "demo", "--model", "demo", "--samples", "1", "--objects", "nut"];
    const out = join(await scratchFolder(), "run");
    const nobody = await faultline([...args, "--out", out, "--queue", "redis://user:hidden@127.0.0.1:1"]);
    expect(nobody.code).toBe(1);
    expect(nobody.stderr).toContain("faultline: cannot reach the queue at redis://127.0.0.1:1: ECONNREFUSED");
    expect(nobody.stderr).not.toContain("hidden");
    const wrong = await faultline(["worker", "--queue", "http://127.0.0.1"]);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toMatch(/^faultline: invalid --queue; expected redis:/m);
  });

  it.skipIf(!hasOpenssl)(
    "TLS, weights and data that are not the planned ones, metrics and logs (needs redis-server and openssl)",
    async () => {
      const tls = await scratchFolder();
      const [key, certificate] = [join(tls, "key.pem"), join(tls, "certificate.pem")];
      await promisify(execFile)("openssl", [
        ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
        ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
      ]);
      const server = await startRedis(tls, [
        ...["--tls-port", "0", "--tls-cert-file", certificate, "--tls-key-file", key],
        ...["--tls-ca-cert-file", certificate, "--tls-auth-clients", "no"],
      ]);
      onTestFinished(() => server.stop());
      const plain = new Redis(server.url);
      const port = await freePort();
      await plain.config("SET", "tls-port", `${port}`);
      const url = `rediss://127.0.0.1:${port}`;
      const env = { NODE_EXTRA_CA_CERTS: certificate };
      const study = ["sweep", "--dataset", "demo", "--model", "demo", "--samples", "1", "--objects", "nut"];
      const args = [...study, "--shift", "theta", "--values", "2", "--threads", "1", "--queue", url];
      const out = join(await scratchFolder(), "run");

      const untrusted = await faultline([...args, "--out", out]);
      expect(untrusted.code).toBe(1);
      expect(untrusted.stderr).toMatch(/cannot reach the queue at rediss:\S+: \S*SELF_SIGNED/);

      const planned = faultline([...args, "--out", out, "--log", "json"], { env });
      const strange = join(import.meta.dirname, "../../fixtures/tiny-gelu");
      const refusing = await faultline(["worker", "--queue", url, "--model", strange], { env });
      expect(refusing.code).toBe(1);
      expect(refusing.stderr).toMatch(
        /what winclip opens here \(model \S+tiny-gelu\) is not what was planned with \(model demo\)/,
      );

      let stop = false;
      const working = faultline(["worker", "--queue", url], {
        ...{ env, signal: "SIGTERM", interruptWhen: () => stop },
      });
      const { code, stderr } = await planned;
      expect(code, stderr).toBe(0);
      const logged = stderr
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(logged.find(({ event }) => event === "progress")).toMatchObject({
        done: 0,
        total: 3,
        failed: 0,
      });
      stop = true;
      const worked = await working;
      expect(worked.code, worked.stderr).toBe(0);
      expect(worked.stderr).toMatch(/3 items done, nothing in hand/);
      plain.disconnect();
    },
    120_000,
  );
});
