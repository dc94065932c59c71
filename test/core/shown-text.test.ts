// What foreign programs and files say, as it stands in messages.

import { describe, expect, it } from "vitest";
import { quotedText, shownText } from "../../src/core/shown-text.ts";

describe("a foreign text in a message", () => {
  it("is one line without what a terminal acts on, and as it is otherwise", () => {
    expect(shownText(" Prüfung\n\u001b[31mC:\\Bilder\\Ä 1.png\u202e\u0007 ", 80)).toBe(
      "Prüfung C:\\Bilder\\Ä 1.png",
    );
  });

  it("is cut where it is too long, also behind what is not shown", () => {
    expect(shownText("abc", 3)).toBe("abc");
    expect(shownText("abcd", 3)).toBe("abc…");
    expect(shownText(`ab${" ".repeat(1e6)}c`, 3)).toBe("ab…");
  });

  it("takes a time that does not grow with what is not shown of it", () => {
    expect(shownText("x y".repeat(50_000_000), 5)).toBe("x yx …");
  });

  it("is told from the message by quotes, its signs that do not print by their numbers", () => {
    expect(quotedText('a "b"\u202eü\n')).toBe('"a \\"b\\"\\u{202e}ü\\n"');
  });
});
