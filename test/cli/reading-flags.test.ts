// Flags that say how files are read, as users give them.

import { join } from "node:path";
import { expect, it } from "vitest";
import { faultline, readNpy } from "../support/cli.ts";
import { tiffFile } from "../support/raw-pictures.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, plant } from "../support/tree.ts";

const SIDE = 32;
const SIZE = { width: SIDE, height: SIDE };

/** A picture of a 12-bit camera in a file of 16 bits. */
const twelveBits = (): Uint8Array =>
  tiffFile(
    Uint16Array.from({ length: SIDE ** 2 }, (_, at) => (at * 13) % 4096),
    SIZE,
  );

it("a picture is divided by the white level", async () => {
  const folder = await plant(await scratchFolder(), { "part.tif": twelveBits() });
  const out = join(folder, "out.npy");
  const { code, stderr } = await faultline([
    ...["augment", "--image", join(folder, "part.tif"), "--white-level", "4095", "--out", out],
  ]);
  expect([code, stderr]).toEqual([0, ""]);
  const { data } = await readNpy(out);
  expect(Math.max(...data)).toBeGreaterThan(0.9);
});

it("a study notes what is doubtful before it computes, once for each kind, and not what a flag settles", async () => {
  const marked = [...new Array<number>(SIDE ** 2 - 40).fill(255)];
  const root = await plant(join(await scratchFolder(), "parts"), {
    "normal/n.tif": twelveBits(),
    "anomalous/a.tif": twelveBits(),
    "anomalous/b.tif": twelveBits(),
    "masks/a.png": mask([0, 255, 0, 255, ...marked], SIDE, SIDE),
    "masks/b.png": mask(marked, SIDE, SIDE),
  });
  const { code, stderr } = await faultline([
    ...["sweep", "--dataset", "folder", "--root", root, "--class", "gear", "--model", "demo"],
    ...["--shift", "theta", "--values", "2", "--white-level", "4095", "--out", join(root, "../run")],
  ]);
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^note: mask .*masks\/a\.png and 1 more: most pixels are anomalous; .*--invert-masks.*\n0 of/,
  );
  expect(stderr).not.toMatch(/16-bit/);
});
