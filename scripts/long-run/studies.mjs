// Studies one after another in this process: each opens a detector, searches, writes a run and a report, and is asked
// by SQL; then its folder is removed.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../../dist/index.js";
import { look, shown } from "./watched.mjs";

/** Looks at this process after every study, until so many evaluations are done. */
export async function studyLong({ model, evaluations }) {
  const folder = mkdtempSync(join(tmpdir(), "faultline-long-"));
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  process.env.TMPDIR = temporary;
  const looks = [];
  try {
    for (let [done, seed] = [0, 0]; done < evaluations; seed++) {
      const run = join(folder, `run-${seed}`);
      done += await study(run, { model, seed });
      rmSync(run, { recursive: true });
      await collected();
      looks.push(look(process.pid, done, temporary));
      console.log(shown(looks.at(-1)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return looks;
}

/** Nothing is held any more that nobody needs: what one collection lets go may hold more, which libraries free later. */
async function collected() {
  for (let times = 0; times < 4; times++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** How many evaluations one study took. */
async function study(run, { model, seed }) {
  await cli([
    ...["bound", "--dataset", "demo", "--model", model, "--objects", "gear", "--samples", "4"],
    ...["--budget", "60", "--seed", `${seed}`, "--threads", "1", "--out", run],
  ]);
  const [{ n }] = JSON.parse(
    await cli(["query", run, "SELECT sum(evaluations) AS n FROM searches", "--json"]),
  );
  return n;
}

/** What a command prints. */
async function cli(args) {
  const [printed, noted] = [[], []];
  const code = await runCli(args, {
    ...{ env: process.env, cwd: process.cwd(), progress: () => {} },
    signal: new AbortController().signal,
    out: (line) => void printed.push(line),
    note: (line) => void noted.push(line),
  });
  if (code !== 0) throw new Error(`faultline ${args.join(" ")}: exit code ${code}\n${noted.join("\n")}`);
  return printed.join("\n");
}
