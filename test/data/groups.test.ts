// Tables that say which pictures show one part, as people and spreadsheets write them.

import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { groupsOf, partsOf, readGroups } from "../../src/data/groups.ts";
import { openDataset } from "../../src/data/registry.ts";
import { putFile } from "../support/put-file.ts";
import { scratchFolder } from "../support/scratch.ts";
import { picture, plant } from "../support/tree.ts";

const table = (text: string): Promise<string> => putFile("parts.csv", text);

describe("a table of parts", () => {
  it.each([
    ["as it is described", 'sample,part\nnut/a.png,7\n"nut/b, left.png","7"\n'],
    [
      "of a spreadsheet, its columns in another order and case",
      '\uFEFFPart;Image\r\n7;nut\\a.png\r\n;\r\n7;"nut/b, left.png"\r\n',
    ],
    [
      "of group and picture, paths from the folder itself",
      'group,picture\n7,./nut/a.png\n7,"nut/b, left.png"',
    ],
    ["that says a thing twice", 'file,part\nnut/a.png,7\n"nut/b, left.png",7\nnut/a.png,7\n'],
  ])("is read: %s", async (_, text) => {
    expect([...(await readGroups(await table(text)))]).toEqual([
      ["nut/a.png", "7"],
      ["nut/b, left.png", "7"],
    ]);
  });

  it.each([
    [
      "two parts of a picture",
      "sample,part\na.png,1\n\nb.png,1\na.png,2\n",
      "line 5 and line 2 name two parts of a.png; keep one",
    ],
    ["no part", "sample,part\na.png,\n", "line 2 names no part of a.png"],
    ["no picture", "sample,part\n,1\n", "line 2 names no picture"],
    ["another column", "sample,prat\na.png,1\n", 'line 1 has an unknown column "prat"; did you mean "part"?'],
    [
      "no column of parts",
      "sample\na.png\n",
      'line 1 has no column "part" (found sample); expected sample,part',
    ],
    ["two columns of pictures", "sample,image,part\na,b,1\n", 'line 1 has 2 columns "sample"'],
    ["a name with a comma", "sample,part\na,b.png,1\n", "line 2 has 3 cells of 2; quote names with a comma"],
    ["a picture elsewhere", "sample,part\n../a.png,1\n", "line 2 names ../a.png, which lies outside"],
    ["nothing", "sample,part\n", "it lists no picture"],
    ["not even a head", "", "line 1 has no column"],
  ])("is refused with its line where it has %s", async (_, text, message) => {
    const reading = readGroups(await table(text));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it("that is not there is named", async () => {
    await expect(readGroups("/nowhere/parts.csv")).rejects.toThrow("missing file /nowhere/parts.csv");
  });
});

describe("the parts of pictures", () => {
  const samples = [
    { id: "nut/a.png", object: "nut" },
    { id: "nut/b.png", object: "nut" },
    { id: "nut/c.png", object: "nut" },
    { id: "gear/a.png", object: "gear" },
  ];

  it("are those of the table, by object; a picture without a row is a part of its own", () => {
    const groups = new Map([...samples.slice(0, 2), ...samples.slice(3)].map(({ id }) => [id, "7"]));
    const parts = groupsOf(samples, groups, "parts.csv");
    expect(parts.get("nut/a.png")).toBe(parts.get("nut/b.png"));
    expect(new Set(parts.values()).size).toBe(3);
  });

  it("are refused of a picture that is not there, with the nearest name", () => {
    const groups = new Map([["nut/d.png", "7"]]);
    expect(() => groupsOf(samples, groups, "parts.csv")).toThrow(
      new InputError('unknown picture "nut/d.png" in parts.csv; did you mean "nut/a.png"?'),
    );
    expect(() => groupsOf(samples, new Map([["elsewhere/x.tiff", "7"]]), "parts.csv")).toThrow(
      'unknown picture "elsewhere/x.tiff" in parts.csv; pictures are named as nut/a.png',
    );
  });

  it("may be told of pictures that a study leaves out, if they are there", async () => {
    const root = await plant(await scratchFolder(), {
      "nut/test/good/000.png": picture(),
      "nut/test/good/001.png": picture(),
      "gear/test/good/000.png": picture(),
    });
    const dataset = await openDataset("mvtec", { root, objects: ["nut"] });
    const studied = (await dataset.testSamples("nut")).slice(0, 1);
    const rows = "sample,part\nnut/test/good/000.png,1\nnut/test/good/001.png,1\ngear/test/good/000.png,1\n";
    const parts = await partsOf(studied, dataset, await table(rows));
    expect([...parts]).toEqual([["nut/test/good/000.png", "part 1 of nut"]]);
    await expect(partsOf(studied, dataset, await table(`${rows}nut/test/good/002.png,1\n`))).rejects.toThrow(
      'unknown picture "nut/test/good/002.png"',
    );
  });
});
