// `ranges` as its users run it: a line to copy that parses back, one JSON document, and what is left out.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseShiftBox } from "../../src/cli/shift-flags.ts";
import { rangesOf } from "../../src/core/shift.ts";
import { renderSample } from "../../src/data/synthetic/render.ts";
import { encodePng } from "../../src/image/codec.ts";
import { faultline } from "../support/cli.ts";
import { scratchFolder, sharedFolder } from "../support/scratch.ts";

const folder = await sharedFolder();

beforeAll(async () => {
  for (let index = 0; index < 9; index++) {
    const { image } = renderSample({ object: "nut", seedParts: ["ranges", index], size: 96 });
    await writeFile(join(folder, `${index}.png`), await encodePng(image));
  }
  await writeFile(join(folder, "broken.png"), "no picture");
});

describe("ranges", () => {
  it("ends in a --shift line that says the same as its JSON, and names what it left out", async () => {
    const [text, json] = [await faultline(["ranges", folder]), await faultline(["ranges", folder, "--json"])];
    expect([text.code, json.code], text.stderr + json.stderr).toEqual([0, 0]);
    expect(text.stderr).toContain(`note: 1 picture left out: invalid image ${join(folder, "broken.png")}`);
    const found = JSON.parse(json.stdout) as { shift: string; ranges: object };
    expect(found).toMatchObject({ pictures: 10, measured: 9, size: { width: 96, height: 96 } });
    expect(rangesOf(parseShiftBox([found.shift]))).toEqual(found.ranges);
    expect(text.stdout.trimEnd().split("\n").at(-1)).toBe(`--shift ${found.shift}`);
    expect(Object.keys(found.ranges)).toEqual(expect.arrayContaining(["theta", "scale", "exposure"]));
  }, 60_000);

  it("measures some of many, and says when too few are left", async () => {
    const few = await faultline(["ranges", folder, "--samples", "4"]);
    expect([few.code, few.stdout]).toEqual([0, expect.stringMatching(/of 10 pictures measured/)]);
    expect(few.stdout).toMatch(/theta cannot be told: [34] pictures show no spread; at least 8 are needed/);
    expect(few.stdout).toMatch(/no range can be proposed\n$/);
  }, 60_000);

  it("refuses a folder that is not there or has no picture", async () => {
    const empty = await scratchFolder();
    const [none, missing] = [
      await faultline(["ranges", empty]),
      await faultline(["ranges", join(empty, "no")]),
    ];
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining(`missing pictures in ${empty}`)]);
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("missing folder")]);
  }, 60_000);
});
