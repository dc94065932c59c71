// A run folder answers many questions: the first in its own files, each further one in a folder of its own.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  keysOf,
  placeNamed,
  placeQuestion,
  type Question,
  questionsOf,
  readRun,
  shiftsOfRun,
} from "../../src/results/questions.ts";
import { claimFolder } from "../../src/results/run-folder.ts";
import { scratchFolder } from "../support/scratch.ts";
import { FACTS } from "../support/shift-facts.ts";
import { SUMMARY } from "../support/summary.ts";

const question = (budget: number, keys: readonly string[] = []): Question => ({
  title: `budget ${budget}`,
  asked: { budget },
  keys,
  shifts: [],
});

/** A question over shifts of these names, that no registry knows. */
const over = (...names: readonly string[]): Question => ({
  ...{ title: names.join(), asked: names, keys: [] },
  shifts: names.map((name) => ({ ...FACTS, name })),
});

describe("a question", () => {
  it("that is the first keeps the run folder; each other has one place for good, in any order", async () => {
    const run = await scratchFolder();
    const place = async (budget: number): Promise<string> =>
      (await placeQuestion(run, question(budget))).folder;
    const [one, two, three] = [await place(1), await place(2), await place(3)];
    expect(one).toBe(run);
    expect(two).toMatch(new RegExp(`^${run}/questions/[0-9a-f]{8}$`));
    expect(new Set([one, two, three]).size).toBe(3);
    expect([await place(3), await place(1), await place(2)]).toEqual([three, one, two]);
    const titles = (await questionsOf(run)).map(({ title }) => title);
    expect([titles[0], [...titles].sort()]).toEqual(["budget 1", ["budget 1", "budget 2", "budget 3"]]);
  });

  it("is the same whatever its keys and the order of what was asked; its keys are those of the last call", async () => {
    const run = await scratchFolder();
    await placeQuestion(run, question(1, ["a"]));
    const other: Question = { title: "other", asked: { seed: 1, budget: 2 }, keys: ["b"], shifts: [] };
    const { folder } = await placeQuestion(run, other);
    const again = await placeQuestion(run, { ...other, asked: { budget: 2, seed: 1 }, keys: ["b", "c"] });
    expect(again).toEqual({ runFolder: run, folder });
    expect(await keysOf(again)).toEqual(new Set(["b", "c"]));
    expect(await keysOf({ runFolder: run, folder: run })).toBeUndefined();
  });

  it("has its shifts' facts in the folder; those of all questions stand in one order", async () => {
    const run = await scratchFolder();
    for (const each of [over("b", "e"), over("c", "d", "e"), over("a", "b"), over("f")])
      await placeQuestion(run, each);
    const shifts = await shiftsOfRun(run);
    const names = shifts.map(({ name }) => name);
    expect(names.toSorted()).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(names.filter((name) => ["a", "b", "e"].includes(name))).toEqual(["a", "b", "e"]);
    expect(names.filter((name) => ["c", "d", "e"].includes(name))).toEqual(["c", "d", "e"]);
    expect(shifts[0]).toEqual({ ...FACTS, name: names[0] });
    expect(await shiftsOfRun(await scratchFolder())).toEqual([]);
  });

  it("whose file is somebody else's is refused by name", async () => {
    const run = await scratchFolder();
    await writeFile(join(run, "question.json"), "{}");
    await expect(placeQuestion(run, question(1))).rejects.toThrow(/invalid .*question\.json/);
    expect(await readFile(join(run, "question.json"), "utf8")).toBe("{}");
  });
});

describe("a path", () => {
  it("names the first question of a run, or another one; a run may lie in a folder called questions", async () => {
    expect(await placeNamed("/runs/a")).toEqual({ runFolder: "/runs/a", folder: "/runs/a" });
    const another = { runFolder: "/runs/a", folder: "/runs/a/questions/12" };
    expect(await placeNamed("/runs/a/questions/12")).toEqual(another);
    const run = join(await scratchFolder(), "questions", "run");
    await claimFolder(run, { faultline: "run", dataset: "mvtec", detector: "0123" });
    expect(await placeNamed(run)).toEqual({ runFolder: run, folder: run });
  });

  it("without an answer says which questions have a place there", async () => {
    const run = await scratchFolder();
    await placeQuestion(run, question(1));
    const { folder } = await placeQuestion(run, question(2));
    await expect(readRun(run)).rejects.toThrow(
      `missing ${run}/results.json: is ${run} the folder of a finished run?; it also holds ${folder}`,
    );
    await writeFile(join(folder, "results.json"), JSON.stringify(SUMMARY));
    expect(await readRun(folder)).toEqual(SUMMARY);
  });
});

describe("results.json", () => {
  it.each([
    ["no JSON", "mine", "it is no JSON"],
    ["another document", `{"schema":3,"tests":1}`, "it is not what faultline writes there"],
    ["a list", "[]", "it is not what faultline writes there"],
    ["null", "null", "it is not what faultline writes there"],
    [
      "results cut short",
      JSON.stringify({ ...SUMMARY, samples: undefined }),
      "it is not what faultline writes",
    ],
    [
      "objects of another shape",
      JSON.stringify({ ...SUMMARY, objects: [{}] }),
      "it is not what faultline writes",
    ],
  ])("that holds %s is refused with its name and what to do", async (_, text, words) => {
    const run = await scratchFolder();
    await writeFile(join(run, "results.json"), text);
    const refused = await readRun(run).catch((error: unknown) => String(error));
    expect(refused).toContain(`InputError: invalid ${join(run, "results.json")}: ${words}`);
    expect(refused).toContain("run the study again");
  });

  it("of a later schema is refused by its number", async () => {
    const run = await scratchFolder();
    await writeFile(join(run, "results.json"), `{"schema":4}`);
    await expect(readRun(run)).rejects.toThrow(
      `invalid ${join(run, "results.json")}: schema 4, and this faultline reads 3; use the later one that wrote it`,
    );
  });

  it("that is a folder is said to be one", async () => {
    const run = await scratchFolder();
    await mkdir(join(run, "results.json"));
    await expect(readRun(run)).rejects.toThrow("results.json: it is a folder");
  });
});
