// npm run kills [-- --kills 50 --seed 1 --searches shared]: a study whose searches start from one another (of their own
// picture, or with "shared" of the object's other pictures too), on a queue with three workers, any of which, and the
// planner, are killed (kill -9) at random moments; again and again, until so many processes have been killed. Every study
// must end with the records and maps of one that was left alone. Needs a build and redis-server.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { random } from "../dist/core/random.js";
import { readRecords } from "../dist/results/journal.js";
import { exportRecords } from "../dist/results/record.js";

const { values: flags } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    searches: { type: "string", default: "independent" },
  },
});
const MAIN = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const WORKERS = 3;
const LONGEST_LIFE_MILLISECONDS = 6000;
const STUDY = [
  ...["bound", "--dataset", "demo", "--model", "demo", "--objects", "nut,weave", "--samples", "4"],
  ...["--shift", "theta,saturation", "--subsets", "--budget", "8", "--seed", "3", "--threads", "1"],
  ...["--searches", flags.searches],
];

const folder = mkdtempSync(join(tmpdir(), "faultline-kills-"));
const source = random("kills", Number(flags.seed));
const children = new Set();

/** Starts a process, its output dropped. */
function start(command, args) {
  const child = spawn(command, args, { stdio: "ignore" });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

const planner = (out, more = []) => start(process.execPath, [MAIN, ...STUDY, "--out", out, ...more]);

/** Everything of a run that is the same in equal studies. */
async function contentOf(run) {
  const records = exportRecords((await readRecords(run)).values());
  const maps = readdirSync(join(run, "maps")).sort();
  return [records, ...maps.map((name) => readFileSync(join(run, "maps", name)).toString("base64"))].join(
    "\n",
  );
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  return port;
}

/** One study through the queue, processes killed as long as kills are left; how many were. */
async function killedStudy(run, url, left) {
  const worker = () => start(process.execPath, [MAIN, "worker", "--queue", url, "--lease", "2"]);
  const crew = Array.from({ length: WORKERS }, worker);
  const tries = ["--queue", url, "--tries", "1000"];
  let planning = planner(run, tries);
  let end = once(planning, "exit");
  let killed = 0;
  for (;;) {
    const life = source.next() * LONGEST_LIFE_MILLISECONDS;
    const code = await Promise.race([end.then(([ended]) => ended), setTimeout(life, null)]);
    if (code !== null) {
      if (code !== 0) throw new Error(`the planner ended with ${code}`);
      break;
    }
    if (killed >= left) continue;
    const victim = source.integer(WORKERS + 1);
    killed++;
    if (victim < WORKERS) {
      crew[victim].kill("SIGKILL");
      crew[victim] = worker();
    } else {
      planning.kill("SIGKILL");
      await end;
      planning = planner(run, tries);
      end = once(planning, "exit");
    }
  }
  for (const each of crew) each.kill("SIGKILL");
  return killed;
}

try {
  const whole = join(folder, "whole");
  const [code] = await once(planner(whole), "exit");
  if (code !== 0) throw new Error(`the undisturbed study ended with ${code}`);
  const expected = await contentOf(whole);
  const port = await freePort();
  start("redis-server", ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""]);
  let kills = 0;
  let studies = 0;
  for (; kills < Number(flags.kills); studies++) {
    const run = join(folder, `run-${studies}`);
    kills += await killedStudy(run, `redis://127.0.0.1:${port}`, Number(flags.kills) - kills);
    if (!existsSync(join(run, "report.html"))) throw new Error(`no report in ${run}`);
    if ((await contentOf(run)) !== expected) throw new Error(`study ${studies} ended otherwise`);
    console.log(`${kills} of ${flags.kills} processes killed; ${studies + 1} studies ended as undisturbed`);
  }
} finally {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
