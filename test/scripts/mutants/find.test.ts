// A text in, its mutants out.

import { describe, expect, it } from "vitest";
import { blockAround, markBlocks } from "../../../scripts/mutants/blocks.ts";
import { findMutants, mutated } from "../../../scripts/mutants/find.ts";
import { scoresOf } from "../../../scripts/mutants/score.ts";

/** Every mutant of a text as "operator: the whole text with it". */
const mutantsOf = (text: string): string[] =>
  findMutants("src/a.ts", text).map((mutant) => `${mutant.operator}: ${mutated(text, mutant)}`);

describe("the mutants of a text", () => {
  it.each([
    ["const it = a < b", ["border: const it = a <= b", "comparison: const it = a >= b"]],
    ["const it = a === b", ["comparison: const it = a !== b"]],
    ["const it = a - -b", ["arithmetic: const it = a + -b", "arithmetic: const it = a - b"]],
    ["const it = a && !b", ["logic: const it = a || !b", "negation: const it = a && b"]],
    ["const it = a ? b : c", ["negation: const it = !(a) ? b : c"]],
    ["const on = true", ["boolean: const on = false"]],
    ["const few = 3", ["constant: const few = 4", "constant: const few = 2"]],
    ["const none = 0", ["constant: const none = 1", "constant: const none = (-1)"]],
    ["Math.min(a)", ["statement: ;", "min and max: Math.max(a)"]],
    ["const it = f(a, b, c)", ["arguments: const it = f(b, a, c)", "arguments: const it = f(a, c, b)"]],
    ["const it = list[at]", ["index: const it = list[at + 1]"]],
    ["const it = list.sort()", ["order: const it = list.sort().reverse()"]],
    ["if (done) return;", ["statement: ;", "negation: if (!(done)) return;"]],
  ])("%s", (text, expected) => {
    expect(mutantsOf(text).toSorted()).toEqual(expected.toSorted());
  });

  it.each([
    ["types", "type Few = 1 | 2; interface Some { few: 1; }"],
    ["the type of a cast", "const it = few as 1 | 2"],
    ["imports", `import { a } from "./a.ts";`],
    ["comments", "/** a < b */ // c + d"],
    ["messages of errors", "const it = new InputError(few + 1)"],
    ["what is thrown", "throw new Error(few + 1)"],
    ["what is told to the user", "const it = note(few + 1)"],
    ["the order of what is added", "const it = add(a, b)"],
    ["what stands in for an index that is always there", "const it = list[0] ?? Infinity"],
  ])("are none in %s", (_what, text) => {
    const constants = mutantsOf(text).filter((mutant) => !mutant.includes("list[0 + 1]"));
    expect(constants.filter((mutant) => !/list\[(1|\(-1\))\]/.test(mutant))).toEqual([]);
  });

  it("change one line each and name it", () => {
    const text = "if (a) return;\nrun(\n  b,\n  c,\n);\nconst few = 1;\n";
    const mutants = findMutants("src/a.ts", text);
    expect(mutants.map(({ line }) => line)).toEqual([1, 1, 6, 6]);
    expect(mutants.every(({ replacement }) => !replacement.includes("\n"))).toBe(true);
  });
});

describe("the blocks of a file", () => {
  const text =
    "const twice = (x: number) => x + x;\nfunction f() { if (a) { b(); } return [1].map((y) => twice(y)); }";

  it("mark themselves when they run, and nothing else changes", () => {
    const { blocks, text: marked } = markBlocks("src/a.ts", text, 5);
    expect(blocks.map(({ start, end }) => text.slice(start, end))).toEqual([
      "x + x",
      "{ if (a) { b(); } return [1].map((y) => twice(y)); }",
      "{ b(); }",
      "twice(y)",
    ]);
    expect(marked).toContain("=> (globalThis.reached[5]=1,x + x);");
    expect(marked.replaceAll(/\(globalThis\.reached\[\d+\]=1,([^)]*\)?)\)/g, "$1")).toContain("=> x + x;");
  });

  it("are found around a place, the innermost of them; outside all of them there is none", () => {
    const { blocks } = markBlocks("src/a.ts", text, 0);
    const around = (part: string): number | null => blockAround(blocks, "src/a.ts", text.indexOf(part));
    expect([around("b();"), around("return"), around("x + x"), around("const twice")]).toEqual([
      2,
      1,
      0,
      null,
    ]);
  });
});

describe("a folder's score", () => {
  it("counts failures and time-outs as killed, mutants without a test as alive", () => {
    const [mutant] = findMutants("src/map/a.ts", "const few = 1");
    if (mutant === undefined) throw new Error("no mutant");
    const states = ["failed", "timed out", "survived", "no test"] as const;
    const judged = states.map((state) => ({ folder: "map", mutant, verdict: { state, by: null } }));
    expect(scoresOf(judged)).toEqual([
      { folder: "map", mutants: 4, failed: 1, timedOut: 1, survived: 1, noTest: 1, score: 0.5 },
    ]);
  });
});
