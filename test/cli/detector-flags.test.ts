// --detector takes names and what a detector is: a file, an address, a command; and what stands beside it is checked.

import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  detectorWords,
  sourceFlags,
  sourceOptions,
  withDetectorFlags,
} from "../../src/cli/detector-flags.ts";
import { outsideDetectors } from "../../src/cli/outside-detectors.ts";
import { settingNames } from "../../src/cli/setting-flags.ts";
import { DETECTORS, detectorNamed, detectorText } from "../../src/detector/registry.ts";

describe("the text of --detector", () => {
  it.each([
    ["winclip", { source: "winclip", options: {} }],
    ["parts/Gear.ONNX", { source: "onnx", options: { file: "parts/Gear.ONNX" } }],
    [
      "http://127.0.0.1:8000/v2/models/gear/versions/2",
      { source: "service", options: { url: "http://127.0.0.1:8000/v2/models/gear/versions/2" } },
    ],
    ["exec:python3 -u gear.py", { source: "process", options: { command: "python3 -u gear.py" } }],
  ])("%s names a source, and is said by it", (text, named) => {
    expect(detectorNamed(text)).toEqual(named);
    expect(detectorText(named)).toBe(text);
  });

  it.each([
    ["winclap", /unknown detector "winclap"; did you mean "winclip"\?/],
    ["gear.onnx.bak", /unknown detector "gear.onnx.bak"; a model's file ends in \.onnx \(known: winclip,/],
    ["gear.ckpt", /a model's file ends in \.onnx/],
    ["python3 gear.py", /a command is written exec:COMMAND/],
    ["localhost:8000/v2/models/gear", /an address begins with http/],
    ["onnx", /invalid detector "onnx"; expected it as FILE\.onnx/],
    ["", /unknown detector "".*FILE\.onnx, http\(s\).*, exec:COMMAND/],
  ])("%s names none", (text, message) => {
    expect(() => detectorNamed(text)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), exitCode: 2 }),
    );
  });
});

describe("a detector's settings", () => {
  it("are flags, but for what --detector says itself", () => {
    const flags = Object.keys(sourceFlags());
    for (const { address } of DETECTORS.all()) {
      if (address !== undefined) expect(flags).not.toContain(address.key);
    }
    const { shape } = withDetectorFlags({});
    expect(shape.detector.description).toMatch(
      /winclip, ideal, .*FILE\.onnx, .*exec:COMMAND \(default winclip\)/,
    );
  });

  it("are written back as a command line that says the same", () => {
    const given = { mean: "0.5,0.25,0.125", mapOutput: "maps[1]", feed: "native", layout: "NHWC" };
    const { source, options: named } = detectorNamed("it's.onnx");
    const options = sourceOptions(source, { ...named, ...given });
    const words = detectorWords({ source, options });
    expect(words.slice(0, 2)).toEqual(["--detector", "it's.onnx"]);
    const flags = Object.fromEntries(
      settingNames(DETECTORS.named(source).options).flatMap((key) => {
        const at = words.indexOf(`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
        return at < 0 ? [] : [[key, words[at + 1]]];
      }),
    );
    expect(Object.keys(flags).toSorted()).toEqual(Object.keys(given).toSorted());
    expect(sourceOptions(source, { ...named, ...flags })).toEqual(options);
    expect(detectorWords({ source: "process", options: { command: "run me", answers: "map" } })).toEqual([
      ...["--detector", "exec:run me"],
    ]);
  });

  it.each([
    ["http://127.0.0.1:1/gear", /^invalid --detector: invalid address .*\/v2\/models\/NAME/],
    ["http://me:s3cret@host/v2/models/gear", /^invalid --detector: (?!.*s3cret)/],
  ])("do not begin with %s", (text, message) => {
    const { source, options } = detectorNamed(text);
    expect(() => sourceOptions(source, options)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), exitCode: 2 }),
    );
  });

  it("of another detector are refused", () => {
    const { source, options } = detectorNamed("exec:gear");
    expect(() => sourceOptions(source, { ...options, model: "demo" })).toThrow(
      "invalid --model: detector process does not take it",
    );
  });
});

describe("what a worker may open", () => {
  const flags = (detector: string[], more: object = {}): { detector: string[] } => ({ detector, ...more });

  it("shares its settings among those that take them", () => {
    const detectors = outsideDetectors(
      flags(["http://127.0.0.1:1/v2/models/a", "exec:b"], { resize: "256", answers: "score" }),
      "/here",
    );
    expect(detectors).toMatchObject([
      { source: "service", cwd: "/here", options: { url: "http://127.0.0.1:1/v2/models/a", resize: "256" } },
      { source: "process", cwd: "/here", options: { command: "b", resize: "256", answers: "score" } },
    ]);
    expect(detectors[0]?.options).not.toHaveProperty("answers");
  });

  it.each([
    [flags(["gear.onnx"]), /invalid --detector "gear\.onnx": .*--model/],
    [flags(["exec:b"], { layout: "NHWC" }), /invalid --layout: no --detector given here takes it/],
    [flags([], { answers: "map" }), /invalid --answers/],
  ])("%j is refused", (given, message) => {
    expect(() => outsideDetectors(given, "/here")).toThrow(message);
  });
});

it("flags of two owners may not have one name", () => {
  expect(() => withDetectorFlags({ answers: z.string() })).toThrow(/two flags named --answers/);
});
