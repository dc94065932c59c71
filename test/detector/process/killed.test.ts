// Faultline killed with no chance to end anything: the program and what it started end all the same.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { faultline } from "../../support/cli.ts";
import { isAlive } from "../../support/processes.ts";
import { scratchFolder } from "../../support/scratch.ts";

const TOY = fileURLToPath(new URL("../../support/toy-program.mjs", import.meta.url));
const PICTURE = fileURLToPath(new URL("../../fixtures/anomalib/pictures/good.png", import.meta.url));

it("a killed faultline leaves no program behind", async () => {
  const file = join(await scratchFolder(), "pids");
  const command = `exec:'${process.execPath}' '${TOY}' 'has a child and hangs' '${file}'`;
  const { code } = await faultline(
    ["map", "--detector", command, "--answers", "map,score", "--image", PICTURE],
    { interruptWhen: () => existsSync(file), signal: "SIGKILL" },
  );
  expect(code).toBeNull();
  const pids = readFileSync(file, "utf8").trim().split("\n").map(Number);
  expect(pids).toHaveLength(2);
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 10_000 });
});
