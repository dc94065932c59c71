// The prompt ensemble against anomalib's, and the counts of the WinCLIP paper.

import { describe, expect, it } from "vitest";
import { promptEnsemble } from "../../../src/detector/winclip/prompts.ts";
import { fixtureJson } from "../../support/fixtures.ts";

describe("the prompt ensemble", () => {
  const fixture = fixtureJson<Record<string, { normal: string[]; anomalous: string[] }>>("prompts");
  it.each(Object.keys(fixture))("equals anomalib's, in order: %s", (className) => {
    expect(promptEnsemble(className)).toEqual(fixture[className]);
  });

  it("has 7 × 21 normal and 4 × 21 anomalous prompts, the doubled template twice in each state", () => {
    const { normal, anomalous } = promptEnsemble("gear");
    expect([normal.length, anomalous.length]).toEqual([147, 84]);
    expect(normal.length - new Set(normal).size).toBe(7);
    expect(anomalous.length - new Set(anomalous).size).toBe(4);
  });

  it("takes a class name literally, whatever is in it", () => {
    expect(promptEnsemble("$& {} $1").normal[11]).toBe("a photo of a $& {} $1.");
  });
});
