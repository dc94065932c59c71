// Files are whole or absent, whatever happens while they are written.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { writeFailure, writeFileAtomic } from "../../src/core/write-file.ts";
import { scratchFolder } from "../support/scratch.ts";

it("replaces a file and leaves nothing beside it", async () => {
  const folder = await scratchFolder();
  await writeFileAtomic(join(folder, "a.txt"), "old");
  await writeFileAtomic(join(folder, "a.txt"), Uint8Array.of(110, 101, 119));
  expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("new");
  expect(await readdir(folder)).toEqual(["a.txt"]);
});

it("keeps the old file when the new content fails half-way", async () => {
  const folder = await scratchFolder();
  const path = join(folder, "a.txt");
  await writeFileAtomic(path, "old");
  const broken = { toString: () => "no content" } as unknown as string;
  await expect(writeFileAtomic(path, broken)).rejects.toThrow();
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(folder)).toEqual(["a.txt"]);
});

it("says which path cannot be written, and why", async () => {
  const folder = await scratchFolder();
  await writeFile(join(folder, "file"), "kept");
  await mkdir(join(folder, "taken"));
  const write = (...names: string[]): Promise<void> => writeFileAtomic(join(folder, ...names), "text");
  await expect(write("none", "a.txt")).rejects.toThrow(
    new InputError(`cannot write ${join(folder, "none", "a.txt")}: its folder does not exist`),
  );
  await expect(write("file", "a.txt")).rejects.toThrow(/its folder is a file/);
  await expect(write("taken")).rejects.toThrow(/it is a folder/);
  expect((await readdir(folder)).sort()).toEqual(["file", "taken"]);
});

it("lets several writers of one path all succeed; one of them stands, whole", async () => {
  const folder = await scratchFolder();
  const texts = Array.from({ length: 8 }, (_, writer) => `${writer}`.repeat(50_000));
  await Promise.all(texts.map((text) => writeFileAtomic(join(folder, "a.txt"), text)));
  expect(texts).toContain(await readFile(join(folder, "a.txt"), "utf8"));
  expect(await readdir(folder)).toEqual(["a.txt"]);
});

it("explains what a user can mend, and passes on what is a bug", () => {
  const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
  expect(writeFailure("/runs/a", full)).toEqual(new InputError("cannot write /runs/a: the disk is full"));
  const bug = new TypeError("not a function");
  expect(writeFailure("/runs/a", bug)).toBe(bug);
});
