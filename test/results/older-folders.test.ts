// Folders as earlier versions left them: refused once, by whatever reads or writes there, with what makes them anew.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import { openJournal, readRecords } from "../../src/results/journal.ts";
import { openQuery } from "../../src/results/query.ts";
import { placeQuestion, questionsOf, readRun } from "../../src/results/questions.ts";
import { readReproduction } from "../../src/results/read-document.ts";
import { checkFinished, checkFolder } from "../../src/results/run-folder.ts";
import { scratchFolder } from "../support/scratch.ts";

const RANGES = { theta: [-10, 10], hue: [-Math.PI, Math.PI], saturation: [-0.5, 0.5] };
const RUN = { faultline: "run", dataset: "mvtec", model: "6a1a" };

const search = (over: readonly string[]): object => ({
  ...{ kind: "bound", over, strategy: "surrogate-simplex", budget: 40, seed: 3 },
});
const sweep = (shift: string, values: number): object => ({
  ...{ kind: "sweep", shift, values: Array.from({ length: values }, (_, index) => index / 10) },
});

const questionOf = (experiments: readonly object[], changes: object = {}): object => ({
  title: "theta searched by surrogate-simplex with budget 40, all pictures, preset paper, aspect pad",
  asked: {
    experiments: [{ kind: "original" }, ...experiments],
    ...{ objects: ["hazelnut", "metal nut"], classNames: ["hazelnut", "metal nut"], options: {} },
    ...{ samplesPerObject: null, seed: 3, ranges: RANGES, preset: "paper", aspect: "pad", ...changes },
  },
  keys: ["ab"],
});

const resultsOf = (combinations: readonly string[], provenance: object = {}): object => ({
  schema: 2,
  provenance: {
    ...{ version: "0.1.0", dataset: { kind: "mvtec", objects: ["hazelnut"], digest: "81", options: {} } },
    ...{ model: { name: "ViT-B/16+", digest: "6a1a", imageSize: 240 }, device: "cpu", threads: 1, seed: 3 },
    ...{ strategy: "surrogate-simplex", budget: 40, samplesPerObject: 5, ranges: RANGES },
    ...{ preset: "paper", aspect: "pad", plan: "33", ...provenance },
  },
  combinations,
  objects: [{ object: "hazelnut", sweeps: [{ shift: "hue", points: [{ value: 0 }, { value: 1 }] }] }],
});

/** A run folder of these files; JSON is written of objects. */
async function folderOf(files: Readonly<Record<string, object | string>>): Promise<string> {
  const folder = await scratchFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InputError)) throw new Error(`not refused: ${error}`);
  return error.message;
}

const commandIn = (message: string): string => /make it anew: (.*)$/.exec(message)?.[1] ?? message;

describe("a folder of an earlier version", () => {
  const record = JSON.stringify({ key: "ab", experiment: { kind: "original" }, settings: null });
  const text = `4 ${record}`;
  const line = `${createHash("sha256").update(text).digest("hex").slice(0, 16)} ${text}\n`;
  const whole = {
    ...{ "run.json": RUN, "journal.jsonl": line, "question.json": questionOf([search(["theta"])]) },
    "results.json": resultsOf(["theta"]),
  };
  const command =
    "faultline bound --dataset mvtec --root ROOT --objects 'hazelnut,metal nut' --model ViT-B/16+ --shift theta=-10..10 --strategy surrogate-simplex --budget 40 --samples 5 --seed 3 --preset paper --aspect pad --out NEW";

  it.each<[string, string, (run: string) => Promise<unknown>]>([
    ["results.json", "results of schema 2", readRun],
    ["journal.jsonl", "a journal of version 4", readRecords],
    ["journal.jsonl", "a journal of version 4", openJournal],
    ["journal.jsonl", "a journal of version 4", openQuery],
    ["question.json", "a question of an earlier version", questionsOf],
    ["run.json", "a run of an earlier version", checkFinished],
    [
      ...(["run.json", "a run of an earlier version"] as const),
      (run) => checkFolder(run, { faultline: "run", dataset: "mvtec", detector: "6a1a" }),
    ],
    [
      ...(["question.json", "a question of an earlier version"] as const),
      (run) => placeQuestion(run, { title: "new", asked: 1, keys: [], shifts: [] }),
    ],
  ])("is refused for its %s, %s, with the command, and stays as it is", async (file, what, read) => {
    const run = await folderOf(whole);
    expect(await refusalOf(read(run))).toBe(
      `invalid ${join(run, file)}: ${what}, which this version no longer reads; make it anew: ${command}`,
    );
    for (const [name, content] of Object.entries(whole))
      expect(await readFile(join(run, name), "utf8")).toBe(
        typeof content === "string" ? content : JSON.stringify(content),
      );
  });

  it("with results alone takes no question", async () => {
    const run = await folderOf({ "results.json": resultsOf(["theta"]) });
    const placed = placeQuestion(run, { title: "new", asked: 1, keys: [], shifts: [] });
    expect(await refusalOf(placed)).toContain("results.json: results of schema 2, which");
  });
});

