// A command asks for no connection and leaves nothing behind but what it was told to write and our own cache. The long
// version, for what begins only after a while, is `npm run quiet`.

import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const QUIET = fileURLToPath(new URL("../../scripts/quiet.mjs", import.meta.url));
const hasStrace = spawnSync("strace", ["-V"]).error === undefined;

describe("the command line under strace", () => {
  it.runIf(hasStrace)("opens no socket, and leaves no file of anybody else's", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [QUIET, "--quick"]);
    expect(stdout).toContain("no connection was asked for, and nothing was left behind");
  });
});
