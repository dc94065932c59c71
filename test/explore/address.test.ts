// The page's address: a link shows the same view, sample and point.

import { describe, expect, it } from "vitest";
import { IDENTITY } from "../../src/core/shift.ts";
import { formatAddress, parseAddress } from "../../web/address.ts";

describe("the page's address", () => {
  const address = {
    view: "landscape",
    sample: "a=b&c",
    point: { theta: -31, hue: 0, saturation: 1e-7 },
    run: "r",
  };

  it("names the point as --at does, and brings everything back", () => {
    const hash = formatAddress({ ...address, view: "landscape" });
    expect(hash).toBe("#view=landscape&sample=a%3Db%26c&run=r&at=theta=-31,saturation=1e-7");
    expect(parseAddress(hash)).toEqual(address);
  });

  it("leaves out what is as usual", () => {
    const usual = { view: "playground", sample: null, point: IDENTITY, run: null } as const;
    expect(formatAddress(usual)).toBe("#");
    expect(parseAddress("")).toEqual(usual);
    expect(formatAddress({ ...usual, point: { ...IDENTITY, hue: 2 } })).toBe("#at=hue=2");
  });

  it("takes units and any order, and no shift where the point is wrong", () => {
    expect(parseAddress("#at=hue=90deg,theta=5").point).toEqual({
      theta: 5,
      hue: Math.PI / 2,
      saturation: 0,
    });
    for (const at of ["theta=500", "hue=90", "tehta=1", "", "theta=NaN"])
      expect(parseAddress(`#at=${at}&sample=s`)).toEqual({
        ...{ view: "playground", sample: "s", point: IDENTITY, run: null },
      });
  });
});
