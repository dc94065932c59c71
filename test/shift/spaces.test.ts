// Shifts that act in one space share its conversions; one of another space stands between them, in its turn.

import { describe, expect, it } from "vitest";
import { parameter, type Value } from "../../src/graph/value.ts";
import { transformImages } from "../../src/shift/compose.ts";
import { inSpace, onPictures, type ShiftDefinition, type Space } from "../../src/shift/define.ts";
import { hue } from "../../src/shift/light/hue.ts";

/** What was done, in order. */
function told(): { readonly steps: string[]; readonly space: Space<Value> } {
  const steps: string[] = [];
  const space: Space<Value> = {
    enter: (pictures) => {
      steps.push("enter");
      return pictures;
    },
    leave: (form) => {
      steps.push("leave");
      return form;
    },
  };
  return { steps, space };
}

/** A shift of the light that only tells when it acts. */
function telling(name: string, steps: string[], space: Space<Value> | null): ShiftDefinition {
  const apply = (form: Value): Value => {
    steps.push(name);
    return form;
  };
  return { ...hue, name, act: space === null ? onPictures(apply) : inSpace(space, apply) };
}

function stepsOf(
  inSpaces: readonly boolean[],
  named: readonly number[] = inSpaces.map((_, at) => at),
): string[] {
  const { steps, space } = told();
  const shifts = inSpaces.map((inside, at) => telling(`${at}`, steps, inside ? space : null));
  const amounts = Object.fromEntries(named.map((at) => [`${at}`, parameter(`${at}`, [1])]));
  transformImages(parameter("image", [1, 3, 2, 2]), shifts, amounts);
  return steps;
}

describe("shifts in a space of their own", () => {
  it("share its conversions where they are neighbours", () => {
    expect(stepsOf([true, true])).toEqual(["enter", "0", "1", "leave"]);
  });

  it("convert anew where another stands between them", () => {
    expect(stepsOf([true, false, true])).toEqual(["enter", "0", "leave", "1", "enter", "2", "leave"]);
    expect(stepsOf([false, true])).toEqual(["0", "enter", "1", "leave"]);
  });

  it("are neighbours where the one between them is not named", () => {
    expect(stepsOf([true, false, true], [0, 2])).toEqual(["enter", "0", "2", "leave"]);
    expect(stepsOf([true], [])).toEqual([]);
  });
});
