// What the command line refuses: one message, the right exit code, nothing half-written.

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faultline, writeNpy } from "../support/cli.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";

const MODEL = ["--model", `${FIXTURES}tiny-gelu`, "--class", "hazelnut"];
const IMAGE = `${FIXTURES}wide.png`;

async function expectRefusal(args: readonly string[], code: 1 | 2, message: RegExp): Promise<void> {
  const folder = await scratchFolder();
  const result = await faultline(args, { cwd: folder });
  expect(result.stderr).toMatch(message);
  expect(result.code, result.stderr).toBe(code);
  expect(result.stdout).toBe("");
  expect(result.stderr, "a message, not a stack").not.toMatch(/\n\s+at /);
  expect(await readdir(folder)).toEqual([]);
}

describe("wrong usage ends with exit code 2", () => {
  it.each([
    ["a command that does not exist", ["mapp"], /mapp/],
    ["a flag that does not exist", ["map", "--colour"], /--colour/],
    ["no flag of those that are needed", ["bound"], /missing --dataset, --out, --model$/m],
    ["no class", ["map", "--model", "demo", "--image", IMAGE], /--class/],
    [
      "no acting size",
      ["map", ...MODEL, "--image", IMAGE, "--acting-size", "big"],
      /working, own or a longest/,
    ],
    [
      "a derivative where there is none",
      ["map", ...MODEL, "--image", IMAGE, "--mask", IMAGE, "--gradient", "--at", "theta=1,jpeg=q75"],
      /nothing has a derivative by jpeg/,
    ],
    ["θ beyond the range", ["map", ...MODEL, "--image", IMAGE, "--at", "theta=120"], /120.*-90.*90/],
    [
      "δs beyond the range",
      ["augment", "--image", IMAGE, "--at", "saturation=0.7", "--out", "a.npy"],
      /0\.7.*0\.5/,
    ],
    ["NaN", ["map", ...MODEL, "--image", IMAGE, "--at", "hue=NaN"], /NaN/],
    ["Infinity", ["augment", "--image", IMAGE, "--at", "theta=Infinity", "--out", "a.npy"], /Infinity/],
    ["hue in degrees", ["map", ...MODEL, "--image", IMAGE, "--at", "hue=90"], /--at "hue=90".*90deg/],
    [
      "a distribution outside risk",
      ["bound", "--dataset", "demo", "--model", "demo", "--out", "run", "--shift", "theta=normal(0,3)"],
      /normal.*risk alone/,
    ],
    [
      "a comparison without a baseline",
      ["bound", "--dataset", "demo", "--model", "demo", "--out", "run", "--fail-on", "regression"],
      /missing --baseline: --fail-on regression needs it/,
    ],
    ["--over, which is --shift", ["bound", "--over", "theta"], /--over.*--shift NAME/],
    ["a gradient without a mask", ["map", ...MODEL, "--image", IMAGE, "--gradient"], /--mask/],
    [
      "an unknown kind of data set",
      ["bound", "--dataset", "mvtc", "--model", "demo", "--out", "run"],
      /mvtc.*mvtec/s,
    ],
    ["an output that is neither", ["augment", "--image", IMAGE, "--out", "a.gif"], /\.npy.*\.png/],
  ] as const)("%s", async (_, args, message) => {
    await expectRefusal(args, 2, message);
  });
});

describe("bad input ends with exit code 1", () => {
  it("a picture that is missing, empty or damaged", async () => {
    const folder = await scratchFolder();
    await writeFile(join(folder, "empty.png"), "");
    await writeFile(join(folder, "damaged.png"), "\x89PNG\r\n\x1a\nnothing more");
    for (const name of ["missing.png", "empty.png", "damaged.png"]) {
      await expectRefusal(["map", ...MODEL, "--image", join(folder, name)], 1, new RegExp(name));
    }
  });

  it("a mask of another size", async () => {
    const mask = await writeNpy(join(await scratchFolder(), "mask.npy"), [2, 2], [0, 1, 0, 0]);
    await expectRefusal(["map", ...MODEL, "--image", IMAGE, "--mask", mask], 1, /mask.*2×2.*150×100/);
  });

  it("a model folder without a checkpoint", async () => {
    const folder = await scratchFolder();
    await expectRefusal(["map", "--model", folder, "--class", "nut", "--image", IMAGE], 1, /open_clip/);
  });

  it("a data root of another layout, saying what was looked for", async () => {
    const root = await scratchFolder();
    await mkdir(join(root, "pictures"));
    const flags = ["bound", "--dataset", "mvtec", "--root", root, "--model", "demo", "--out", "run"];
    await expectRefusal(flags, 1, /test/);
  });

  it("an output folder that cannot be written", async () => {
    const folder = await scratchFolder();
    const file = join(folder, "file");
    await writeFile(file, "");
    await expectRefusal(["augment", "--image", IMAGE, "--out", join(file, "a.npy")], 1, /file/);
  });
});
