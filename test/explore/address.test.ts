// The page's address: a link shows the same view, sample and point.

import { describe, expect, it } from "vitest";
import { UNSHIFTED } from "../../src/core/shift.ts";
import { shiftFacts } from "../../src/shift/registry.ts";
import { formatAddress, parseAddress } from "../../web/address.ts";

const FACTS = shiftFacts();

describe("the page's address", () => {
  const address = {
    ...({ view: "landscape", sample: "a=b&c", run: "r" } as const),
    point: { theta: -31, hue: 0, saturation: 1e-7 },
  };

  it("names the point as --at does, what acts at 0 too, and brings everything back", () => {
    const hash = formatAddress(address);
    expect(hash).toBe("#view=landscape&sample=a%3Db%26c&run=r&at=theta=-31,hue=0,saturation=1e-7");
    expect(parseAddress(hash, FACTS)).toEqual(address);
  });

  it("leaves out what is as usual, and shifts that do not act", () => {
    const usual = { view: "playground", sample: null, point: UNSHIFTED, run: null } as const;
    expect(formatAddress(usual)).toBe("#");
    expect(parseAddress("", FACTS)).toEqual(usual);
    expect(formatAddress({ ...usual, point: { hue: 2 } })).toBe("#at=hue=2");
    expect(parseAddress("#at=theta=30,hue=0.5", FACTS).point).toEqual({ theta: 30, hue: 0.5 });
  });

  it("takes units and any order, and no shift where the point is wrong", () => {
    const { point } = parseAddress("#at=hue=90deg,theta=5", FACTS);
    expect(point).toEqual({ theta: 5, hue: Math.PI / 2 });
    expect(Object.keys(point)).toEqual(["theta", "hue"]);
    for (const at of ["theta=500", "hue=90", "tehta=1", "", "theta=NaN"])
      expect(parseAddress(`#at=${at}&sample=s`, FACTS)).toEqual({
        ...{ view: "playground", sample: "s", point: UNSHIFTED, run: null },
      });
  });
});
