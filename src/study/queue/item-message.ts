// An item on its way to a worker: JSON in an envelope that says by which version, and signed where there is a secret.
// What a worker takes for an item has been held against all of this first.

import { z } from "zod";
import { parseBoundedJson } from "../../core/bounded-json.ts";
import { InputError } from "../../core/errors.ts";
import { PRESET_NAMES } from "../../core/preset.ts";
import { shownText } from "../../core/shown-text.ts";
import { isDatasetOptions } from "../../data/options.ts";
import { isExperiment, isOutcome } from "../../results/record-schema.ts";
import { type QueuedItem, queueVersion } from "./messages.ts";
import { isRunId } from "./names.ts";
import { SECRET_VARIABLE, type Signer } from "./signature.ts";

/** What is sent: the item's text, and who vouches for it. */
export interface ItemMessage {
  readonly version: string;
  /** The item as JSON. */
  readonly item: string;
  /** Over version and text, in hexadecimal; left out without a secret. */
  readonly signature?: string;
}

/** What is read in the place of a message that is no JSON: why it is none. */
export interface Unreadable {
  readonly unreadable: string;
}

/** Characters of a text that an item has; a longer one names nothing. */
const LONGEST_TEXT = 4096;

/** Characters that a message quotes of what somebody sent. */
const SHOWN = 100;

const text = z.string().max(LONGEST_TEXT);

const itemSchema = z.object({
  run: z.string().refine(isRunId),
  key: z.string().regex(/^[0-9a-f]{40}$/),
  ...{ role: text, className: text, content: text, region: text.nullable(), object: text, sample: text },
  objectDigest: text,
  preset: z.enum(PRESET_NAMES),
  experiment: z.unknown().refine(isExperiment),
  known: z.array(z.unknown().refine(isOutcome)),
  hints: z.array(z.unknown().refine(isOutcome)),
  dataset: z.object({ kind: text, options: z.unknown().refine(isDatasetOptions) }),
  detector: z.object({ source: text, options: z.record(z.string(), z.unknown()), digest: text }),
  tries: z.int().min(1),
});

const versionSchema = z.object({ version: text });

const unreadableSchema: z.ZodType<Unreadable> = z.object({ unreadable: z.string() });

const messageSchema = z.object({ version: text, item: z.string(), signature: z.string().optional() });

/** The message of an item. */
export function writeItem(item: QueuedItem, signer: Signer | undefined): ItemMessage {
  const [version, body] = [queueVersion(), JSON.stringify(item)];
  const signature = signer?.sign("item", [version, body]).toString("hex");
  return { version, item: body, ...(signature === undefined ? {} : { signature }) };
}

/**
 * The item of a message. InputError with the reason where it is of another version, signed otherwise than this side's
 * secret has it, or nothing that a planner writes.
 */
export function readItem(message: unknown, signer: Signer | undefined): QueuedItem {
  const own = queueVersion();
  const said = versionSchema.safeParse(message).data?.version;
  if (said !== undefined && said !== own)
    throw new InputError(
      `the item is of ${shownText(said, SHOWN)}, and this is ${own}: install the same version on both sides`,
    );
  const unreadable = unreadableSchema.safeParse(message).data?.unreadable;
  if (unreadable !== undefined) throw new InputError(`invalid item: ${shownText(unreadable, 2 * SHOWN)}`);
  const sent = messageSchema.safeParse(message);
  if (!sent.success) throw new InputError("invalid item: nothing that a planner of faultline writes");
  const { version, item: body, signature } = sent.data;
  refuseOtherSecret(signature, signer, [version, body]);
  const json = parseBoundedJson(body, (why) => new InputError(`invalid item: ${why}`));
  const parsed = itemSchema.safeParse(json);
  if (parsed.success && isItem(json)) return json;
  const [issue] = parsed.error?.issues ?? [];
  throw new InputError(`invalid item: ${shownText(`${issue?.path.join(".")}: ${issue?.message}`, SHOWN)}`);
}

/** True of JSON that the schema passed: what it has of the item is as the planner wrote it. */
function isItem(json: unknown): json is QueuedItem {
  return typeof json === "object" && json !== null;
}

function refuseOtherSecret(
  signature: string | undefined,
  signer: Signer | undefined,
  parts: readonly string[],
): void {
  if (signer === undefined) {
    if (signature === undefined) return;
    throw new InputError(`the item is signed, and this worker has no ${SECRET_VARIABLE}`);
  }
  if (signature === undefined)
    throw new InputError(`the item is not signed, and this worker has a ${SECRET_VARIABLE}`);
  if (!signer.isBy(Buffer.from(signature, "hex"), "item", parts))
    throw new InputError(`the item is not signed with this worker's ${SECRET_VARIABLE}`);
}
