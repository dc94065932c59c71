// How a file is written as a shift, and what is refused before it is opened.

import { describe, expect, it } from "vitest";
import { withOwnShifts } from "../../src/cli/own-shifts.ts";
import { InputError, UsageError } from "../../src/core/errors.ts";
import { fileEntries } from "../../src/core/shift-grammar.ts";

const surroundings = { env: {}, cwd: "/", signal: new AbortController().signal };
const refused = (flags: Readonly<Record<string, unknown>>): Promise<unknown> =>
  withOwnShifts(flags, surroundings, async () => expect.unreachable("it is refused"));

describe("entries that are files", () => {
  it("are told by .onnx behind the equals sign; the rest stays as it is written", () => {
    expect(fileEntries("theta=10, my-dust = some/dust (2).onnx(0..1),hue=normal(0,3)")).toEqual([
      "theta=10",
      { name: "my-dust", file: "some/dust (2).onnx", inner: "0..1" },
      "hue=normal(0,3)",
    ]);
    expect(fileEntries("dust=DUST.ONNX")).toEqual([{ name: "dust", file: "DUST.ONNX", inner: undefined }]);
    expect(fileEntries("dust=a.onnx(0,1)")).toEqual([{ name: "dust", file: "a.onnx", inner: "0,1" }]);
  });

  it("change nothing where there are none", async () => {
    const flags = { shift: ["theta=10,hue"], other: 1 };
    expect(await withOwnShifts(flags, surroundings, async (given) => given)).toEqual({
      shift: ["theta=10", "hue"],
      other: 1,
    });
    expect(await withOwnShifts({ shift: undefined }, surroundings, async (given) => given)).toEqual({
      shift: undefined,
    });
  });
});

describe("refused before anything is opened", () => {
  it.each([
    [
      "at",
      "theta=a.onnx(0.5)",
      /^invalid --at "theta=a\.onnx\(0\.5\)": there is a shift theta; expected another/,
    ],
    ["at", "Fine_Dust=a.onnx(0.5)", /"Fine_Dust" cannot be a shift's name; expected small letters/],
    ["at", "constructor=a.onnx(0.5)", /"constructor" cannot be a shift's name/],
    ["at", "dust=a.onnx", /expected dust=a\.onnx\(…\) with AMOUNT, a number/],
    ["at", "dust=a.onnx(0..1)", /with AMOUNT, a number/],
    ["at", "dust=a.onnx(NaN)", /with AMOUNT, a number/],
    ["shift", "dust=a.onnx", /^invalid --shift "dust=a\.onnx": .* with LOW\.\.HIGH, a range that contains 0/],
    ["shift", "dust=a.onnx(0.5)", /contains 0/],
    ["shift", "dust=a.onnx(0.5..1)", /contains 0/],
    ["shift", "dust=a.onnx(1..0)", /contains 0/],
    ["shift", "dust=a.onnx(0..0)", /contains 0/],
    ["shift", "dust=a.onnx(0..1..2)", /contains 0/],
  ])("--%s %s", async (flag, text, message) => {
    const error = await refused({ [flag]: [text] }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(message);
  });

  it("behind a queue, whose workers do not have the file", async () => {
    const flags = { shift: ["dust=a.onnx(0..1)"], queue: "redis://localhost" };
    await expect(refused(flags)).rejects.toThrow(/^invalid --queue: dust is a file on this machine/);
  });

  it("where the file is not there", async () => {
    const missing = refused({ shift: ["dust=nowhere.onnx(0..1)"] });
    await expect(missing).rejects.toThrow(/^missing file nowhere\.onnx$/);
    await expect(missing).rejects.toBeInstanceOf(InputError);
  });
});
