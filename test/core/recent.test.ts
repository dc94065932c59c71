// What is kept of pictures: so many, and so large in all.

import { expect, it } from "vitest";
import { keepRecent } from "../../src/core/recent.ts";

it("the values used last are kept, within their number and their size, and the newest whatever its size", () => {
  const kept = keepRecent<number>(3, { most: 10, sizeOf: (value) => value });
  const held = (): string => ["a", "b", "c", "d"].filter((key) => kept.get(key) !== undefined).join("");
  for (const key of ["a", "b", "c"]) kept.set(key, 1);
  kept.get("a");
  kept.set("d", 1);
  expect(held()).toBe("acd");
  kept.set("d", 9);
  expect(held()).toBe("cd");
  kept.set("b", 100);
  expect(held()).toBe("b");
});
