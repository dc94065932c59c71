// Trivial items from a planner in this process through a real server to worker processes, and back into a run folder.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";
import { openJournal } from "../../dist/results/journal.js";
import { writeMaps } from "../../dist/results/maps.js";
import { queueRunner } from "../../dist/study/queue/planner.js";
import { encodeResult } from "../../dist/study/queue/result-frame.js";
import { trivialItem, trivialResult } from "./items.mjs";

/** Items before the clock starts: connections, caches, compiled code. */
const WARM_UP = 200;

/** Items per second, and what each costs the server and the planner. */
export async function measureQueue(folder, { side, count, workers }) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const server = spawn(
    "redis-server",
    ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", ""],
    {
      stdio: "ignore",
    },
  );
  const redis = new Redis({ port, host: "127.0.0.1", maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on("error", () => {});
  await redis.ping();
  const script = new URL("trivial-worker.mjs", import.meta.url).pathname;
  const url = `redis://127.0.0.1:${port}`;
  const crew = Array.from({ length: workers }, () =>
    spawn(process.execPath, [script, url, String(side)], { stdio: "ignore" }),
  );
  try {
    while ((await redis.keys("faultline:worker:*")).length < workers) await setTimeout(50);
    const plan = Array.from({ length: count + WARM_UP }, (_, number) => trivialItem(number));
    const began = {};
    const stats = async () => ({
      time: performance.now(),
      cpu: process.cpuUsage(),
      commands: Number(await statistic(redis, "stats", "total_commands_processed")),
      inBytes: Number(await statistic(redis, "stats", "total_net_input_bytes")),
      outBytes: Number(await statistic(redis, "stats", "total_net_output_bytes")),
    });
    await run(`${folder}/warm`, plan.slice(0, WARM_UP), { url, side });
    Object.assign(began, await stats());
    await run(`${folder}/run`, plan.slice(WARM_UP), { url, side });
    const ended = await stats();
    const seconds = (ended.time - began.time) / 1000;
    const used = process.cpuUsage(began.cpu);
    const perItem = (key) => (ended[key] - began[key]) / count;
    const result = { ...trivialResult(plan[0], side), milliseconds: 1, worker: "host:12345" };
    return {
      ...{ items: count, workers, itemsPerSecond: count / seconds },
      plannerMillisecondsPerItem: (used.user + used.system) / 1000 / count,
      commandsPerItem: perItem("commands"),
      serverInBytesPerItem: Math.round(perItem("inBytes")),
      serverOutBytesPerItem: Math.round(perItem("outBytes")),
      resultBytes: encodeResult(result, { run: "" }).length,
      serverPeakMegabytes: Number(await statistic(redis, "memory", "used_memory_peak")) / 1e6,
    };
  } finally {
    for (const worker of crew) worker.kill("SIGKILL");
    redis.disconnect();
    server.kill("SIGKILL");
    await once(server, "exit");
  }
}

async function run(folder, plan, { url, side }) {
  const journal = await openJournal(folder);
  const detector = {
    ...{ source: "winclip", options: { model: "ViT-B/16+" }, aspect: "squash" },
    ...{ device: "cpu", threads: 0, env: {}, cwd: "/" },
  };
  const facts = {
    ...{ runFolder: folder, datasetKind: "mvtec", detector, detectorDigest: "0".repeat(64), provider: "cpu" },
    mapValues: side * side,
  };
  const dataset = { root: "/data/mvtec_ad" };
  const failed = [];
  await queueRunner({ address: { url }, dataset, tries: 3 })(facts)(plan, {
    deliver: async ({ record, maps, milliseconds }) => {
      const stored = await writeMaps(folder, record.key, maps);
      await journal.append({ ...record, maps: stored, milliseconds });
    },
    giveUp: (item, error) => failed.push({ item, error }),
  });
  await journal.close();
  if (failed.length > 0) throw new Error(`${failed.length} items failed: ${failed[0].error}`);
}

async function statistic(redis, section, name) {
  return new RegExp(`^${name}:(\\S+)`, "m").exec(await redis.info(section))?.[1];
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

if (spawnSync("redis-server", ["--version"]).status !== 0)
  throw new Error("missing redis-server: this bench needs one on this machine");
