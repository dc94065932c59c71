// npm run emulated [-- --cpu EPYC test/search …]
// Tests on a processor that is not at hand: by default one of 2013, with AVX2 and without VNNI, whose products of uint8 by
// int8 saturate. vitest itself runs as it is; the processes that run the tests are emulated by qemu-user.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";

const FILES = ["test/graph", "test/objective/drafts.test.ts", "test/objective/guard.test.ts"];
/** Emulated code is slower by one to two orders of magnitude. */
const TIMEOUT = 1_800_000;

const { values: flags, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { cpu: { type: "string", default: "Haswell-noTSX" } },
});
if (process.platform !== "linux" || process.arch !== "x64") {
  console.error(
    `missing an x86-64 Linux: ${process.arch} ${process.platform} cannot emulate another x86-64 here`,
  );
  process.exit(1);
}
if (spawnSync("qemu-x86_64", ["--version"]).error !== undefined) {
  console.error("missing qemu-x86_64: install qemu-user 7.2 or later (Debian: apt-get install qemu-user)");
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), "faultline-emulated-"));
try {
  await testOn(emulatedNode());
} finally {
  rmSync(folder, { recursive: true });
}

/** A program that is Node on the emulated processor. */
function emulatedNode() {
  const path = join(folder, "node");
  // qemu names every feature of the processor that it does not emulate, of which none is used.
  const emulator = `qemu-x86_64 -cpu '${flags.cpu}' '${process.execPath}' "$@"`;
  writeFileSync(path, `#!/bin/bash\nexec ${emulator} 2> >(grep -v "^qemu-x86_64: warning: TCG" >&2)\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Runs the tests in processes of that program; vitest sets the exit code. */
async function testOn(node) {
  const engine = new URL("../dist/graph/session-node.js", import.meta.url).href;
  const ask = `const { openNodeEngine } = await import("${engine}");
    const engine = await openNodeEngine({ device: "cpu", threads: 1 });
    console.log(JSON.stringify(engine.int8)); await engine.close();`;
  const { stdout, stderr, status } = spawnSync(node, ["--input-type=module", "-e", ask], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the emulated processor ended with ${status}: ${stderr}`);
  console.log(`${flags.cpu}, emulated: 8-bit products ${stdout.trim()}`);
  // Forks are processes of this program.
  process.execPath = node;
  // No driver, and none demanded: a GPU made of software on a processor made of software takes hours.
  Object.assign(process.env, { VK_ICD_FILENAMES: "", CI: "" });
  await startVitest("test", files.length === 0 ? FILES : files, {
    ...{ watch: false, pool: "forks", maxWorkers: 2, testTimeout: TIMEOUT, hookTimeout: TIMEOUT },
  });
}
