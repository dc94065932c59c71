// Unknown flags that earlier versions had.

import { expect, it } from "vitest";
import { namingReplacement } from "../../src/cli/replaced-flags.ts";

it.each([
  ["--over", "--shift NAME"],
  ["--theta-range", "--shift theta=LOW..HIGH"],
  ["--hue-range", "--shift hue=LOW..HIGH"],
  ["--saturation-range", "--shift saturation=LOW..HIGH"],
  ["--theta", "--at theta="],
  ["--hue", "--at hue="],
  ["--saturation", "--at saturation="],
  ["--fail-below", "--limit METRIC=VALUE"],
])("%s is unknown, and what replaces it is named", (flag, replacement) => {
  for (const given of [flag, `${flag}=10`]) {
    const message = namingReplacement(`error: unknown option '${given}'\n(Did you mean --out?)\n`);
    expect(message).toMatch(/^error: unknown option .*; use --.*\n$/);
    expect(message).toContain(replacement);
  }
});

it("any other error is left as it is", () => {
  const message = "error: unknown option '--colour'\n";
  expect(namingReplacement(message)).toBe(message);
});
