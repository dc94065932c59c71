// A run's results on the server: the oldest are read first, as many as fit, and none that is larger than a result may be.

import type { Redis } from "ioredis";
import { beyondLimit, limitOf } from "../../core/limits.ts";
import { resultsKey } from "./names.ts";

const AT_ONCE = 64;
const BYTES_AT_ONCE = 32_000_000;

/** Runs on the server, so that what is too large, or no list at all, is never sent. */
const OLDEST = `
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'none' then return {0} end
if kind ~= 'list' then redis.call('DEL', KEYS[1]) return {-1} end
local length = redis.call('LLEN', KEYS[1])
local found, bytes = {length}, 0
for back = 1, math.min(length, tonumber(ARGV[1])) do
  local frame = redis.call('LINDEX', KEYS[1], -back)
  if #frame > tonumber(ARGV[3]) then
    table.insert(found, #frame)
  else
    bytes = bytes + #frame
    if bytes > tonumber(ARGV[2]) and back > 1 then break end
    table.insert(found, frame)
  end
end
return found`;

export interface OldestResults {
  /** Frames, and in place of those that are too large what is wrong with them. */
  readonly found: readonly (Buffer | string)[];
  /** True where there are more. */
  readonly more: boolean;
}

/** The oldest results of a run; they stay on the server. */
export async function oldestResults(redis: Redis, run: string): Promise<OldestResults> {
  const limits = [AT_ONCE, BYTES_AT_ONCE, limitOf("result-bytes")];
  const answer = await redis.callBuffer("EVAL", OLDEST, 1, resultsKey(run), ...limits);
  const [length = 0, ...frames] = Array.isArray(answer) ? answer : [];
  if (length === -1) return { found: ["something else was in the place of the run's results"], more: false };
  const found = frames.map((frame) =>
    Buffer.isBuffer(frame)
      ? frame
      : `invalid result from the queue: ${beyondLimit("result-bytes", Number(frame))}`,
  );
  return { found, more: Number(length) > found.length };
}

/** Takes as many of the oldest off the server. */
export async function dropOldest(redis: Redis, run: string, count: number): Promise<void> {
  if (count > 0) await redis.ltrim(resultsKey(run), 0, -count - 1);
}
