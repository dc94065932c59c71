// npm run hostile [-- --only TEXT --program dist/cli/main.js]
// Gives the built product every hostile input that is known and prints what the whole command used, under /usr/bin/time,
// and said. Fails where one takes more than 2 s of processor time or 512 MB, ends in no message of ours, or is no plain
// line. Inputs are made in a temporary folder; up to 400 MB of it at a time.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { MEMORY, SECONDS, slowness } from "../../test/fuzz/budget.ts";
import { allCases, type Case, DEMO_RUN } from "./cases.ts";
import { type Measured, measure } from "./measure.ts";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    program: { type: "string", default: "dist/cli/main.js" },
  },
});

/** Errors of the language, of a library, of ours that the user is not to see. */
const BUGS =
  /a bug, please|RangeError|TypeError|SyntaxError|ReferenceError|InvariantError|\n +at |heap out of memory/;

const program = resolve(flags.program);
const root = mkdtempSync(join(tmpdir(), "faultline-hostile-"));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const made = spawnSync(process.execPath, [program, ...DEMO_RUN], { cwd: root, encoding: "utf8" });
  if (made.status !== 0) throw new Error(`no run to begin with: ${made.stderr}`);
  print("| input | processor time | memory | exit | message |");
  print("|---|--:|--:|--:|---|");
  for (const each of (await allCases()).filter(({ what }) => what.includes(flags.only))) tell(each);
} finally {
  rmSync(root, { recursive: true, force: true });
}

function tell({ what, args, by, raised = false, write }: Case): void {
  const folder = join(root, "case");
  mkdirSync(folder);
  try {
    cpSync(join(root, "run"), join(folder, "run"), { recursive: true });
    write(folder);
    const script = by === undefined ? [program, ...args] : [by, program, ...args];
    const once = (): Measured => measure(script, folder);
    let [allowed, measured] = [SECONDS * slowness(), once()];
    // Others may use the machine, and a busy core is slower than the loop tells: a second time decides.
    if (measured.seconds > allowed) {
      const again = once();
      allowed = Math.max(allowed, SECONDS * slowness());
      measured = again.seconds < measured.seconds ? again : measured;
    }
    const wrong = faultsOf(measured, raised ? undefined : allowed);
    const lines = measured.said.split("\n");
    const message = lines.find((line) => line.startsWith("faultline")) ?? lines.at(0) ?? "";
    const shown = JSON.stringify(message.replaceAll(folder, ".").slice(0, 160))
      .slice(1, -1)
      .replaceAll("|", "\\|");
    const figures = `${measured.seconds.toFixed(2)} s | ${Math.round(measured.peak / 1e6)} MB | ${measured.code}`;
    print(`| ${what} | ${figures} | ${shown}${wrong.length > 0 ? ` **${wrong.join(", ")}**` : ""} |`);
    if (wrong.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function faultsOf({ seconds, peak, code, said }: Measured, allowed: number | undefined): string[] {
  const faults: string[] = [];
  if (allowed !== undefined && seconds > allowed) faults.push("processor time");
  if (allowed !== undefined && peak > MEMORY) faults.push("memory");
  if (code !== 0 && code !== 1 && code !== 2) faults.push(`ended with ${code}`);
  if (BUGS.test(said)) faults.push("no message of ours");
  if (said.split("\n").some((line) => /[\p{Cc}]/u.test(line.replaceAll("\t", " "))))
    faults.push("control characters");
  return faults;
}
