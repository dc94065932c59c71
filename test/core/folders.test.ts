// Folders for outputs: made with those above them, found behind links, refused where something else is.

import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isWithin, makeEmptyFolder, makeFolder, namesIn, realFolder } from "../../src/core/folders.ts";
import { scratchFolder } from "../support/scratch.ts";

it("makes a folder and those above it; a second time changes nothing", async () => {
  const folder = await scratchFolder();
  const deep = join(folder, "a", "b", "c");
  await makeFolder(deep);
  await writeFile(join(deep, "kept"), "");
  await makeFolder(deep);
  expect(await readdir(deep)).toEqual(["kept"]);
});

it("says what is in the place of a folder, and makes nothing of it", async () => {
  const folder = await scratchFolder();
  const at = (name: string): string => join(folder, name);
  await writeFile(at("file"), "");
  await symlink("nowhere", at("dangling"));
  await symlink("circle", at("circle"));
  await expect(makeFolder(at("file"))).rejects.toThrow(`cannot write ${at("file")}: a file is in its place`);
  await expect(makeFolder(at("file/below"))).rejects.toThrow("its folder is a file");
  await expect(namesIn(at("file"))).rejects.toThrow("it is a file, or lies in one");
  await expect(namesIn(at("file/below"))).rejects.toThrow("it is a file, or lies in one");
  await expect(namesIn(at("dangling"))).rejects.toThrow("it is a link to nothing");
  await expect(namesIn(at("circle"))).rejects.toThrow("its links lead in a circle");
  expect(await namesIn(at("absent/below"))).toBeNull();
});

it("makes a new or empty folder, and refuses any other", async () => {
  const folder = await scratchFolder();
  await makeEmptyFolder(join(folder, "new"));
  await makeEmptyFolder(join(folder, "new"));
  await expect(makeEmptyFolder(folder)).rejects.toThrow(`invalid folder ${folder}: it is not empty`);
});

describe("realFolder", () => {
  it("follows links, also above what is not there yet", async () => {
    const folder = await scratchFolder();
    await mkdir(join(folder, "real"));
    await symlink("real", join(folder, "link"));
    expect(await realFolder(join(folder, "link"))).toBe(join(folder, "real"));
    expect(await realFolder(join(folder, "link", "new", "run"))).toBe(join(folder, "real", "new", "run"));
  });
});

it.each([
  ["/data", "/data", true],
  ["/data/gear/test", "/data", true],
  ["/data", "/data/gear", false],
  ["/database", "/data", false],
  ["/data/..gear", "/data", true],
  ["/data", "/", true],
])("isWithin(%s, %s) is %s", (folder, outer, within) => {
  expect(isWithin(folder, outer)).toBe(within);
});
