// Shifts of the user's own: files that --shift and --at name are opened and registered for as long as a command runs.

import { basename, resolve } from "node:path";
import { UsageError } from "../core/errors.ts";
import type { Range } from "../core/shift.ts";
import { type FileEntry, fileEntries } from "../core/shift-grammar.ts";
import { foreignLimits } from "../graph/foreign/limits.ts";
import { openForeignShift } from "../shift/foreign.ts";
import { SHIFTS } from "../shift/registry.ts";
import { flagName } from "./options.ts";

type RawFlags = Readonly<Record<string, unknown>>;

/** What of a command's surroundings opening a file takes. */
export interface OwnShiftSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** How a flag says the range of a shift's file in parentheses, and what is left of the entry then. */
interface Kind {
  readonly expected: string;
  range(inner: string): Range | undefined;
  rest(entry: FileEntry): string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  shift: {
    expected: "LOW..HIGH, a range that contains 0",
    range: (inner) => {
      const [low, high, ...more] = inner.split("..").map(numberOf);
      if (low === undefined || high === undefined || more.length > 0) return undefined;
      return low <= 0 && high >= 0 && low < high ? [low, high] : undefined;
    },
    rest: ({ name }) => name,
  },
  at: {
    expected: "AMOUNT, a number",
    range: (inner) => {
      const amount = numberOf(inner);
      if (amount === undefined) return undefined;
      return amount === 0 ? [0, 1] : [Math.min(0, amount), Math.max(0, amount)];
    },
    rest: ({ name, inner }) => `${name}=${inner}`,
  },
};

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Opens the files among the shifts of raw flags, registers each, and runs `body` with flags that name what is registered
 * alone; afterwards none of it is left. UsageError for an entry that is wrong; InputError as openForeignShift throws it.
 */
export async function withOwnShifts<Result>(
  raw: RawFlags,
  { env, cwd, signal }: OwnShiftSurroundings,
  body: (flags: RawFlags) => Promise<Result>,
): Promise<Result> {
  const flags: Record<string, unknown> = { ...raw };
  const endings: (() => void | Promise<void>)[] = [];
  const threads = numberOf(String(raw["threads"] ?? 0)) ?? 0;
  try {
    for (const [key, kind] of Object.entries(KINDS)) {
      const given = raw[key];
      if (!Array.isArray(given)) continue;
      const texts: string[] = [];
      for (const entry of given.map(String).flatMap(fileEntries)) {
        if (typeof entry === "string") {
          texts.push(entry);
          continue;
        }
        const { name, file } = entry;
        const range = checkedRange(entry, flagName(key), kind);
        refuseQueue(raw, name);
        const { definition, close } = await openForeignShift({
          ...{ name, range, file, path: resolve(cwd, file) },
          ...{ limits: foreignLimits(env), threads, signal },
        });
        endings.push(close, SHIFTS.register(definition));
        texts.push(kind.rest(entry));
      }
      flags[key] = texts;
    }
    return await body(flags);
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}

function checkedRange({ name, file, inner }: FileEntry, flag: string, { expected, range }: Kind): Range {
  const refusal = (why: string): UsageError =>
    new UsageError(`invalid ${flag} "${name}=${file}${inner === undefined ? "" : `(${inner})`}": ${why}`);
  if (!NAME.test(name) || name in {})
    throw refusal(`"${name}" cannot be a shift's name; expected small letters, digits and hyphens`);
  if (SHIFTS.find(name) !== undefined) throw refusal(`there is a shift ${name}; expected another name`);
  const found = inner === undefined ? undefined : range(inner);
  if (found === undefined) throw refusal(`expected ${name}=${basename(file)}(…) with ${expected}`);
  return found;
}

function refuseQueue({ queue }: RawFlags, name: string): void {
  if (queue === undefined) return;
  throw new UsageError(
    `invalid --queue: ${name} is a file on this machine, which workers on others do not have; run without --queue`,
  );
}

function numberOf(text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value + 0 : undefined;
}
