// A message is one plain line, whatever a stranger's names put into it.

import { describe, expect, it } from "vitest";
import { InputError, UsageError, unknownName } from "../../src/core/errors.ts";

describe("errors of input", () => {
  it("keep a message as it is", () => {
    const message = "missing file données/pièce 003.png (checked 2 folders)";
    expect(new InputError(message).message).toBe(message);
    expect(new UsageError(message, { cause: 1 })).toMatchObject({ message, cause: 1, exitCode: 2 });
  });

  it("write what a terminal would act on by its number", () => {
    const { message } = new InputError('unreadable file "a\u001b[2J\r\n\u2028\u202egnp.exe"');
    expect(message).toBe(String.raw`unreadable file "a\u001b[2J\u000d\u000a\u2028\u202egnp.exe"`);
  });

  it("keep the ends of a long message", () => {
    const { message } = new InputError(`unknown shift "${"x".repeat(1e7)}" (known: rotation)`);
    expect(message.length).toBeLessThan(1300);
    expect(message).toMatch(/^unknown shift "x+ … x+" \(known: rotation\)$/);
    expect(new InputError("\u0007".repeat(1e6)).message.length).toBeLessThan(1300);
  });

  it("look for no nearest name of a name that is none", () => {
    expect(unknownName("shift", "rotatoin", ["rotation"])).toContain('did you mean "rotation"?');
    expect(unknownName("shift", "rotation".repeat(1e6), ["rotation"])).not.toContain("did you mean");
  });
});
