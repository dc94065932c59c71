// Output files: an earlier output of the same name is replaced, anything else stays.

import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkOutput } from "../../src/cli/output.ts";
import { claimFolder } from "../../src/results/run-folder.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";

it("an output takes the place of none of its inputs, of no folder and of no file that a run keeps", async () => {
  const folder = await scratchFolder();
  const at = (name: string): string => join(folder, name);
  await cp(`${FIXTURES}small.png`, at("part.png"));
  await writeFile(at("earlier.png"), "");
  await mkdir(at("folder.png"));
  await claimFolder(at("run"), { faultline: "reproduction" });
  await writeFile(at("run/results.json"), "{}");
  const check = (out: string): Promise<void> =>
    checkOutput(at(out), [".png", ".json"], [at("part.png"), undefined]);
  await expect(check("part.png")).rejects.toThrow(
    `it is the same file as ${at("part.png")}; choose another name`,
  );
  await expect(check("run/../part.png")).rejects.toThrow("it is the same file");
  await expect(check("folder.png")).rejects.toThrow("it is a folder");
  await expect(check("run/results.json")).rejects.toThrow("it is a file that a run keeps");
  await expect(checkOutput("/dev/null", [""])).rejects.toThrow("it is no ordinary file");
  await check("new.png");
  await check("earlier.png");
  await check("run/other.json");
});
