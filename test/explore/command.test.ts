// `explore` as its users start it: what it refuses, and the token where others can reach it.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faultline } from "../support/cli.ts";
import { ask, serveExplorer } from "../support/explorer.ts";
import { scratchFolder } from "../support/scratch.ts";
import { SUMMARY } from "../support/summary.ts";

describe("explore", () => {
  it.each([
    [["--port", "70000"], 2, "at most 65535"],
    [["--compare", "other"], 2, "missing RUN"],
    [["--static", "x", "--root", "y"], 2, "--static writes the demo alone"],
    [["nowhere"], 1, "is nowhere the folder of a finished run?"],
    [["--dataset", "mvtec"], 2, "missing --root"],
    [["--host", "203.0.113.7"], 1, "203.0.113.7 is no address of this machine"],
  ])("refuses %j", async (args, code, said) => {
    const result = await faultline(["explore", ...args], { cwd: await scratchFolder() });
    expect([result.code, result.stderr.replaceAll(/is \/\S+\/nowhere/g, "is nowhere")]).toEqual([
      code,
      expect.stringContaining(said),
    ]);
  });

  it("says what a run's pictures are and how to give them", async () => {
    const folder = join(await scratchFolder(), "run");
    await mkdir(folder);
    await writeFile(join(folder, "results.json"), JSON.stringify(SUMMARY));
    const { code, stderr } = await faultline(["explore", folder]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("missing --root: run was made on folder pictures; say where they are"),
    ]);
  });

  it("asks for a token where other machines reach it, and takes it into a cookie", async () => {
    const { address, port, stop } = await serveExplorer("--host", "0.0.0.0", "--threads", "1");
    const path = address.slice(address.indexOf("/?"));
    expect((await ask(port, "/")).status).toBe(401);
    expect((await ask(port, "/api/state?token=guess")).status).toBe(401);
    const taken = await ask(port, path);
    expect([taken.status, taken.headers["location"]]).toEqual([303, "/"]);
    const cookie = String(taken.headers["set-cookie"]).split(";")[0] ?? "";
    expect(String(taken.headers["set-cookie"])).toContain("HttpOnly; SameSite=Strict");
    expect((await ask(port, "/api/state", { headers: { Cookie: cookie } })).status).toBe(200);
    expect((await ask(port, "/", { headers: { Cookie: cookie, Host: `evil.example:${port}` } })).status).toBe(
      403,
    );
    expect(await stop()).toBe(0);
  });
});
