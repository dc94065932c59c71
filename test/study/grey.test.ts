// Colour shifts on grey data: refused by name before anything is computed, or noted where the paper is reproduced.

import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/data/dataset.ts";
import { shiftFacts } from "../../src/shift/registry.ts";
import { refuseGreyColour } from "../../src/study/grey.ts";
import { memorySample } from "../support/study.ts";

const SHIFTS = shiftFacts();
const colour = memorySample("nut", "good", 0);

/** The sample with its red in all channels. */
function grey(sample: Sample): Sample {
  return {
    ...sample,
    object: "screw",
    loadImage: async () => {
      const { width, height, data } = await sample.loadImage();
      const red = data.subarray(0, width * height);
      return {
        width,
        height,
        data: Float32Array.from({ length: data.length }, (_, at) => red[at % red.length] ?? 0),
      };
    },
  };
}

describe("colour shifts", () => {
  it("are refused by name on grey objects, with the objects", async () => {
    const samples = [colour, grey(colour), grey(memorySample("nut", "crack", 1))];
    await expect(refuseGreyColour(SHIFTS, samples, {})).rejects.toThrow(
      "invalid shift colour-temperature, hue, saturation: grey pictures (screw) have no colour to shift",
    );
  });

  it("are only noted where that is asked for", async () => {
    const notes: string[] = [];
    const onNote = (line: string) => notes.push(line);
    await refuseGreyColour(SHIFTS, [grey(colour)], { greyColour: "note", onNote });
    expect(notes).toHaveLength(1);
  });

  it("are taken on an object with one picture in colour, and other shifts on any", async () => {
    const coloured = { ...colour, object: "screw" };
    await refuseGreyColour(SHIFTS, [grey(colour), coloured], {});
    await refuseGreyColour(
      SHIFTS.filter(({ needsColour }) => !needsColour),
      [grey(colour)],
      {},
    );
  });
});
