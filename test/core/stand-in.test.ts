// Pointers and pages that lie where a file should be.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standInOf } from "../../src/core/stand-in.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a stand-in", () => {
  it.each([
    ["version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n", /Git LFS pointer/],
    ["/annex/objects/SHA256E-s9--1.png\n", /git-annex pointer/],
    ["<!DOCTYPE html>\n<html>", /web page/],
    ["\uFEFF \n<html lang='en'>", /web page/],
    ["<!-- served by a proxy -->\n<HTML>", /web page/],
    ['<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>', /web page/],
  ])("is known, with a remedy: %j", (text, message) => {
    expect(standInOf(bytes(text))).toMatch(message);
  });

  it("is no picture, table, JSON or drawing", () => {
    for (const text of [
      "\x89PNG\r\n",
      "object,split",
      "{}",
      '<?xml version="1.0"?><svg>',
      "versions of it",
      "",
    ])
      expect(standInOf(bytes(text))).toBeNull();
  });

  it("is never seen in a safetensors file's beginning", () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), (length) => {
        const head = new Uint8Array(16);
        new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
        head.set(bytes('{"a"'), 8);
        expect(standInOf(head)).toBeNull();
      }),
    );
  });
});
