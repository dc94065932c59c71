// A study file says exactly what a command line says: there and back over all commands, and each mistake by file and line.

import { readFile } from "node:fs/promises";
import { Command } from "commander";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../src/cli/command.ts";
import { commandWords } from "../../src/cli/command-words.ts";
import { registrations } from "../../src/cli/commands.ts";
import type { CommandFacts, FlagFacts, FlagValue, Invocation } from "../../src/cli/flag-facts.ts";
import { readStudies } from "../../src/cli/study-file/read.ts";
import { studiesText, studyText } from "../../src/cli/study-file/text.ts";
import { cliIn } from "../support/run-cli.ts";
import { scratchFolder } from "../support/scratch.ts";

/** Keys that differ, as many as asked for, a line each. */
function manyKeys(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}: 1`)
    .join("\n")
    .slice(0, 1 << 20);
}

const COMMANDS = registrations().map((each) => each.facts());

function commandNamed(name: string): CommandFacts {
  const found = COMMANDS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}

/** What people type, and what no one should have to: quotes, colons, numbers with noughts, lines, YAML's own words. */
const TEXT = fc.oneof(
  fc.constantFrom(
    "hazelnut",
    "0.50",
    "007",
    "1e3",
    "-3..12",
    "true",
    "null",
    "~",
    "",
    "a,b",
    "a, b",
    "#x",
    "x: y",
  ),
  fc.constantFrom(
    "theta=10,exposure=mild",
    "theta",
    "hue=0.5,hue=1",
    "spot=s.onnx(0..1),theta",
    "=",
    "2=1,1=2",
  ),
  fc.constantFrom(
    '[["theta"]]',
    '{"theta":[-10,10]}',
    '{"b":1e-7,"a":[]}',
    "[1, 2]",
    "%@`",
    "*a",
    "&a",
    "<<",
    "line\nline",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);

function valuesOf({ form }: FlagFacts): fc.Arbitrary<FlagValue> {
  if (form.kind === "switch") return fc.constant(true as const);
  if (form.kind === "repeated" || form.kind === "pairs")
    return fc.array(TEXT, { minLength: 1, maxLength: 3 });
  return TEXT;
}

/** Any of a command's flags with any values, in its order. */
function flagsOf({ flags }: CommandFacts): fc.Arbitrary<Invocation["flags"]> {
  const given = Object.fromEntries(flags.map((flag) => [flag.key, valuesOf(flag)]));
  return fc.record(given, { requiredKeys: [] }).map((record) =>
    Object.fromEntries(
      flags.flatMap(({ key }) => {
        const value = record[key];
        return value === undefined ? [] : [[key, value]];
      }),
    ),
  );
}

describe("a command line as a study file", () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    "says the same of every flag of %s",
    (_name, command) => {
      fc.assert(
        fc.property(flagsOf(command), (flags) => {
          const [study] = readStudies(studyText(command, flags, "printed"), "study.yaml", COMMANDS);
          expect(Object.entries(study?.flags ?? {})).toEqual(Object.entries(flags));
        }),
        { numRuns: 12 },
      );
    },
  );

  it.each(COMMANDS.map(({ example }) => example))("%s is a file, too", async (example) => {
    const faultline = cliIn(await scratchFolder());
    const words = [...example.matchAll(/"(.*?)"|(\S+)/g)].map(([, quoted, word = ""]) => quoted ?? word);
    const { code, stdout, stderr } = await faultline([...words.slice(1), "--print-study"]);
    expect(code, stderr).toBe(0);
    const command = COMMANDS.find((each) => each.example === example)?.name;
    expect(stdout).toContain(`\ncommand: ${command}`);
    const [study] = readStudies(stdout, "example.yaml", COMMANDS);
    const again = await faultline([
      ...(study === undefined ? [] : commandWords(study.command, study.flags)),
      "--print-study",
    ]);
    expect(again).toMatchObject({ code: 0, stdout });
  });

  it("is read by the one parser of command lines, whatever the words are", async () => {
    const heard: Invocation[] = [];
    const toy = defineCommand({
      ...{ name: "toy box", summary: "", example: "", positional: ["first", "second"] },
      options: z.object({
        ...{ first: z.string(), second: z.string(), text: z.string().optional() },
        ...{ many: z.array(z.string()).optional(), on: z.boolean().default(false) },
      }),
      run: async (_flags, { invocation }) => {
        if (invocation !== undefined) heard.push(invocation);
        return 0;
      },
    });
    const surroundings = {
      ...{ env: {}, cwd: ".", signal: new AbortController().signal },
      ...{ out: () => {}, note: () => {}, progress: () => {} },
    };
    const anyFlags = flagsOf(toy.facts()).map((flags) => ({ first: "a", second: "-b", ...flags }));
    await fc.assert(
      fc.asyncProperty(anyFlags, async (flags) => {
        const program = new Command().option("--log <format>");
        toy(program, async (body) => void (await body(surroundings)));
        await program.parseAsync(commandWords(toy.facts(), flags), { from: "user" });
        expect(heard.pop()).toEqual({ command: "toy box", flags });
      }),
      { numRuns: 60 },
    );
  });

  it("is written as people write it, in the command's order", () => {
    const bound = commandNamed("bound");
    const flags = {
      ...{ dataset: "folder", root: "2024", objects: "nut,gear", seed: "5", samples: "010", out: "runs/x" },
      ...{ workers: "2", json: true as const, shift: ["theta=10,exposure=mild,hue"], limit: ["pauroc=70%"] },
      ...{ ranges: '{"theta":[-10,10]}' },
    };
    const lines = [
      ...["command: bound", "dataset: folder", 'root: "2024"', "objects: [nut, gear]", 'samples: "010"'],
      ...["seed: 5", "out: runs/x", "shift:", "  theta: 10", "  exposure: mild", "  hue: true"],
      ...["ranges:", "  theta: [-10, 10]", "limit:", "  pauroc: 70%", ""],
    ];
    expect(studyText(bound, flags, "kept").split("\n").slice(1)).toEqual(lines);
  });
});

