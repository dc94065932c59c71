// Descriptions in YAML: the same as flags, with nothing but plain values.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { settingsFromFlags } from "../../../src/cli/setting-flags.ts";
import { DESCRIPTION, mergedDescription, sizeOf } from "../../../src/detector/tensor-model/description.ts";
import { descriptionBeside } from "../../../src/detector/tensor-model/description-file.ts";
import { descriptionFromYaml } from "../../../src/detector/tensor-model/yaml.ts";

const read = (text: string) => descriptionFromYaml(text, "spot.yaml");

describe("a description in YAML", () => {
  it("says what flags say", () => {
    const flags = {
      ...{
        channels: "BGR",
        mean: "0.485,0.456,0.406",
        std: "0.229,0.224,0.225",
        range: "0,1",
        resize: "320x240",
      },
      ...{ crop: "224", mapOutput: "seg/out:0", scoreOutput: "2543" },
    };
    const text = `# comments are read by people
channels: BGR
mean: [0.485, 0.456, 0.406]
std: 0.229,0.224,0.225
range: 0, 1
resize: 320x240
crop: 224
map-output: seg/out:0
scoreOutput: 2543
`;
    expect(read(text)).toEqual(settingsFromFlags(z.strictObject(DESCRIPTION), flags));
    expect(read("")).toEqual({});
    expect(read("\uFEFFmean: 127.5")).toEqual({ mean: [127.5] });
  });

  it.each([
    ["map-ouput: a", 'unknown field "map-ouput"; did you mean "map-output"? (known: channels, layout,'],
    ["channels: rgb", 'channels: invalid option: expected one of "RGB"|"BGR"|"grey", got "rgb"'],
    ["mean: [0.4, oops]", 'mean: invalid input: expected number, received string, got [0.4,"oops"]'],
    ["mean: 0.4,,0.4", "mean: invalid input: expected number"],
    ["std: [0]", "std: too small"],
    ["range: [1, 1]", "range: expected two different numbers"],
    ["resize: 256 px", 'resize: expected "256" or "320x240", width first, got "256 px"'],
    ["crop:", 'crop: expected "256" or "320x240", width first, got null'],
    ["map-output: a\nmapOutput: b", "map-output stands there twice"],
    ["channels: BGR\nchannels: RGB", "Map keys must be unique"],
    ["- channels", 'expected lines such as "channels: BGR"'],
    ["channels: !!js/function BGR", "Unresolved tag: tag:yaml.org,2002:js/function"],
    ["mean: &m [1]\nstd: *m", "*m refers to another value; write the value itself"],
    ["a: &a [1]\nb: &b [*a,*a]\nc: [*b,*b]", "*a refers to another value"],
    ["channels: BGR\n---\nchannels: RGB", "Source contains multiple documents"],
    ["mean: [0.4", "Flow sequence in block collection"],
    ["__proto__: {}", 'unknown field "__proto__"'],
  ])("%j is refused", (text, words) => {
    expect(() => read(text)).toThrow(words);
    expect(() => read(text)).toThrow(/^invalid description spot\.yaml: [^\n]+$/);
  });

  it("is short and shallow", () => {
    expect(() => read(`# ${"x".repeat(65_536)}`)).toThrow("it is larger than 64 kB");
    for (const text of [`mean: ${"[".repeat(10_000)}`, "- ".repeat(30_000), "{a: ".repeat(10_000)])
      expect(() => read(text)).toThrow(
        "invalid description spot.yaml: its values nest deeper than 50 levels at line 1",
      );
  });
});

describe("descriptions", () => {
  it("take a side as a number too, as study files may write it", () => {
    expect(z.strictObject(DESCRIPTION).parse({ resize: 256 })).toEqual({ resize: "256" });
  });

  it("of flags win over the file's, field by field", () => {
    const file = { channels: "BGR", mean: [0.5] } as const;
    const flags = { channels: "RGB", file: "spot.onnx", range: undefined } as const;
    expect(mergedDescription({ ...file, mean: [0.5] }, flags as object)).toEqual({
      channels: "RGB",
      mean: [0.5],
    });
  });

  it("have sizes of width and height", () => {
    expect([sizeOf("256"), sizeOf("320x240"), sizeOf(undefined)]).toEqual([
      ...[{ width: 256, height: 256 }, { width: 320, height: 240 }, null],
    ]);
  });
});

describe("the file beside a model", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "faultline-description-"));
    await writeFile(join(folder, "a.yml"), "channels: BGR\n");
    await writeFile(join(folder, "both.yaml"), "");
    await writeFile(join(folder, "both.yml"), "");
    await writeFile(join(folder, "large.yaml"), "#".repeat(65_537));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is FILE.yaml or FILE.yml, and may be absent", async () => {
    const found = await descriptionBeside(join(folder, "a.onnx"));
    expect(found).toEqual({ path: join(folder, "a.yml"), description: { channels: "BGR" } });
    expect(await descriptionBeside(join(folder, "none.onnx"))).toBeNull();
    await expect(descriptionBeside(join(folder, "both.onnx"))).rejects.toThrow("keep one of them");
    await expect(descriptionBeside(join(folder, "large.onnx"))).rejects.toThrow("a file of at most 64 kB");
  });
});
