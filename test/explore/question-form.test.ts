// A question's settings as a form, and as words of a command line.

import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type FormField,
  fieldsOf,
  flagOf,
  formWords,
  kindOf,
  type QuestionForm,
  refusalOf,
  usualText,
} from "../../src/explore/question-form.ts";

const settings = z.object({
  share: z.number().min(0).max(1).default(0.5),
  partsAsked: z.int().positive().default(3),
  mood: z.enum(["careful", "bold"]).default("careful"),
  aloud: z.boolean().default(false),
  twice: z.boolean().default(true),
  name: z.string().default("ann"),
  values: z.array(z.number()).default([1, 2]),
  names: z.array(z.string()).default([]),
  table: z.record(z.string(), z.number()).default({}),
});

const form: QuestionForm = {
  ...{ name: "guess", summary: "Guess", words: [] },
  schema: z.toJSONSchema(settings, { io: "input" }) as QuestionForm["schema"],
};
const fields = new Map(fieldsOf(form));
const field = (name: string): FormField => fields.get(name) ?? {};

describe("a question's form", () => {
  it("asks for each field by its kind, its default written as a flag takes it", () => {
    expect([...fields].map(([name, each]) => [name, kindOf(each), usualText(each)])).toEqual([
      ["share", "number", "0.5"],
      ["partsAsked", "number", "3"],
      ["mood", "choice", "careful"],
      ["aloud", "switch", "false"],
      ["twice", "switch", "true"],
      ["name", "text", "ann"],
      ["values", "list", "1,2"],
      ["names", "list", ""],
      ["table", "json", "{}"],
    ]);
  });

  it("says what differs from the defaults alone", () => {
    const usual = Object.fromEntries([...fields].map(([name, each]) => [name, usualText(each)]));
    expect(formWords(form, usual)).toEqual([]);
    expect(
      formWords(form, {
        ...usual,
        share: " 0.25 ",
        partsAsked: "4",
        aloud: "true",
        twice: "false",
        names: "a,b",
      }),
    ).toEqual(["--share", "0.25", "--parts-asked", "4", "--aloud", "--twice", "false", "--names", "a,b"]);
    expect(formWords(form, { ...usual, share: "", mood: "bold" })).toEqual(["--mood", "bold"]);
    expect(flagOf("samplesPerObject")).toBe("--samples-per-object");
  });

  it.each([
    ["share", "2", "expected a number from 0 to 1"],
    ["share", "x", "expected a number from 0 to 1"],
    ["share", "1", null],
    ["partsAsked", "1.5", "expected a whole number, above 0"],
    ["partsAsked", "0", "expected a whole number, above 0"],
    ["partsAsked", "7", null],
    ["values", "1,x", "expected numbers, with commas between"],
    ["values", "1, 2", null],
    ["names", "any, thing", null],
    ["table", "{", "expected JSON"],
    ["table", "{}", null],
  ])("of %s takes or refuses %j", (name, text, why) => {
    expect(refusalOf(field(name), text)).toBe(why);
  });
});
