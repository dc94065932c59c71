import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { allLimits, beyondLimit, limitOf, raiseLimits } from "../../src/core/limits.ts";

describe("the limits of readers", () => {
  it("are raised by name, and put back", () => {
    const stated = limitOf("pixels");
    const restore = raiseLimits("pixels=2e8, tensors=7");
    expect([limitOf("pixels"), limitOf("tensors")]).toEqual([200_000_000, 7]);
    restore();
    expect(limitOf("pixels")).toBe(stated);
  });

  it("refuse names and numbers that are none, and change nothing then", () => {
    const stated = allLimits().map(({ name }) => limitOf(name));
    expect(() => raiseLimits("pixel=3")).toThrow(/did you mean "pixels"/);
    for (const text of ["pixels", "pixels=", "pixels=-1", "pixels=many", "tensors=9,pixels=0"])
      expect(() => raiseLimits(text)).toThrow(UsageError);
    expect(allLimits().map(({ name }) => limitOf(name))).toEqual(stated);
  });

  it("say how to raise them", () => {
    expect(beyondLimit("pixels", 65_000_000)).toBe(
      "65000000 pixels of a picture, at most 64000000; raise it with --raise-limit pixels=65000000",
    );
  });

  it("say at least twice as much where counting ended at the limit", () => {
    expect(beyondLimit("json-depth", 201)).toBe(
      "201 levels of nesting of a JSON file, at most 200; raise it with --raise-limit json-depth=400",
    );
    expect(beyondLimit("tensors", 1_800_000)).toMatch(/tensors=1800000$/);
  });
});

describe("docs/security.md", () => {
  it("lists every limit with its value", async () => {
    const text = await readFile(new URL("../../docs/security.md", import.meta.url), "utf8");
    const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| +([\d,]+) +\| (.+?) +\|$/gm)];
    expect(rows.map(([, name, value, of]) => [name, Number(value?.replaceAll(",", "")), of])).toEqual(
      allLimits().map(({ name, value, of }) => [name, value, of]),
    );
  });
});
