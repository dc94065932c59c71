// The two kinds of failure: what a user can mend (InputError: one line, no stack) and what only we can (InvariantError).
// Messages begin with one of three verbs: invalid, unknown, missing, and always name the value.

import { escapedText, quotedText } from "./shown-text.ts";

/** Of a message; of these its end, which says what to do. */
const [MOST_CHARACTERS, KEPT_END] = [1200, 400];

/** Pairs of characters after which no better name is looked for: lists may come from a file. */
const MOST_COMPARED = 2e7;

/** A failure caused by input: the message says what was wrong, where, and what to do. */
export class InputError extends Error {
  override readonly name: string = "InputError";
  /** Process exit code: 1 the command failed, 2 wrong usage. */
  readonly exitCode: 1 | 2 = 1;

  /** The message as one plain line, whatever names of files and values stand in it: see plainLine. */
  constructor(message: string, options?: ErrorOptions) {
    super(plainLine(message), options);
  }
}

/** An InputError that the command line's arguments alone decide: exit code 2. */
export class UsageError extends InputError {
  override readonly name: string = "UsageError";
  override readonly exitCode = 2 as const;
}

/** The InputError of a file that could not be read, by the system's reason. */
export function unreadableFile(path: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "ENOENT") return new InputError(`missing file ${path}`);
  return new InputError(`unreadable file ${path}${code === "EISDIR" ? ": it is a folder" : ` (${code})`}`);
}

/** A bug of ours: something the code itself promised does not hold. Printed with its stack. */
export class InvariantError extends Error {
  override readonly name: string = "InvariantError";
}

/** Raised where work was cancelled (Ctrl-C, a client that went away): exit code 130. */
export class CancelledError extends Error {
  override readonly name: string = "CancelledError";
  /** The signal that ended the process, where one did. */
  readonly by: NodeJS.Signals | undefined;
  constructor(message = "interrupted", by?: NodeJS.Signals) {
    super(message);
    this.by = by;
  }
}

/** Throws an InvariantError unless `condition` holds. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Returns `value`, or throws an InvariantError saying that `what` is missing. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new InvariantError(`missing ${what}`);
  return value;
}

/**
 * The message for a name that is not in a list: `unknown backbone "VitB"; did you mean "ViT-B/16+"? (known: …)`.
 * The nearest known name (edit distance) is offered when it is close.
 */
export function unknownName(what: string, given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known);
  const hint = nearest === undefined ? ";" : `; did you mean "${nearest}"?`;
  return `unknown ${what} ${quotedText(given)}${hint} (known: ${known.join(", ")})`;
}

/** The known name of the least edit distance, the first of several; undefined where none is close. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  // No name is that long, and the distance takes the product of both lengths.
  if (given.length > 100) return undefined;
  let nearest: string | undefined;
  let least = Math.max(2, given.length / 3);
  let left = MOST_COMPARED;
  for (const name of known) {
    // The distance is at least the difference in length.
    if (Math.abs(name.length - given.length) > least) continue;
    left -= name.length * given.length;
    if (left < 0) break;
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    if (distance > least || (distance === least && nearest !== undefined)) continue;
    [nearest, least] = [name, distance];
  }
  return nearest;
}

/**
 * The text without what a terminal acts on or turns round (control characters, line ends and directions are written as
 * "\\u001b"), and without its middle where it is longer than MOST_CHARACTERS.
 */
function plainLine(text: string): string {
  // Cut first, as an escaped character is longer, and again for that.
  return withoutMiddle(escapedText(withoutMiddle(text)));
}

function withoutMiddle(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS - KEPT_END)} … ${text.slice(-KEPT_END)}`;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
