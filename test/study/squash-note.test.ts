// Which studies turn squashed pictures, by the sizes of their files.

import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/data/dataset.ts";
import { fileSample } from "../../src/data/file-sample.ts";
import { studySquashNote } from "../../src/study/squash-note.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { memorySample } from "../support/study.ts";

const fileOf = (name: string, defect: string): Sample =>
  fileSample({
    ...{ root: FIXTURES, object: "part", defect, maskPaths: [] },
    imagePath: `${FIXTURES}${name}`,
  });

describe("the note on squashing", () => {
  const samples = [memorySample("gear", "crack", 0), fileOf("wide.png", "crack")];
  const nothing = { aspect: "squash", combinations: [], sweeps: [] } as const;

  it("names the first picture of another shape, once", async () => {
    const note = await studySquashNote({ ...nothing, combinations: [["hue"], ["hue", "theta"]] }, samples);
    expect(note).toMatch(/wide\.png: 150×100 pixels .*--aspect pad/);
    const swept = { ...nothing, sweeps: [{ shift: "theta", values: [0, 5] }] } as const;
    expect(await studySquashNote(swept, samples)).toBe(note);
  });

  it("is not made where nothing is turned or squashed, or files are square", async () => {
    const turned = { ...nothing, combinations: [["theta"]] } as const;
    expect(await studySquashNote({ ...nothing, combinations: [["hue"]] }, samples)).toBeNull();
    expect(await studySquashNote({ ...turned, aspect: "pad" }, samples)).toBeNull();
    expect(await studySquashNote(turned, samples.slice(0, 1))).toBeNull();
  });
});
