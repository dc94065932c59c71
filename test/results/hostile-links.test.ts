// Links, leftovers and names in a run folder from a stranger: nothing outside of it changes, and no half file stays.

import { chmod, link, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { removeLeftovers, writeFileAtomic, writeFileWithin } from "../../src/core/write-file.ts";
import { openJournal } from "../../src/results/journal.ts";
import { checkFinished, claimFolder } from "../../src/results/run-folder.ts";
import { canMount, mountTmpfs } from "../support/mount.ts";
import { refusal } from "../support/refusal.ts";
import { scratchFolder } from "../support/scratch.ts";

const RUN = { faultline: "run", dataset: "mvtec", detector: "0123" } as const;

describe("a link out of a run folder", () => {
  it.each(["maps", "figures", "questions", "questions/ab", "questions/ab/tables", "studies/a/maps"])(
    "at %s is refused before anything is written",
    async (name) => {
      const [run, elsewhere] = [await scratchFolder(), await scratchFolder()];
      await claimFolder(run, RUN);
      await mkdir(join(run, name, ".."), { recursive: true });
      await symlink(elsewhere, join(run, name));
      const message = `cannot write ${join(run, name)}: it is a link out of ${run}; put a folder in its place`;
      expect(await refusal(claimFolder(run, RUN))).toBe(message);
      expect(await refusal(checkFinished(run))).toBe(message);
      expect(await readdir(elsewhere)).toEqual([]);
    },
  );

  it("is none where it stays inside, or leads to the run folder itself", async () => {
    const folder = await scratchFolder();
    await mkdir(join(folder, "run", "other"), { recursive: true });
    await symlink("other", join(folder, "run", "maps"));
    await symlink("run", join(folder, "link"));
    await writeFile(join(folder, "run", "run.json"), `${JSON.stringify(RUN)}\n`);
    await claimFolder(join(folder, "link"), RUN);
  });

  it("in the journal's place is refused, and so is a second name of it: both would change elsewhere", async () => {
    const folder = await scratchFolder();
    const mine = join(folder, "mine");
    await writeFile(mine, "no newline at the end");
    for (const [put, why] of [
      [symlink, "it is a link to a file elsewhere"],
      [link, "the same file has another name elsewhere"],
    ] as const) {
      const run = join(folder, why);
      await mkdir(run);
      await put(mine, join(run, "journal.jsonl"));
      expect(await refusal(openJournal(run))).toContain(why);
      expect(await readFile(mine, "utf8")).toBe("no newline at the end");
      expect(await readdir(run)).toEqual(["journal.jsonl"]);
    }
  });

  it("in place of any other file is replaced, and what it leads to stays", async () => {
    const folder = await scratchFolder();
    const mine = join(folder, "mine");
    await writeFile(mine, "mine");
    await symlink(mine, join(folder, "results.json"));
    await link(mine, join(folder, "report.html"));
    for (const name of ["results.json", "report.html"]) await writeFileAtomic(join(folder, name), "new");
    expect(await readFile(mine, "utf8")).toBe("mine");
    expect(await readFile(join(folder, "results.json"), "utf8")).toBe("new");
  });

  it("is not followed to what others left half-written, nor a circle of links", async () => {
    const [run, elsewhere] = [await scratchFolder(), await scratchFolder()];
    const half = "a.png.999999999-01234567-89ab-cdef-0123-456789abcdef.part";
    await mkdir(join(run, "gallery"));
    for (const place of [run, join(run, "gallery"), elsewhere]) await writeFile(join(place, half), "");
    await symlink(elsewhere, join(run, "maps"));
    for (const name of ["a", "b", "c"]) await symlink(".", join(run, name));
    await mkdir(join(run, `b.${half}`));
    await removeLeftovers(run, () => false);
    expect(await readdir(elsewhere)).toEqual([half]);
    expect((await readdir(run)).sort()).toEqual(["a", "b", `b.${half}`, "c", "gallery", "maps"]);
    expect(await readdir(join(run, "gallery"))).toEqual([]);
  });
});

describe("a write", () => {
  it("under a name that leads out of its folder is refused", async () => {
    const folder = await scratchFolder();
    for (const name of [
      "../a",
      "figures/sweep-../../../a.svg",
      "/a",
      "a/../../b",
      "a\\..\\..\\b",
      "a//b",
      "",
    ])
      expect(await refusal(writeFileWithin(folder, name, ""))).toMatch(
        /^invalid file name ".*": it leads out of /,
      );
    expect(await readdir(folder)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)("into a read-only folder leaves nothing and says so", async () => {
    const folder = await scratchFolder();
    await chmod(folder, 0o500);
    expect(await refusal(writeFileAtomic(join(folder, "a"), ""))).toMatch(/no permission/);
    await chmod(folder, 0o700);
    expect(await readdir(folder)).toEqual([]);
  });

  it("where a folder is leaves nothing beside it", async () => {
    const folder = await scratchFolder();
    await mkdir(join(folder, "a"));
    expect(await refusal(writeFileAtomic(join(folder, "a"), "new"))).toMatch(/it is a folder/);
    expect(await readdir(folder)).toEqual(["a"]);
  });

  it.skipIf(!canMount)("to a full disk leaves the old file and no half of the new one", async () => {
    const disk = join(await scratchFolder(), "disk");
    await mountTmpfs(disk, "size=64k");
    await writeFileAtomic(join(disk, "a"), "old");
    expect(await refusal(writeFileAtomic(join(disk, "a"), "x".repeat(100_000)))).toMatch(/the disk is full/);
    expect([await readdir(disk), await readFile(join(disk, "a"), "utf8")]).toEqual([["a"], "old"]);
  });
});
