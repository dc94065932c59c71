// Results that a planner takes from a queue that anybody may have written to: frames of a header and maps.

import { sha256 } from "../../../src/core/digest.ts";
import { InputError } from "../../../src/core/errors.ts";
import type { Random } from "../../../src/core/random.ts";
import { isResult } from "../../../src/results/record-schema.ts";
import { encodeResult, takeResult } from "../../../src/study/queue/result-frame.ts";
import { SIGNATURE_BYTES } from "../../../src/study/queue/signature.ts";
import { firstItem, firstResult } from "../../support/sent-item.ts";
import { changeField } from "../changed-field.ts";
import { pick } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const RULES = { run: "00000000-0000-4000-8000-000000000001", signer: undefined, mapValues: null };

/** What stands in the place of a part of the header. */
const STRANGE: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, 4_294_967_296, "", "../x", "\u001b[2J", [], {}, [[[]]], [1, 2, 3], [{}]],
  ...[[4e9], [-16], [16, 16], [0.5], { point: {}, loss: null, pauroc: null, imageScore: 0 }],
];

const HEADER_BYTES = 4;

export const queueResults: FuzzedReader = {
  name: "queue-results",
  seeds: async () => [encodeResult(firstResult(), RULES)],
  make: (random) => {
    const whole = encodeResult(firstResult(), RULES);
    const end = SIGNATURE_BYTES + HEADER_BYTES + whole.readUInt32LE(SIGNATURE_BYTES);
    const header = JSON.parse(whole.toString("utf8", SIGNATURE_BYTES + HEADER_BYTES, end));
    const maps = mapsOf(whole.subarray(end), random);
    // Its checksum is right: what is wrong with it is something else.
    header.sha256 = sha256(maps);
    const strange = (): unknown => structuredClone(pick(STRANGE, random));
    for (let times = random.integer(3); times > 0; times--)
      changeField(header, random, { deeper: 0.7, strange });
    const body = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(HEADER_BYTES);
    length.writeUInt32LE(body.length);
    return Buffer.concat([Buffer.alloc(SIGNATURE_BYTES), length, body, maps]);
  },
  words: ["record", "lengths", "sha256", "points", "experiment", "__proto__", "1e999", "-0", "[]"],
  read: (bytes) => {
    const item = firstItem();
    const taken = takeResult(Buffer.from(bytes), RULES, (key) => (key === item.key ? item : undefined));
    if (taken === null) return;
    if (taken.done === null) throw new InputError(taken.why);
    const { record, maps } = taken.done;
    if (
      !isResult(JSON.parse(JSON.stringify(record))) ||
      record.key !== item.key ||
      maps.length > record.points.length
    )
      throw new TypeError("a result that no worker gives was taken");
  },
};

/** The maps as they are, cut, twice, or with a value that is none. */
function mapsOf(maps: Buffer, random: Random): Buffer {
  const kind = random.integer(6);
  if (kind === 0) return maps.subarray(0, random.integer(maps.length));
  if (kind === 1) return Buffer.concat([maps, maps]);
  if (kind > 2) return maps;
  const spoiled = Buffer.from(maps);
  spoiled.writeUInt32LE(
    pick([0x7f800000, 0xff800000, 0x7fc00000, 1], random),
    4 * random.integer(maps.length / 4),
  );
  return spoiled;
}
