// Commands are split as documented, whatever is in them, and nothing is interpreted.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitCommand } from "../../../src/detector/process/arguments.ts";

/** Three ways to write an argument so that it stays one. */
const WRITTEN = [
  (text: string) => `'${text.replaceAll("'", `'"'"'`)}'`,
  (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`,
  (text: string) => (text === "" ? "''" : text.replace(/[\s'"\\]/g, "\\$&")),
];

describe("a command", () => {
  it("gives back any arguments, however they are quoted", () => {
    const text = fc
      .oneof(fc.string(), fc.stringMatching(/^[ '"\\$;\n\tab]*$/))
      .filter((part) => !part.includes("\0"));
    const written = fc.record({ text, way: fc.nat(2), space: fc.constantFrom(" ", "\t", "  ", "\n") });
    fc.assert(
      fc.property(fc.array(written), (parts) => {
        const command = parts.map((part) => `${part.space}${WRITTEN[part.way]?.(part.text)}`).join("");
        expect(splitCommand(`program${command}`)).toEqual(["program", ...parts.map((part) => part.text)]);
      }),
    );
  });

  it.each([
    ["python3 detector.py", ["python3", "detector.py"]],
    [` 'my python' it"'"s "a \\"b\\" \\c" '' x\\ y `, ["my python", "it's", 'a "b" \\c', "", "x y"]],
    [
      "run;touch x && y | z > $HOME/*.txt #w `id` ~",
      "run;touch x && y | z > $HOME/*.txt #w `id` ~".split(" "),
    ],
  ])("%s", (command, expected) => {
    expect(splitCommand(command)).toEqual(expected);
  });

  it.each([
    ["run 'x", `invalid command "run 'x": the quote ' is not closed`],
    ['run "x\\"', `invalid command "run "x\\"": the quote " is not closed`],
    ["run x\\", 'invalid command "run x\\": it ends with a backslash'],
    ["run\0x", 'invalid command "runx": it holds a NUL character'],
    ["  ", 'invalid command "": it names no program; expected "exec:PROGRAM ARGUMENTS"'],
    ["'' x", `invalid command "'' x": it names no program; expected "exec:PROGRAM ARGUMENTS"`],
  ])("refuses %j", (command, message) => {
    expect(() => splitCommand(command)).toThrow(message);
  });
});
