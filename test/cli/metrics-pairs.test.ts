// `metrics` over folders as users have them: links, and what other programs leave beside the files.

import { cp, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { faultline } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch.ts";
import { plant } from "../support/tree.ts";

const PAIRS = fileURLToPath(new URL("../fixtures/pairs/", import.meta.url));

async function metricsOf(root: string): Promise<number[]> {
  const args = ["metrics", "--maps", join(root, "maps"), "--masks", join(root, "masks"), "--json"];
  const { stdout, stderr } = await faultline(args);
  expect(stderr).toBe("");
  const { pauroc, aupro, f1max, ap, imageAuroc } = JSON.parse(stdout) as Record<string, number>;
  return [pauroc, aupro, f1max, ap, imageAuroc].map((value) => Math.round(1e5 * (value ?? Number.NaN)));
}

it("gives the same values for linked files, and beside hidden ones", async () => {
  const root = await scratchFolder();
  await cp(join(PAIRS, "maps"), join(root, "maps"), { recursive: true });
  await cp(join(PAIRS, "masks"), join(root, "store"), { recursive: true });
  await mkdir(join(root, "masks"));
  for (const name of ["000_mask.png", "001_mask.png"])
    await symlink(join("..", "store", name), join(root, "masks", name));
  await plant(root, {
    "maps/._000.npy": "left by a Mac",
    "masks/._000_mask.png": "left by a Mac",
    "masks/.ipynb_checkpoints/000_mask-checkpoint.png": "left by a notebook",
  });
  // By an independent computation.
  expect(await metricsOf(root)).toEqual([92475, 64444, 50891, 51913, 100000]);
});
