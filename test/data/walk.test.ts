// What the walker follows, skips and refuses.

import type * as fsPromises from "node:fs/promises";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { entriesIn, filesBelow, foldersIn, kindOf } from "../../src/data/walk.ts";
import { scratchFolder } from "../support/scratch.ts";
import { plant } from "../support/tree.ts";

/** A folder of this name cannot be read: permissions do not hold for root, whom tests may run as. */
const LOCKED = "locked";

vi.mock("node:fs/promises", async (importOriginal) => {
  const real = await importOriginal<typeof fsPromises>();
  const readdir = async (path: string, options: { withFileTypes: true; encoding: "buffer" }) => {
    if (path.endsWith(LOCKED)) throw Object.assign(new Error("no"), { code: "EACCES" });
    return real.readdir(path, options);
  };
  return { ...real, readdir };
});

const filesIn = async (root: string): Promise<readonly string[]> =>
  (await filesBelow(root, "pictures"))?.files ?? [];

describe("files below a folder", () => {
  it("are listed at any depth, through links to files and folders, sorted", async () => {
    const elsewhere = await plant(await scratchFolder(), { "cam2/c.png": "", "d.png": "" });
    const root = await plant(await scratchFolder(), { "b.png": "", "cam1/a.png": "" });
    await symlink(join(elsewhere, "cam2"), join(root, "cam2"));
    await symlink(join(elsewhere, "d.png"), join(root, "a.png"));
    expect(await filesIn(root)).toEqual(["a.png", "b.png", "cam1/a.png", "cam2/c.png"]);
  });

  it("are none of those that other programs leave", async () => {
    const root = await plant(await scratchFolder(), {
      "000.png": "",
      "._000.png": "",
      ".DS_Store": "",
      "Thumbs.db": "",
      "desktop.ini": "",
      ".ipynb_checkpoints/000-checkpoint.png": "",
      "@eaDir/000.png/SYNOPHOTO_THUMB_M.jpg": "",
      "__MACOSX/000.png": "",
    });
    expect(await filesIn(root)).toEqual(["000.png"]);
  });

  it("are read once where two links lead to one folder, refused where a link leads back", async () => {
    const root = await plant(await scratchFolder(), { "store/a.png": "" });
    await symlink("store", join(root, "again"));
    expect(await filesIn(root)).toEqual(["again/a.png", "store/a.png"]);
    const [up, self] = [join(root, "store/up"), join(root, "store/self")];
    await symlink("..", up);
    await expect(filesIn(root)).rejects.toThrow(`invalid folder ${up}: the link leads back to `);
    await rm(up);
    await symlink(".", self);
    await expect(filesIn(root)).rejects.toThrow(/invalid folder .*\/self: the link leads back to .*\/store$/);
  });
});

it("entries are sorted by name, whatever order the disk has", async () => {
  const names = ["n", "c", "x", "a", "z", "b", "m"];
  const root = await plant(
    await scratchFolder(),
    Object.fromEntries(names.map((name) => [`${name}/0.png`, ""])),
  );
  expect(await foldersIn(root, "pictures")).toEqual([...names].sort());
});

describe("what can be neither read nor entered", () => {
  it("is an entry that says why: broken links, links to themselves", async () => {
    const root = await scratchFolder();
    await symlink("nowhere", join(root, "broken"));
    await symlink("itself", join(root, "itself"));
    expect(await entriesIn(root, "pictures")).toEqual([
      { kind: "unusable", name: "broken", why: "the link leads nowhere" },
      { kind: "unusable", name: "itself", why: "the link leads back to itself" },
    ]);
    expect(await foldersIn(root, "pictures")).toEqual([]);
    expect(await Promise.all(["broken", "itself", "none"].map((name) => kindOf(join(root, name))))).toEqual([
      "unusable",
      "unusable",
      "absent",
    ]);
  });

  it("is a name that is not UTF-8, with its bytes", async () => {
    const root = await scratchFolder();
    await writeFile(
      Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from(".png")]),
      "",
    );
    const [entry] = (await entriesIn(root, "pictures")) ?? [];
    expect(entry).toEqual({ kind: "unusable", name: "caf\\xe9.png", why: "its name is not UTF-8" });
  });

  it("is refused in a folder's place, with what was looked for; absent is null", async () => {
    const root = await plant(await scratchFolder(), { file: "" });
    await mkdir(join(root, LOCKED));
    await symlink("nowhere", join(root, "broken"));
    const messages: Readonly<Record<string, string>> = {
      file: "it is a file; looked for masks",
      broken: "the link leads nowhere; looked for masks",
      [LOCKED]: "it cannot be read (EACCES); looked for masks",
    };
    for (const [name, message] of Object.entries(messages)) {
      const path = join(root, name);
      await expect(entriesIn(path, "masks")).rejects.toThrow(
        new InputError(`invalid folder ${path}: ${message}`),
      );
    }
    await expect(filesBelow(root, "masks")).rejects.toThrow(/locked: it cannot be read \(EACCES\)/);
    expect(await filesBelow(join(root, "none"), "masks")).toBeNull();
  });
});

describe("links that multiply", () => {
  it("are not followed along all of their paths", async () => {
    const root = await scratchFolder();
    for (let level = 0; level < 10; level++) {
      await mkdir(join(root, `level-${level}`));
      for (let link = 0; link < 10; link++)
        await symlink(join(root, `level-${level + 1}`), join(root, `level-${level}`, `link-${link}`));
    }
    await mkdir(join(root, "level-10"));
    await expect(filesBelow(join(root, "level-0"), "pictures")).rejects.toThrow(
      /invalid folder .*: more than 100 links lead to .*level-/,
    );
  });
});
