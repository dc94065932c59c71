// Who is there: planners and workers say so every few seconds, with their version, and are forgotten when they fall
// silent. Each side refuses to begin beside another version of the other, or another secret.

import type { Redis } from "ioredis";
import { z } from "zod";
import { parseBoundedJson } from "../../core/bounded-json.ts";
import { InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";
import { queueVersion } from "./messages.ts";
import { presenceKey } from "./names.ts";
import { SECRET_VARIABLE, type Signer } from "./signature.ts";

type Role = "planner" | "worker";

/** Items that no worker takes more of at once. */
const MOST_SLOTS = 4096;

/** Characters of what another says of itself. */
const SHOWN = 120;

/** Bytes of it that are read; who writes more is none of ours. */
const READ_BYTES = 4096;

const shown = z.string().transform((said) => shownText(said, SHOWN));

/** Another version may say less. */
const presentSchema = z.object({
  version: shown,
  /** "process 12 on host". */
  who: shown.default("of unknown name"),
  /** Items that it takes at once; 0 for a planner. */
  slots: z.int().min(0).max(MOST_SLOTS).default(0),
  /** In hexadecimal, over its own id; left out without a secret. */
  proof: z.string().optional(),
});

export interface Present {
  readonly id: string;
  readonly version: string;
  readonly who: string;
  readonly slots: number;
  readonly proof?: string | undefined;
}

const SAID_EVERY_MILLISECONDS = 3_000;
const FORGOTTEN_AFTER_SECONDS = 15;

/** Says that this process is there until `stop` is called. */
export async function announce(
  redis: Redis,
  role: Role,
  id: string,
  { who, slots, signer }: Pick<Present, "who" | "slots"> & { readonly signer?: Signer | undefined },
): Promise<{ stop(): Promise<void> }> {
  const key = presenceKey(role, id);
  const proof = signer?.sign(role, [id]).toString("hex");
  const text = JSON.stringify({
    ...{ version: queueVersion(), who, slots },
    ...(proof === undefined ? {} : { proof }),
  });
  const say = (): Promise<unknown> => redis.set(key, text, "EX", FORGOTTEN_AFTER_SECONDS);
  await say();
  const timer = setInterval(() => void say().catch(() => {}), SAID_EVERY_MILLISECONDS);
  return {
    stop: async () => {
      clearInterval(timer);
      if (redis.status === "ready") await redis.del(key).catch(() => {});
    },
  };
}

/** Everybody of a role who is there. `onStranger` hears of keys of such a name that say nothing of the kind. */
export async function whoIsThere(
  redis: Redis,
  role: Role,
  onStranger: (key: string) => void = () => {},
): Promise<Present[]> {
  const keys: string[] = [];
  let cursor = "0";
  do {
    const [next, found] = await redis.scan(cursor, "MATCH", presenceKey(role, "*"), "COUNT", 1000);
    keys.push(...found);
    cursor = next;
  } while (cursor !== "0");
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.getrange(key, 0, READ_BYTES - 1);
  const answers = (await pipeline.exec()) ?? [];
  return keys.flatMap((key, index) => {
    const [error, text] = answers[index] ?? [];
    // Gone since it was listed.
    if (text === "") return [];
    const id = key.slice(presenceKey(role, "").length);
    // An error where the key holds no text at all.
    const present = error === null && typeof text === "string" ? presentIn(text, id) : undefined;
    if (present === undefined) onStranger(shownText(key, SHOWN));
    return present === undefined ? [] : [present];
  });
}

function presentIn(text: string, id: string): Present | undefined {
  try {
    const json = parseBoundedJson(text, (why) => new InputError(why));
    const said = presentSchema.safeParse(json);
    return said.success ? { id, ...said.data } : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** InputError where someone of the other role is of another version or secret; notes keys that are nobody's. */
export async function refuseOthers(
  redis: Redis,
  other: Role,
  signer: Signer | undefined,
  onNote: (message: string) => void,
): Promise<void> {
  const there = await whoIsThere(redis, other, (key) =>
    onNote(`queue: ${key} is no ${other} of faultline; ignored`),
  );
  const own = queueVersion();
  for (const { id, version, who, proof } of there) {
    if (version !== own) throw otherVersion(`${other}, ${who},`, version);
    const why = otherSecret(proof, signer, other, id);
    if (why !== undefined) throw new InputError(`the ${other}, ${who}, ${why}: give both sides the same`);
  }
}

/** The refusal of another version. */
export function otherVersion(who: string, version: string): InputError {
  return new InputError(
    `the ${who} is ${version}, and this is ${queueVersion()}: install the same version on both sides`,
  );
}

function otherSecret(
  proof: string | undefined,
  signer: Signer | undefined,
  role: Role,
  id: string,
): string | undefined {
  if (signer === undefined)
    return proof === undefined ? undefined : `has a ${SECRET_VARIABLE}, and this side has none`;
  if (proof === undefined) return `has no ${SECRET_VARIABLE}, and this side has one`;
  return signer.isBy(Buffer.from(proof, "hex"), role, [id]) ? undefined : `has another ${SECRET_VARIABLE}`;
}
