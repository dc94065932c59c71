// Items that a worker takes from a queue that anybody may have written to: what BullMQ hands over of a job, as JSON.

import { parseBoundedJson } from "../../../src/core/bounded-json.ts";
import { InputError } from "../../../src/core/errors.ts";
import { readItem, writeItem } from "../../../src/study/queue/item-message.ts";
import { type QueuedItem, queueVersion } from "../../../src/study/queue/messages.ts";
import { askedDetector, waysToOpen } from "../../../src/study/queue/own-detectors.ts";
import { refusalOf, refusalText } from "../../../src/study/queue/refused-item.ts";
import { sentItem } from "../../support/sent-item.ts";
import { changeField } from "../changed-field.ts";
import { pick } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

/** What stands in the place of a field: nothing that a planner writes, or nearly what it does. */
const STRANGE: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, "", "../x", "\u001b[2J\n", "x".repeat(5000), [], {}, [[[[]]]], [{}]],
  ...[
    { kind: "points", points: [{}] },
    { kind: "search", box: {} },
    { root: "/", objects: [7] },
  ],
  ...[
    { source: "onnx", options: { file: "/etc/passwd" }, digest: "" },
    { source: "__proto__", options: {} },
  ],
];

export const queueItems: FuzzedReader = {
  name: "queue-items",
  seeds: async () => [text(writeItem(plainItem(), undefined)), text(writeItem(searchItem(), undefined))],
  make: (random) => {
    const item = JSON.parse(JSON.stringify(pick([plainItem(), searchItem()], random)));
    // A strange value, or the message within itself.
    const strange = (): unknown => structuredClone(random.next() < 0.2 ? item : pick(STRANGE, random));
    for (let times = 1 + random.integer(3); times > 0; times--)
      changeField(item, random, { deeper: 0.6, strange });
    return text({ version: queueVersion(), item: JSON.stringify(item) });
  },
  words: [...Object.keys(sentItem()), "points", "search", "__proto__", "1e999", queueVersion(), "signature"],
  read: (bytes) => {
    const message = parseBoundedJson(bytes, (why) => new InputError(why));
    try {
      const item = readItem(message, undefined);
      waysToOpen(askedDetector(item.detector), { places: new Map(), env: {} });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // What is said of it goes back to its planner.
      const said = refusalText({ fault: "item", worker: "w", why: error.message });
      if (refusalOf(said) === undefined) throw new TypeError(`a refusal that is not read again: ${said}`);
      throw error;
    }
  },
};

/** An item of a detector that is built in. */
function plainItem(): QueuedItem {
  const item = sentItem();
  return { ...item, detector: { ...item.detector, source: "winclip", options: { model: "demo" } } };
}

/** The item of a search of two shifts that starts from a known point. */
function searchItem(): QueuedItem {
  const experiment: QueuedItem["experiment"] = {
    ...{ kind: "search", box: { theta: [-15, 15], hue: [-1, 1] }, criterion: "pauroc" },
    ...{ strategy: "surrogate-simplex", budget: 8, seed: 3, from: ["0".repeat(40)] },
  };
  const known = [{ point: { theta: 1 }, loss: -0.5, pauroc: 0.5, imageScore: 1 }];
  return { ...plainItem(), experiment, known };
}

function text(message: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}
