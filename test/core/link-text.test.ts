// A link that git checked out as text stands for its target, in pictures, masks and digests alike.

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linkTextOf } from "../../src/core/link-text.ts";
import { openDataset } from "../../src/data/registry.ts";
import { decodeMask } from "../../src/image/codec.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, picture, plant } from "../support/tree.ts";

const linkIn = (path: string, text: string): string | null => linkTextOf(path, Buffer.from(text));

describe("a link as text", () => {
  it("is one line that names a file of its own ending", () => {
    expect(linkIn("/data/masks/a_mask.png", "../store/a.png")).toBe("/data/store/a.png");
    expect(linkIn("/data/masks/a.png", "/store/a.PNG")).toBe("/store/a.PNG");
  });

  it.each([
    ["two lines", "../a.png\n../b.png"],
    ["another ending", "../a.txt"],
    ["no ending", "a"],
    ["more than a path", `${"a".repeat(1021)}.png`],
    ["a picture's bytes", "\u0089PNG\r\n\u001a\n.png"],
  ])("is not %s", (_, text) => {
    expect(linkIn("/data/a.png", text)).toBeNull();
  });

  it("stands for its target, which digests follow", async () => {
    const root = await plant(join(await scratchFolder(), "gear"), {
      "anomalous/a.png": picture(),
      "masks/a.png": "../store/a.png",
      "store/a.png": mask([1]),
    });
    const digest = async (): Promise<string | undefined> => {
      const [sample] = await (await openDataset("folder", { root })).testSamples("gear");
      expect((await sample?.loadMask())?.data.indexOf(1)).toBe(0);
      return await sample?.digest();
    };
    const before = await digest();
    expect(await digest()).toBe(before);
    await plant(root, { "store/a.png": mask([1, 1]) });
    expect(await digest()).not.toBe(before);
  });

  it("to nothing is refused, naming both", async () => {
    const root = await plant(await scratchFolder(), { "masks/a.png": "../store/a.png" });
    await expect(decodeMask(join(root, "masks/a.png"))).rejects.toThrow(
      /masks\/a\.png: git left it in place of a link to .*store\/a\.png \(missing .*\)/,
    );
  });
});