/** The flags of the only study in a text. */
function flagsIn(text: string): Invocation["flags"] {
  return readStudies(text, "study.yaml", COMMANDS)[0]?.flags ?? {};
}

describe("what people write", () => {
  it("may be a list, a map or a text, with aliases; nothing and false are not given", () => {
    const flags = flagsIn(
      [
        "command: bound",
        "objects: &some [nut, 007]",
        "shift: { theta: 1.50, colour-temperature: 4000K..6504K, exposure: mild, hue: true, gamma: false }",
        "combinations: [[theta], [theta, hue]]",
        "ranges: {theta: [-1.0, 1e1]}",
        "class: 0x10",
        "subsets: false",
        "invertMasks: true",
        "budget: ~",
        "seed:",
        "out: x # where",
      ].join("\n"),
    );
    expect(flags).toEqual({
      ...{ objects: "nut,007", out: "x", class: "0x10", invertMasks: true },
      shift: ["theta=1.50,colour-temperature=4000K..6504K,exposure=mild,hue"],
      combinations: '[["theta"],["theta","hue"]]',
      ranges: '{"theta":[-1,10]}',
    });
    expect(flagsIn("command: bound\nshift: [theta=10, {hue: 1, jpeg: q75..q100}]").shift).toEqual([
      "theta=10",
      "hue=1,jpeg=q75..q100",
    ]);
    expect(flagsIn("\uFEFFcommand:\tbound\r\nout:\tx\r\n")).toEqual({ out: "x" });
  });

  it("may be several studies, with what they have in common beside them", () => {
    const text = [
      "dataset: demo",
      "out: runs/all",
      "shift: {theta: 10}",
      "budget: 5",
      "studies:",
      "  - command: bound",
      "    budget: ~",
      "  - {command: sweep, values: 3, shift: hue}",
      "  - {command: bound, out: own, dataset: mvtec}",
    ].join("\n");
    const studies = readStudies(text, "study.yaml", COMMANDS, { out: "there", json: true });
    const json = true;
    expect(studies.map(({ command, flags }) => [command.name, flags])).toEqual([
      ["bound", { dataset: "demo", out: "there", json, shift: ["theta=10"] }],
      ["sweep", { dataset: "demo", out: "there", json, shift: ["hue"], values: "3" }],
      ["bound", { dataset: "mvtec", out: "own", json, shift: ["theta=10"], budget: "5" }],
    ]);
    const again = readStudies(studiesText(studies), "again.yaml", COMMANDS);
    expect(again.map(({ flags }) => flags)).toEqual(studies.map(({ flags }) => flags));
  });
});

describe("docs/study-files.md", () => {
  it("shows files that are read as they stand", async () => {
    const text = await readFile(new URL("../../docs/study-files.md", import.meta.url), "utf8");
    const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = ""]) => yaml);
    const studies = examples.map((yaml) => readStudies(yaml, "study-files.md", COMMANDS).length);
    expect(studies).toEqual([1, 3, 1, 1]);
  });
});

/** Nine lines that stand for ten to the ninth values. */
const BOMB = Array.from(
  { length: 9 },
  (_, at) =>
    `a${at}: &a${at} [${Array(10)
      .fill(at === 0 ? "x" : `*a${at - 1}`)
      .join()}]`,
);

