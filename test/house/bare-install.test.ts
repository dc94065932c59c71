// The built package with the packages that `npm i faultline` installs, and no others.

import { execFile } from "node:child_process";
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { scratchFolder } from "../support/scratch.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A copy of the built package beside links to its dependencies alone; runs a command of it. */
async function bareInstall(): Promise<(...args: string[]) => Promise<{ stdout: string; stderr: string }>> {
  const folder = await scratchFolder();
  await cp(join(ROOT, "dist"), join(folder, "dist"), {
    recursive: true,
    filter: (path) => path !== join(ROOT, "dist/web"),
  });
  await cp(join(ROOT, "package.json"), join(folder, "package.json"));
  await symlink(join(ROOT, "assets"), join(folder, "assets"));
  const { dependencies } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    await mkdir(dirname(join(folder, "node_modules", name)), { recursive: true });
    await symlink(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  }
  const main = join(folder, "dist/cli/main.js");
  return (...args) => promisify(execFile)(process.execPath, [main, ...args], { cwd: folder });
}

test("a study needs neither DuckDB nor the queue's packages; what does says how to install them", async () => {
  const faultline = await bareInstall();
  const bound = ["bound", "--dataset", "demo", "--model", "demo", "--objects", "gear", "--shift", "theta=10"];
  const few = ["--samples", "1", "--budget", "2", "--threads", "1"];
  expect((await faultline(...bound, ...few, "--out", "run")).stdout).toContain("report.html");

  await expect(faultline("query", "run", "SELECT count(*) FROM records")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^faultline: missing package @duckdb\/node-api, which a query needs: npm install @duckdb\/node-api@[\w.-]+\n$/,
    ),
  });
  const queue = ["--queue", "redis://127.0.0.1:1"];
  const asked = [...bound, ...queue, "--out", "other"];
  for (const [purpose, args] of Object.entries({ "a worker": ["worker", ...queue], "--queue": asked })) {
    await expect(faultline(...args)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        new RegExp(
          `^faultline: missing package bullmq, which ${purpose} needs: npm install bullmq@[\\d.]+ ioredis@[\\d.]+\\n$`,
        ),
      ),
    });
  }
});
