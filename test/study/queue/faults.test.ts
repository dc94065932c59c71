// A study on a real queue with three worker processes, through everything that goes wrong with machines: it ends with
// the files of a study in one process. Its widest searches start from the records of narrower ones.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { random } from "../../../src/core/random.ts";
import { faultline } from "../../support/cli.ts";
import { hasRedis, startRedis } from "../../support/redis.ts";
import { journalKeys, runFiles } from "../../support/run-files.ts";
import { sharedFolder } from "../../support/scratch.ts";

const MAIN = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const ITEMS = 72;
const LEASE_SECONDS = 2;
const STUDY = [
  ...["bound", "--dataset", "demo", "--model", "demo", "--objects", "nut,gear,weave", "--samples", "4"],
  // What an item depends on besides its points goes with it: where shifts act, and what they draw from.
  ...["--shift", "theta,noise=moderate", "--acting-size", "80", "--subsets", "--budget", "8", "--seed", "3"],
  ...["--threads", "1"],
];

const folder = await sharedFolder();
const started = performance.now();
afterAll(() => console.log(`queue fault suite: ${((performance.now() - started) / 1000).toFixed(0)} s`));

/** A worker process that is replaced when it is killed. */
function workers(url: string, count: number): { kill(index: number, signal: NodeJS.Signals): void } {
  const begin = (): ChildProcess =>
    spawn(process.execPath, [MAIN, "worker", "--queue", url, "--lease", `${LEASE_SECONDS}`], {
      stdio: "ignore",
    });
  const crew = Array.from({ length: count }, begin);
  onTestFinished(() => {
    for (const worker of crew) worker.kill("SIGKILL");
  });
  return {
    kill: (index, signal) => {
      crew[index]?.kill(signal);
      if (signal === "SIGKILL") crew[index] = begin();
    },
  };
}

describe("a study on a queue", () => {
  it.skipIf(!hasRedis)(
    "survives killed workers, one that sleeps beyond its lease, and a server that restarts with and without its data (needs redis-server)",
    async () => {
      const [here, there] = [join(folder, "here"), join(folder, "there")];
      // Both are made by one command, which they are stamped with; the first is then moved aside.
      const local = await faultline([...STUDY, "--out", there]);
      expect(local.code, local.stderr).toBe(0);
      await rename(there, here);

      const redis = await startRedis(folder);
      onTestFinished(() => redis.stop());
      const crew = workers(redis.url, 3);
      const items = (): number => {
        const path = join(there, "journal.jsonl");
        return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
      };
      let awake = Promise.resolve();
      const source = random(11, "faults");
      const faults: readonly [number, () => Promise<void> | void][] = [
        [4, () => crew.kill(0, "SIGKILL")],
        [
          8,
          () => {
            crew.kill(1, "SIGSTOP");
            awake = setTimeout(2.5 * LEASE_SECONDS * 1000).then(() => crew.kill(1, "SIGCONT"));
          },
        ],
        [
          14,
          async () => {
            await redis.stop();
            await setTimeout(300);
            await redis.start();
          },
        ],
        [20, () => crew.kill(source.next() < 0.5 ? 0 : 2, "SIGKILL")],
        [
          26,
          async () => {
            await redis.stop();
            await redis.forget();
            await redis.start();
          },
        ],
        [34, () => crew.kill(0, "SIGKILL")],
        [42, () => crew.kill(2, "SIGKILL")],
      ];
      let ended = false;
      const planner = faultline([...STUDY, "--out", there, "--queue", redis.url, "--tries", "20"]).finally(
        () => {
          ended = true;
        },
      );
      let caused = 0;
      for (const [after, cause] of faults) {
        while (items() < after && !ended) await setTimeout(10);
        if (ended) break;
        await cause();
        caused++;
      }
      await awake;
      const { code, stderr } = await planner;
      expect(code, stderr).toBe(0);
      expect(caused).toBe(faults.length);
      expect(stderr).toMatch(/items are not in the queue any more; adding them again/);
      expect(await runFiles(there)).toEqual(await runFiles(here));
      const keys = await journalKeys(there);
      expect(keys).toHaveLength(ITEMS);
      expect(new Set(keys).size).toBe(ITEMS);
    },
    300_000,
  );
});
