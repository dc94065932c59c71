// A run folder answers many questions: the first in its own files, each further one in a folder of its own.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  keysOf,
  placeNamed,
  placeQuestion,
  type Question,
  questionsOf,
  readRun,
} from "../../src/results/questions.ts";
import { claimFolder } from "../../src/results/run-folder.ts";
import { scratchFolder } from "../support/scratch.ts";
import { SUMMARY } from "../support/summary.ts";

const question = (budget: number, keys: readonly string[] = []): Question => ({
  title: `budget ${budget}`,
  asked: { budget },
  keys,
});
const first = async (): Promise<boolean> => true;

describe("a question", () => {
  it("that is the first keeps the run folder; each other has one place for good, in any order", async () => {
    const run = await scratchFolder();
    const place = async (budget: number): Promise<string> =>
      (await placeQuestion(run, question(budget), first)).folder;
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
    await placeQuestion(run, question(1, ["a"]), first);
    const other: Question = { title: "other", asked: { seed: 1, budget: 2 }, keys: ["b"] };
    const { folder } = await placeQuestion(run, other, first);
    const again = await placeQuestion(
      run,
      { ...other, asked: { budget: 2, seed: 1 }, keys: ["b", "c"] },
      first,
    );
    expect(again).toEqual({ runFolder: run, folder });
    expect(await keysOf(again)).toEqual(new Set(["b", "c"]));
    expect(await keysOf({ runFolder: run, folder: run })).toBeUndefined();
  });

  it("beside an answer of a version that kept no questions leaves it where it is", async () => {
    const run = await scratchFolder();
    const { folder } = await placeQuestion(run, question(1), async () => false);
    expect(folder).toMatch(/questions\/[0-9a-f]{8}$/);
    expect(await readdir(run)).toEqual(["questions"]);
    expect((await placeQuestion(run, question(2), first)).folder).toBe(run);
  });

  it("whose file is somebody else's is refused by name", async () => {
    const run = await scratchFolder();
    await writeFile(join(run, "question.json"), "{}");
    await expect(placeQuestion(run, question(1), first)).rejects.toThrow(/invalid .*question\.json/);
    expect(await readFile(join(run, "question.json"), "utf8")).toBe("{}");
  });
});

describe("a path", () => {
  it("names the first question of a run, or another one; a run may lie in a folder called questions", async () => {
    expect(await placeNamed("/runs/a")).toEqual({ runFolder: "/runs/a", folder: "/runs/a" });
    const another = { runFolder: "/runs/a", folder: "/runs/a/questions/12" };
    expect(await placeNamed("/runs/a/questions/12")).toEqual(another);
    const run = join(await scratchFolder(), "questions", "run");
    await claimFolder(run, { faultline: "run", dataset: "mvtec", model: "0123" });
    expect(await placeNamed(run)).toEqual({ runFolder: run, folder: run });
  });

  it("without an answer says which questions have a place there", async () => {
    const run = await scratchFolder();
    await placeQuestion(run, question(1), first);
    const { folder } = await placeQuestion(run, question(2), first);
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
    ["another document", `{"schema":2,"tests":1}`, "it is not what faultline writes there"],
    ["a list", "[]", "it is not what faultline writes there"],
    ["null", "null", "it is not what faultline writes there"],
    ["an earlier schema", `{"schema":1}`, "schema 1; expected 2"],
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

  it("that is a folder is said to be one", async () => {
    const run = await scratchFolder();
    await mkdir(join(run, "results.json"));
    await expect(readRun(run)).rejects.toThrow("results.json: it is a folder");
  });
});
