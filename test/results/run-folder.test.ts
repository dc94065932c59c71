// A folder is a run only with a run.json of ours: nothing that anybody else put there is touched.

import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { openJournal } from "../../src/results/journal.ts";
import { checkFinished, checkFolder, claimFolder, isRunFile } from "../../src/results/run-folder.ts";
import { scratchFolder } from "../support/scratch.ts";

const RUN = { faultline: "run", dataset: "mvtec", detector: "0123" } as const;

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await scratchFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe("a run may go into", () => {
  it("a folder that is not there, is empty, or is a link to an empty one", async () => {
    const folder = await scratchFolder();
    await mkdir(join(folder, "empty"));
    await symlink("empty", join(folder, "link"));
    for (const name of ["new/deep", "empty", "link"]) await claimFolder(join(folder, name), RUN);
    expect(JSON.parse(await readFile(join(folder, "empty", "run.json"), "utf8"))).toEqual(RUN);
    expect(await readdir(join(folder, "new", "deep"))).toEqual(["run.json"]);
  });

  it.each([
    ["a half-written run.json", { "run.json.12-01234567-89ab-cdef-0123-456789abcdef.part": "{" }],
    ["a lock", { lock: `{"pid":12,"host":"here","boot":""}` }],
    ["a lock of an earlier version", { lock: "12" }],
    ["a lock whose bytes were lost", { lock: "\0\0\0" }],
  ])("what a killed process left: %s", async (_, files) => {
    const folder = await folderWith(files);
    await claimFolder(folder, RUN);
    await checkFolder(folder, RUN);
  });

  it("its own folder again, whatever else was put there", async () => {
    const folder = await scratchFolder();
    await claimFolder(folder, RUN);
    await writeFile(join(folder, "notes.txt"), "mine");
    await claimFolder(folder, RUN);
    expect(JSON.parse(await readFile(join(folder, "run.json"), "utf8"))).toEqual(RUN);
    expect(await readFile(join(folder, "notes.txt"), "utf8")).toBe("mine");
  });
});

describe("a run is refused", () => {
  it.each([
    [
      "a journal without a final newline",
      { "journal.jsonl": "mine" },
      /holds journal\.jsonl\); name a new folder/,
    ],
    ["a report", { "report.html": "mine" }, /not a run of faultline's/],
    ["results", { "results.json": "{}", "results.csv": "" }, /not a run of faultline's/],
    ["a hidden file", { ".gitignore": "*" }, /holds \.gitignore/],
    ["a lock of something else", { lock: "apt" }, /holds lock/],
    ["a run.json that is no JSON", { "run.json": "mine" }, /run\.json: it is no JSON/],
    ["a run.json of something else", { "run.json": `{"tests":12}` }, /run\.json: it is not a run/],
    [
      "a run.json of an earlier version",
      { "run.json": `{"faultline":"run","dataset":"mvtec","model":"0123"}` },
      /run\.json: a run of an earlier version, .* make it anew: faultline bound --dataset mvtec --root ROOT --model MODEL --out NEW$/,
    ],
    [
      "a run.json of the first versions",
      { "run.json": `{"dataset":"visa","model":"0123"}` },
      /run\.json: a run of an earlier version, .* faultline bound --dataset visa /,
    ],
    ["a run.json that is a list", { "run.json": "[]" }, /run\.json: it is not a run/],
    ["more than a few files", { a: "", b: "", c: "", d: "" }, /holds a, b, c, …/],
  ])("in a folder with %s, which stays as it is", async (_, files, message) => {
    const folder = await folderWith(files);
    await expect(checkFolder(folder, RUN)).rejects.toThrow(message);
    await expect(claimFolder(folder, RUN)).rejects.toThrow(InputError);
    expect((await readdir(folder)).sort()).toEqual(Object.keys(files).sort());
    for (const [name, text] of Object.entries(files))
      expect(await readFile(join(folder, name), "utf8")).toBe(text);
  });

  it("in the folder of another detector, other data, or anything but a run", async () => {
    const folder = await scratchFolder();
    await claimFolder(folder, RUN);
    const [detector, dataset] = [
      { ...RUN, detector: "4567" },
      { ...RUN, dataset: "visa" },
    ];
    for (const other of [detector, dataset])
      await expect(checkFolder(folder, other)).rejects.toThrow("holds a run of another detector or data set");
    await expect(checkFolder(folder, { faultline: "reproduction" })).rejects.toThrow(
      "holds a run, not a reproduction",
    );
  });

  it("before its journal is touched, where the folder was taken meanwhile", async () => {
    const folder = await folderWith({ "journal.jsonl": "half a line" });
    await expect(openJournal(folder, { claim: () => claimFolder(folder, RUN) })).rejects.toThrow(/not a run/);
    expect(await readFile(join(folder, "journal.jsonl"), "utf8")).toBe("half a line");
    expect(await readdir(folder)).toEqual(["journal.jsonl"]);
  });
});

describe("a reproduction", () => {
  it("of an earlier version is known by its selection", async () => {
    const folder = await folderWith({
      "selection-mvtec.json": `{"key":"ab","measured":[]}`,
      "report.html": "",
    });
    await claimFolder(folder, { faultline: "reproduction" });
    await checkFinished(folder);
  });

  it("is not what a file of the same name makes", async () => {
    const folder = await folderWith({ "selection-mvtec.json": "{}" });
    await expect(claimFolder(folder, { faultline: "reproduction" })).rejects.toThrow(/holds selection-mvtec/);
  });
});

it("a report is made anew in the folder of a run alone", async () => {
  const folder = await scratchFolder();
  await expect(checkFinished(folder)).rejects.toThrow(`is ${folder} the folder of a finished run?`);
  await claimFolder(folder, RUN);
  await checkFinished(folder);
});

it("the files of a run of an earlier version are a run's too", async () => {
  const folder = await folderWith({ "run.json": `{"faultline":"run","dataset":"mvtec","model":"0123"}` });
  expect(await isRunFile(join(folder, "results.json"))).toBe(true);
});

it("a run's own files are known, and others beside them are not", async () => {
  const folder = await scratchFolder();
  const own = ["results.json", "tables/bound.csv", "questions/ab/results.json", "gallery/a-worst.png"];
  const before = await Promise.all(own.map((name) => isRunFile(join(folder, name))));
  await claimFolder(folder, RUN);
  const after = await Promise.all(
    [...own, "points.csv", "mine/results.json"].map((name) => isRunFile(join(folder, name))),
  );
  expect([before, after]).toEqual([
    [false, false, false, false],
    [true, true, true, true, false, false],
  ]);
});
