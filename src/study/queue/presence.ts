// Who is there: planners and workers say so every few seconds, with their version, and are forgotten when they fall
// silent. Each side refuses to begin beside another version of the other.

import type { Redis } from "ioredis";
import { z } from "zod";
import { InputError } from "../../core/errors.ts";
import { queueVersion } from "./messages.ts";
import { presenceKey } from "./names.ts";

type Role = "planner" | "worker";

interface Present {
  readonly version: string;
  /** "process 12 on host". */
  readonly who: string;
  /** Items that it takes at once; 0 for a planner. */
  readonly slots: number;
}

/** Another version may say less. */
const presentSchema: z.ZodType<Present> = z.object({
  version: z.string(),
  who: z.string().default("of unknown name"),
  slots: z.number().default(0),
});

const SAID_EVERY_MILLISECONDS = 3_000;
const FORGOTTEN_AFTER_SECONDS = 15;

/** Says that this process is there until `stop` is called. */
export async function announce(
  redis: Redis,
  role: Role,
  id: string,
  { who, slots }: Pick<Present, "who" | "slots">,
): Promise<{ stop(): Promise<void> }> {
  const key = presenceKey(role, id);
  const text = JSON.stringify({ version: queueVersion(), who, slots } satisfies Present);
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
  const texts = keys.length === 0 ? [] : await redis.mget(keys);
  return keys.flatMap((key, index) => {
    // Gone since it was listed, or no text at all.
    const text = texts[index];
    const present = typeof text === "string" ? presentIn(text) : undefined;
    if (typeof text === "string" && present === undefined) onStranger(key);
    return present === undefined ? [] : [present];
  });
}

function presentIn(text: string): Present | undefined {
  try {
    return presentSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** InputError where someone of the other role is of another version; notes keys that are nobody's. */
export async function refuseOtherVersions(
  redis: Redis,
  other: Role,
  onNote: (message: string) => void,
): Promise<void> {
  const own = queueVersion();
  const there = await whoIsThere(redis, other, (key) =>
    onNote(`queue: ${key} is no ${other} of faultline; ignored`),
  );
  const stranger = there.find(({ version }) => version !== own);
  if (stranger !== undefined) throw otherVersion(`${other}, ${stranger.who},`, stranger.version);
}

/** The refusal of another version. */
export function otherVersion(who: string, version: string): InputError {
  return new InputError(
    `the ${who} is ${version}, and this is ${queueVersion()}: install the same version on both sides`,
  );
}