describe("the command that makes a folder anew", () => {
  const commandOf = async (files: Readonly<Record<string, object | string>>): Promise<string> =>
    commandIn(await refusalOf(checkFinished(await folderOf({ "run.json": RUN, ...files }))));

  it("searches the subsets of all shifts that were searched, and sweeps by a command of its own", async () => {
    const experiments = [
      ...[search(["theta"]), search(["hue"]), search(["theta", "hue"])],
      ...[sweep("theta", 13), sweep("saturation", 13), sweep("hue", 5)],
    ];
    const question = questionOf(experiments, { objects: ["nut"], samplesPerObject: 8 });
    const common = "--dataset mvtec --root ROOT --objects nut --model MODEL --shift";
    const end = "--samples 8 --seed 3 --preset paper --aspect pad --out NEW";
    const hue = "hue=-3.141592653589793..3.141592653589793";
    expect(await commandOf({ "question.json": question })).toBe(
      [
        `faultline bound ${common} theta=-10..10,${hue} --subsets --strategy surrogate-simplex --budget 40 ${end}`,
        `faultline sweep ${common} theta=-10..10,saturation=-0.5..0.5 --values 13 ${end}`,
        `faultline sweep ${common} ${hue} --values 5 ${end}`,
      ].join(" && "),
    );
  });

  it("is told by the results where no question was kept", async () => {
    const given = { model: { name: "ViT-L/14", given: { model: "ViT-L/14", visual: "it's.pt" } } };
    const command = await commandOf({ "results.json": resultsOf(["theta", "theta+hue"], given) });
    expect(command).toContain("--objects hazelnut --model ViT-L/14 --visual 'it'\\''s.pt' --shift theta=");
    expect(command).toContain("--subsets --strategy surrogate-simplex --budget 40 --samples 5");
    expect(command).toMatch(/ && faultline sweep .* --shift hue=\S+ --values 2 /);
  });

  it("says how the pictures of a folder were read", async () => {
    const options = { normalDir: "good", whiteLevel: 4095, invertMasks: true, maskThreshold: 0.5 };
    const question = questionOf([search(["theta"])], { classNames: ["screw"], objects: ["parts"], options });
    const command = await commandOf({
      "run.json": { ...RUN, dataset: "folder" },
      "question.json": question,
    });
    expect(command).toContain(
      "--dataset folder --root ROOT --class screw --normal-dir good --white-level 4095 --invert-masks --mask-threshold 0.5 --model",
    );
  });

  it("of the demo is the demo", async () => {
    const question = questionOf([search(["theta"]), sweep("theta", 13)], { samplesPerObject: 5, seed: 0 });
    const command = await commandOf({ "run.json": { ...RUN, dataset: "demo" }, "question.json": question });
    expect(command).toBe("faultline demo --samples 5 --budget 40 --seed 0 --out NEW");
  });

  it("of a further question is that question's", async () => {
    const run = await folderOf({
      ...{ "run.json": RUN, "question.json": questionOf([search(["theta"])]) },
      "questions/0123abcd/question.json": questionOf([search(["hue"])]),
      "questions/0123abcd/results.json": resultsOf(["hue"]),
    });
    const command = commandIn(await refusalOf(readRun(join(run, "questions", "0123abcd"))));
    expect(command).toContain("faultline bound --dataset mvtec");
    expect(command).toContain("--shift hue=-3.141592653589793..3.141592653589793 --strategy");
  });

  it("of a reproduction names its data sets, backbones and what was left out", async () => {
    const study = (dataset: string, model: string, given?: object): object => ({
      ...{ dataset, model, folder: "studies/a" },
      summary: resultsOf([], { model: { name: model, ...(given === undefined ? {} : { given }) } }),
    });
    const folder = await folderOf({
      "run.json": { faultline: "reproduction" },
      "reproduction.json": {
        ...{ schema: 2, shortcuts: { samplesPerObject: 4, budget: null } },
        studies: [
          ...[study("mvtec", "ViT-B/16+"), study("visa", "ViT-B/16+")],
          study("visa", "robust", { model: "ViT-L/14", visual: "fare.pt" }),
        ],
      },
    });
    expect(commandIn(await refusalOf(readReproduction(folder)))).toBe(
      "faultline reproduce --mvtec MVTEC_ROOT --visa VISA_ROOT --models ViT-B/16+,robust=ViT-L/14@fare.pt --samples 4 --out NEW",
    );
  });

  it("names what nothing tells in capitals", async () => {
    expect(await commandOf({ "question.json": "{", "results.json": `{"schema":1}` })).toBe(
      "faultline bound --dataset mvtec --root ROOT --model MODEL --out NEW",
    );
  });
});
