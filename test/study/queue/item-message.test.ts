// Items as they are sent and read: no server needed.

import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { readItem, writeItem } from "../../../src/study/queue/item-message.ts";
import { queueVersion } from "../../../src/study/queue/messages.ts";
import { refusalOf, refusalText } from "../../../src/study/queue/refused-item.ts";
import { openSigner, type Signer } from "../../../src/study/queue/signature.ts";
import { sentItem } from "../../support/sent-item.ts";

const item = sentItem();
const signer = openSigner("sixteen bytes or more");

/** What a worker says of a message. */
function refused(message: unknown, own: Signer | "none" | undefined = signer): string {
  try {
    readItem(message, own === "none" ? undefined : own);
    return "taken";
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { message: said } = error as Error;
    expect(said).toMatch(/^[^\p{Cc}]{1,400}$/u);
    return said;
  }
}

describe("an item", () => {
  it("arrives as it was sent, signed or not", () => {
    expect(readItem(JSON.parse(JSON.stringify(writeItem(item, undefined))), undefined)).toEqual(item);
    expect(readItem(writeItem(item, signer), signer)).toEqual(item);
  });

  it("is refused where it is of another version, whatever else it is", () => {
    const said = refused({ version: "faultline 9\u001b[2J\n", deep: [] });
    expect(said).toBe(
      `the item is of faultline 9, and this is ${queueVersion()}: install the same version on both sides`,
    );
  });

  it("is refused where one side alone has a secret, or each another", () => {
    const [plain, signed] = [writeItem(item, undefined), writeItem(item, signer)];
    expect(refused(plain)).toBe("the item is not signed, and this worker has a FAULTLINE_QUEUE_SECRET");
    expect(refused(signed, "none")).toBe("the item is signed, and this worker has no FAULTLINE_QUEUE_SECRET");
    const wrong = "the item is not signed with this worker's FAULTLINE_QUEUE_SECRET";
    expect(refused(signed, openSigner("sixteen other bytes"))).toBe(wrong);
    expect(refused({ ...signed, item: signed.item.replace("gear", "nut") })).toBe(wrong);
    expect(refused({ ...signed, signature: "not hexadecimal" })).toBe(wrong);
  });

  it("is refused by name where any part of it is nothing that a planner writes", () => {
    const changed = (more: object): string => refused(writeItem({ ...item, ...more }, undefined), "none");
    expect(changed({})).toBe("taken");
    for (const [name, value] of [
      ...[
        ["run", "../other"],
        ["key", "x"],
        ["role", 7],
        ["sample", "x".repeat(1e6)],
        ["tries", 0],
      ],
      ...[
        ["experiment", { kind: "points", points: 3 }],
        ["known", [{}]],
        ["preset", "none"],
        ["region", 1],
      ],
      ...[
        ["dataset", { kind: "demo", options: { root: {} } }],
        ["detector", null],
      ],
    ] as const)
      expect(changed({ [name]: value }), name).toMatch(new RegExp(`^invalid item: ${name}`));
    for (const message of [undefined, null, 7, "text", [], { version: queueVersion() }])
      expect(refused(message, "none")).toMatch(/^invalid item: nothing that a planner/);
  });
});

it("a refusal tells who refused and whose fault it is, in one short line", () => {
  const said = refusalText({
    fault: "machine",
    worker: "host:7 x\n",
    why: `no\u0007 model${"!".repeat(9999)}`,
  });
  expect(said.length).toBeLessThan(700);
  expect(refusalOf(said)).toMatchObject({ fault: "machine", worker: "host:7_x" });
  expect(refusalOf("a picture that no one can read")).toBeUndefined();
});