describe("mistakes are named by file and line", () => {
  it.each<[string, string, RegExp]>([
    [
      "an unknown key",
      "command: bound\n\nbudgett: 5",
      /line 3: unknown key of bound "budgett"; did you mean "budget"/,
    ],
    ["a flag's name", "command: bound\nmask-dir: x", /line 2: unknown key .*did you mean "maskDir"/],
    ["an unknown command", "command: bond", /line 1: unknown command "bond"; did you mean "bound"/],
    ["no command", "dataset: demo", /missing command in study.yaml; expected one of demo, accept, map/],
    ["a file within a file", "command: run\nfile: x", /unknown command "run"/],
    ["a default of none", "values: 3\nstudies: [{command: bound}]", /line 1: unknown key of bound "values"/],
    [
      "a key of another study",
      "studies:\n - command: bound\n - command: bound\n   values: 3",
      /line 4: unknown key of bound "values"/,
    ],
    ["no list of studies", "studies: {command: bound}", /line 1: studies takes a list/],
    ["a study that is none", "studies:\n  - bound", /line 2: a study is its flags/],
    [
      "a list where one value goes",
      "command: bound\nseed: [1, 2]",
      /line 2: seed takes one value, got a list/,
    ],
    [
      "a word for a switch",
      "command: bound\nsubsets: yes",
      /line 2: subsets is a switch; expected true or false/,
    ],
    ["a map where a list goes", "command: bound\nobjects: {a: 1}", /line 2: objects takes a list, got a map/],
    ["a comma within a list", 'command: bound\nobjects: ["a,b"]', /"a,b" has a comma/],
    ["a shift without a range", "command: bound\nshift:\n  theta:", /line 3: shift: theta has no value/],
    [
      "two shifts as one",
      'command: bound\nshift: {theta: "10,hue"}',
      /has a comma; expected one value a name/,
    ],
    ["a key twice", "command: bound\nout: a\nout: b", /line 3: Map keys must be unique/],
    ["a tag", "command: !!js/function bound", /line 1: Unresolved tag/],
    ["no YAML", "command: bound\n\tout: a", /line 2: /],
    ["open brackets", `command: ${"[".repeat(20_000)}`, /line 1: its values nest deeper than 50 levels/],
    ["a million brackets", "[".repeat(1_000_000), /line 1: its values nest deeper than 50 levels/],
    ["nested lists on one line", `command: ${"- ".repeat(20_000)}`, /invalid study.yaml, line 1/],
    ["nested questions", "? ".repeat(20_000), /line 1: its values nest deeper than 50 levels/],
    ["100,000 keys", manyKeys(100_000), /it has more than 400000 words/],
    ["a name that a terminal acts on", 'command: bound\n"a\\e[2J": 1', /unknown key of bound "a\\u001b\[2J"/],
    [
      "a name of 100,000 letters",
      `command: bound\n? ${"a".repeat(100_000)}\n: 1`,
      /unknown key of bound "a{70,80}…/,
    ],
    ["a text of 100,000 letters", `command: bound\nobjects: ["a,${"b".repeat(100_000)}"]`, /^.{40,2100}$/],
    ["another file", "%PDF-1.7", /invalid study.yaml/],
    ["nothing", "", /expected lines such as "command: bound"/],
    [
      "several documents",
      "command: bound\n---\ncommand: sweep",
      /several documents; write them as a list below studies/,
    ],
    ["aliases of aliases", BOMB.join("\n"), /aliases stand for more than 50000 values/],
    ["a value within itself", "command: bound\nranges: &r {theta: *r}", /invalid study.yaml, line 2/],
    ["a large file", `command: bound # ${"x".repeat(1 << 20)}`, /larger than 1 MB/],
  ])("%s", (_what, text, message) => {
    expect(() => readStudies(text, "study.yaml", COMMANDS)).toThrow(message);
  });

  it("5,000 keys with an anchor and an alias each are found out in one pass", () => {
    const lines = Array.from(
      { length: 5000 },
      (_, index) => `k${index}: &x${index} 1\nl${index}: *x${index}`,
    );
    expect(() => readStudies(lines.join("\n"), "study.yaml", COMMANDS)).toThrow(
      /missing command in study.yaml/,
    );
  });

  it("an alias stands for the last of its name before it", () => {
    const text = "dataset: &a demo\nmodel: &a tiny\nout: *a\ncommand: bound";
    expect(readStudies(text, "study.yaml", COMMANDS)[0]?.flags).toMatchObject({
      dataset: "demo",
      out: "tiny",
    });
  });
});
