// What is said to be done about a verdict, by what binds.

import { describe, expect, it } from "vitest";
import { present } from "../../../src/core/errors.ts";
import type { ObjectAcceptance } from "../../../src/results/acceptance.ts";
import { actionsOf } from "../../../src/study/accept/actions.ts";
import {
  ACCEPTED,
  ASKED_BOX,
  REJECTED,
  REJECTED_AT_REST,
  TWELVE,
  UNSEARCHED,
  WITHIN,
} from "../../support/golden-acceptance.ts";

const actions = (found: ObjectAcceptance): readonly string[] =>
  actionsOf(found, ASKED_BOX, { escapes: 0.02, falseRejects: 0.05 }).map(({ what }) => what);

describe("what to do", () => {
  it("is nothing where all is accepted", () => {
    expect(actions(ACCEPTED)).toEqual([]);
  });

  it("is a range to keep to, the shifts that break a limit first, another threshold, and more parts", () => {
    expect(actions(WITHIN)).toEqual([
      "Keep to --shift theta=4,exposure=0.2,colour-temperature=20,defocus=0.32,noise=0.012: there every limit holds.",
      "Hold exposure within −0.2 stops to 0.5 stops (asked: ±0.5 stops), beyond that it breaks a limit by itself: a lamp that is regulated and shielded.",
      "Hold noise within 0 to 0.012 (asked: 0 to 0.03), beyond that it breaks a limit by itself: a better camera signal: less gain, less compression.",
      "Evaluate 1271 defective parts (now 150): at the rate seen, so many hold the limit of 2%.",
      "Evaluate 153 good parts (now 60): at the rate seen, so many hold the limit of 5%.",
    ]);
  });

  it("is another threshold where more of one side fail than may, and fewer of the other", () => {
    const binding = { ...present(WITHIN.binding, "binding"), k: 4 };
    expect(actions({ ...WITHIN, binding })).toContain(
      "Lower the threshold (--operating-point): fewer defective parts pass, but more good ones are rejected (now 1 of 60).",
    );
    expect(actions({ ...WITHIN, binding: { ...binding, k: 3 } }).join("\n")).not.toMatch(/threshold/);
  });

  it("is no more search where a limit is surely violated, nor another threshold where both sides fail", () => {
    const said = actions({ ...REJECTED, search: { units: 20, draws: 10, second: null } });
    expect(said.filter((what) => what.startsWith("Give it more time"))).toEqual([]);
    expect(said).toContain(
      "Both sides fail in the asked range: another threshold only trades one for the other; ask for less, or take a better detector.",
    );
  });

  it("begins with the detector where it fails unshifted", () => {
    expect(actions(REJECTED_AT_REST)[0]).toMatch(
      /^Begin with the detector: unshifted already \d+ of 60 good parts are rejected; no shift is the cause\.$/,
    );
  });

  it("is more search where it was too little, or where a second one found more", () => {
    expect(actions(UNSEARCHED)[0]).toBe(
      "Give it more time (--time): a verdict takes 60 units and 59 draws a picture.",
    );
    const flipped = { units: 200, draws: 59, second: { strategy: "simplex", flips: 2 } };
    expect(actions({ ...WITHIN, search: flipped })[0]).toBe(
      "Search longer (--time, --budget): a second search flipped 2 verdicts that the first had missed.",
    );
  });

  it("is more pictures of both kinds where there are twelve good ones, and more that choose the threshold", () => {
    const said = actions({ ...TWELVE, picturesNeeded: { escapes: 149, falseRejects: 93 } });
    expect(said).toContain(
      "Evaluate 149 defective parts (now 0): if none fails, so many hold the limit of 2%.",
    );
    expect(said[0]).toMatch(
      /^Choose the threshold from at least 49 calibration pictures \(now \d+\): --calibration DIR\.$/,
    );
  });
});
