// Maps and masks of two folders, as `metrics` pairs them.

import { mkdir, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { pairedMaps } from "../../src/data/paired-maps.ts";
import { scratchFolder } from "../support/scratch.ts";
import { plant } from "../support/tree.ts";

/** The pairs of a root's folders maps and masks, by paths relative to the root; notes are added to those given. */
async function pairs(root: string, notes: string[] = []): Promise<(readonly string[])[]> {
  const found = await pairedMaps(join(root, "maps"), join(root, "masks"), (line) => notes.push(line));
  return found.map(({ mapPath, maskPaths }) => [mapPath, ...maskPaths].map((path) => relative(root, path)));
}

const rootOf = async (files: readonly string[]): Promise<string> =>
  plant(await scratchFolder(), Object.fromEntries(files.map((path) => [path, ""])));

it("pairs at any depth, with parts of one mask; a map without a mask is normal", async () => {
  const root = await rootOf([
    ...["maps/good/000.npy", "maps/bent/000.tiff", "maps/bent/001.npy", "maps/gas_mask.npy"],
    ...["masks/bent/000_mask.png", "masks/bent/001/000.png", "masks/bent/001/001.png", "masks/gas_mask.png"],
  ]);
  expect(await pairs(root)).toEqual([
    ["maps/bent/000.tiff", "masks/bent/000_mask.png"],
    ["maps/bent/001.npy", "masks/bent/001/000.png", "masks/bent/001/001.png"],
    ["maps/gas_mask.npy", "masks/gas_mask.png"],
    ["maps/good/000.npy"],
  ]);
});

it("takes all as normal where the folder of masks is there and empty, and notes it", async () => {
  const root = await rootOf(["maps/000.npy", "maps/000.png", "maps/readme.txt"]);
  await mkdir(join(root, "masks"));
  const notes: string[] = [];
  expect(await pairs(root, notes)).toEqual([["maps/000.npy"]]);
  expect(notes).toEqual([
    `${join(root, "maps")}: 000.png not read; maps are NumPy, TIFF`,
    `${join(root, "masks")}: no masks there; every map is taken as normal`,
  ]);
});

describe("refused are", () => {
  it("folders that are not there, or the same", async () => {
    const root = await rootOf(["maps/000.npy"]);
    await expect(pairs(root)).rejects.toThrow(
      new InputError(`missing folder ${join(root, "masks")} (--masks)`),
    );
    const maps = join(root, "maps");
    await expect(pairedMaps(maps, `${maps}/`, () => {})).rejects.toThrow(/it is the folder of --maps too/);
    await expect(pairedMaps(join(root, "none"), maps, () => {})).rejects.toThrow(/none \(--maps\)/);
  });

  it("folders without a map", async () => {
    await expect(pairs(await rootOf(["maps/a.png", "masks/a.png"]))).rejects.toThrow(/^missing maps: /);
  });

  it("a mask without a map, with the map that was looked for", async () => {
    const root = await rootOf(["maps/000.npy", "masks/bent/001_mask.png"]);
    await expect(pairs(root)).rejects.toThrow(
      new InputError(
        `missing map for the mask ${join(root, "masks/bent/001_mask.png")}; expected ${join(root, "maps/bent/001")}.npy`,
      ),
    );
  });

  it.each([
    [
      ["maps/000.npy", "maps/000.tif"],
      "invalid maps ROOT/maps/000.npy, ROOT/maps/000.tif: they have the same name",
    ],
    [
      ["maps/000.npy", "masks/000.png", "masks/000_mask.png"],
      "invalid masks ROOT/masks/000.png, ROOT/masks/000_mask.png: all are of ROOT/maps/000.npy",
    ],
  ])("files of one name: %j", async (files, message) => {
    const root = await rootOf([...files, "masks/notes.txt"]);
    await expect(pairs(root)).rejects.toThrow(message.replaceAll("ROOT", root));
  });

  it("links that lead nowhere or back", async () => {
    const root = await rootOf(["maps/000.npy", "masks/000.png"]);
    await symlink("nowhere.png", join(root, "masks/001.png"));
    await expect(pairs(root)).rejects.toThrow(
      `invalid entry ${join(root, "masks/001.png")}: the link leads nowhere; looked for masks`,
    );
    await symlink("..", join(root, "maps/up"));
    await expect(pairs(root)).rejects.toThrow(/maps\/up: the link leads back to /);
  });
});
