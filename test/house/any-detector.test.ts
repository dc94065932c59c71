// Detectors that are none of ours through the built command line: an ONNX file on two cores and a program, searched, killed
// in the middle, and resumed to the same records.

import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type CliResult, faultline } from "../support/cli.ts";
import { runFiles } from "../support/run-files.ts";
import { sharedFolder } from "../support/scratch.ts";

const folder = await sharedFolder();
const temporary = join(folder, "temporary");
await mkdir(temporary);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STUDY = [
  ...["bound", "--dataset", "demo", "--objects", "nut", "--samples", "2", "--seed", "5"],
  ...["--shift", "theta=20,exposure=0.5", "--budget", "4", "--threads", "1"],
];
const DETECTORS: readonly (readonly [string, readonly string[]])[] = [
  ["an ONNX file", ["--detector", "test/fixtures/anomalib/spot-crop.onnx", "--workers", "2"]],
  [
    "a program",
    ["--detector", "exec:python3 examples/detector.py", "--answers", "map,score", "--resize", "64"],
  ],
];

const study = (
  out: string,
  detector: readonly string[],
  more: Parameters<typeof faultline>[1] = {},
): Promise<CliResult> =>
  faultline([...STUDY, ...detector, "--out", out], { cwd: ROOT, env: { TMPDIR: temporary }, ...more });

/** Lines of a run's journal so far. */
function linesOf(run: string): number {
  const path = join(run, "journal.jsonl");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
}

/** What is left in the temporary folder, where processes of foreign files are started. */
async function left(): Promise<readonly string[]> {
  return (await readdir(temporary)).filter((name) => name.startsWith("faultline-"));
}

describe.each(DETECTORS)("%s as the detector of a study", (what, detector) => {
  const name = what.replace(/\W+/g, "-");
  const whole = join(folder, name);

  it("is searched, killed again and again, and resumed to the same records", async () => {
    // Both runs are made by one command, which they are stamped with; the first is then moved aside.
    const cut = join(folder, `${name}-cut`);
    const undisturbed = await study(cut, detector);
    expect(undisturbed.code, undisturbed.stderr).toBe(0);
    await rename(cut, whole);
    let kills = 0;
    for (const lines of [1, 3]) {
      const { code } = await study(cut, detector, {
        signal: "SIGKILL",
        interruptWhen: () => linesOf(cut) >= lines,
      });
      if (code === null) kills++;
    }
    expect(kills).toBeGreaterThan(0);
    const resumed = await study(cut, detector);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(await runFiles(cut)).toEqual(await runFiles(whole));
    // What a killed process leaves is swept by its own children within a moment.
    await expect.poll(left, { timeout: 5_000 }).toEqual([]);
    const html = await readFile(join(whole, "report.html"), "utf8");
    expect(html).toContain(detector[1]?.split("/").at(-1) ?? "");
  }, 120_000);
});
