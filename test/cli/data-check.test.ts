// `data check` as its users run it: exit codes, what is listed, and the whole list as JSON.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DataCheck } from "../../src/data/check.ts";
import { writeSynthetic } from "../../src/data/synthetic/write.ts";
import { faultline } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, picture, plant } from "../support/tree.ts";

async function synthetic(): Promise<string> {
  const directory = join(await scratchFolder(), "tree");
  await writeSynthetic({
    layout: "mvtec",
    directory,
    samples: 6,
    seed: 0,
    objects: ["capsule", "nut"],
    size: 32,
  });
  return directory;
}

describe("data check", () => {
  it("ends with 0 where all is readable, and with 1 where a mask is gone", async () => {
    const root = await synthetic();
    const args = ["data", "check", "--dataset", "mvtec", "--root", root, "--objects", "nut"];
    const whole = await faultline(args);
    expect([whole.code, whole.stdout]).toEqual([0, expect.stringContaining("12 pictures, sound")]);
    await rm(join(root, "nut/ground_truth/crack/000_mask.png"));
    const damaged = await faultline(args);
    expect(damaged.code).toBe(1);
    expect(damaged.stdout).toContain(`missing file ${join(root, "nut/ground_truth/crack/000_mask.png")}`);
  });

  it("names what MVTec AD has and this root has not: in part as text, in full as JSON", async () => {
    const root = await synthetic();
    const text = await faultline(["data", "check", "--dataset", "mvtec", "--root", root]);
    const json = await faultline(["data", "check", "--dataset", "mvtec", "--root", root, "--json"]);
    const checked = JSON.parse(json.stdout) as DataCheck;
    expect([text.code, json.code, checked.sound]).toEqual([1, 1, false]);
    // Of the 15 objects one is there, in part: each of its three splits is too small.
    const count = (kind: string): number => checked.faults.filter((fault) => fault.kind === kind).length;
    expect([count("missing object"), count("count")]).toEqual([14, 3]);
    const line = text.stdout.split("\n").find((each) => each.startsWith("missing object"));
    expect(line).toMatch(/^missing objects bottle, cable, carpet, .*, zipper: fetch or unpack them/);
    expect(text.stdout.match(/bottle/g)).toHaveLength(1);
    expect(text.stdout).toMatch(/: 24 pictures, \d+ faults; 14 objects missing\n$/);
    expect(text.stdout).toContain("note: nut is no published object of mvtec");
    const hidden = checked.faults.filter(({ path }) => path !== null).length - 20;
    expect(text.stdout).toContain(`and ${hidden} more faults`);
  });

  it("notes what is not read, and takes the folders of a folder data set", async () => {
    const root = await plant(await scratchFolder(), {
      "ok/a.png": picture(),
      "ok/b.gif": "",
      "train/a.png": picture(),
      "ng/c.png": picture(),
      "gt/c_mask.png": mask([1]),
    });
    const args = ["data", "check", "--dataset", "folder", "--root", root, "--abnormal-dir", "ng"];
    const folders = ["--normal-dir", "ok", "--mask-dir", "gt", "--train-dir", "train"];
    const { code, stdout } = await faultline([...args, ...folders]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("3 pictures, sound")]);
    expect(stdout).toContain(`note: ${join(root, "ok")}: b.gif not read; pictures are PNG`);
    const wrong = await faultline([...args, "--normal-dir", "god"]);
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringContaining(`missing --normal-dir god: there is no folder ${join(root, "god")}`),
    ]);
  });

  it("of another layout is refused with what was looked for", async () => {
    const { code, stderr } = await faultline([
      ...["data", "check", "--dataset", "visa"],
      ...["--root", await scratchFolder()],
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("1cls.csv")]);
  });
});
