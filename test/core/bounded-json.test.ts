// JSON from outside: read as JSON.parse reads it, and refused in one line before a hostile text costs anything.

import { describe, expect, test } from "vitest";
import { parseBoundedJson } from "../../src/core/bounded-json.ts";
import { InputError } from "../../src/core/errors.ts";
import { raiseLimits } from "../../src/core/limits.ts";

function read(text: string | Uint8Array): unknown {
  return parseBoundedJson(text, (why) => new InputError(`invalid file f.json: ${why}`));
}

describe("parseBoundedJson", () => {
  test("reads text and bytes, with or without a byte-order mark", () => {
    const text = '{"a":[1,{"b":"\\\\\\"]["}],"__proto__":{"c":null}}';
    expect(JSON.stringify(read(text))).toBe(text);
    expect(JSON.stringify(read(new TextEncoder().encode(`\uFEFF${text}`)))).toBe(text);
    expect(read("\uFEFF1")).toBe(1);
  });

  test.each([
    [
      "ten million opening brackets",
      "[".repeat(10_000_000),
      /^invalid file f\.json: 201 levels of nesting .*json-depth=400 \(line 1, column 201\)$/,
    ],
    ["objects in objects", `[\n${'{"a":'.repeat(300)}`, /json-depth=400 \(line 2, column 996\)$/],
    ["two million empty lists", `[${"[],".repeat(2_000_000)}1]`, /json-values=3000000/],
    [
      "a text that is none, with what a terminal acts on",
      "\u001b[2J\nbad",
      /^invalid file f\.json: not JSON: \P{Cc}+$/u,
    ],
    ["nothing", "", /not JSON/],
  ])("refuses %s in one line", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(InputError);
  });

  test("brackets in strings nest nothing, wherever the string ends", () => {
    const text = `["${"[".repeat(500)}\\\\", "\\"${"{".repeat(500)}", 1]`;
    expect(read(text)).toEqual(JSON.parse(text));
    expect(() => read(`"${"[".repeat(500)}`)).toThrow("not JSON");
    expect(() => read(`"a\\\\"${"[".repeat(500)}`)).toThrow("json-depth");
  });

  test("a limit that is raised lets more through", () => {
    const restore = raiseLimits("json-depth=300");
    expect(read("[".repeat(300) + "]".repeat(300))).toHaveLength(1);
    restore();
    expect(() => read("[".repeat(300))).toThrow("at most 200");
  });

  test("bytes beyond the limit are not even decoded", () => {
    const restore = raiseLimits("json-bytes=10");
    expect(() => read(new Uint8Array(11))).toThrow(
      "11 bytes of a JSON file, at most 10; raise it with --raise-limit json-bytes=11",
    );
    restore();
  });
});
