// Which studies turn squashed pictures, by the sizes of their files.

import { describe, expect, it } from "vitest";
import { present } from "../../src/core/errors.ts";
import type { Sample } from "../../src/data/dataset.ts";
import { fileSample } from "../../src/data/file-sample.ts";
import { paperBox } from "../../src/shift/registry.ts";
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
  const [turning, ...colours] = paperBox().map(({ facts }) => facts);
  const turns = [present(turning, "shift"), ...colours];

  it("names the first picture of another shape, once", async () => {
    expect(await studySquashNote("squash", turns, samples)).toMatch(
      /wide\.png: 150×100 pixels .*--aspect pad/,
    );
  });

  it("is not made where nothing is turned or squashed, or files are square", async () => {
    expect(await studySquashNote("squash", colours, samples)).toBeNull();
    expect(await studySquashNote("squash", [], samples)).toBeNull();
    expect(await studySquashNote("pad", turns, samples)).toBeNull();
    expect(await studySquashNote("squash", turns, samples.slice(0, 1))).toBeNull();
  });
});
