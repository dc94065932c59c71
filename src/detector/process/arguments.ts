// A command taken apart into its arguments, as documented and no further: there is no shell, so nothing of it is interpreted.

import { InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";

/** The program, and what it is started with. */
export type Arguments = readonly [string, ...string[]];

/** More than systems take, and few enough for the expression below. */
const MOST_CHARACTERS = 131_072;

/**
 * Splits a command at spaces, tabs and line ends. Within single quotes all characters stand for themselves; within double
 * quotes a backslash takes the next character literally if that is a double quote or a backslash, and is a backslash
 * otherwise; outside of quotes a backslash takes any next character literally. Parts that touch are one argument: '' is
 * an empty one. Nothing else has a meaning: $ ~ * ? ; | & < > # and line ends within quotes reach the program as they are.
 * InputError for an open quote, a backslash at the end, a NUL, a command without a program, and one of
 * more than 131,072 characters.
 */
export function splitCommand(command: string): Arguments {
  const wrong = (why: string): InputError =>
    new InputError(`invalid command "${shownText(command, 200)}": ${why}`);
  if (command.includes("\0")) throw wrong("it holds a NUL character");
  if (command.length > MOST_CHARACTERS)
    throw wrong(`it has ${command.length} characters; expected at most ${MOST_CHARACTERS}`);
  const split: string[] = [];
  // One piece after the other: spaces, a quoted text, an escaped character, or plain characters.
  const piece = /([ \t\r\n]+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^ \t\r\n'"\\]+)/gsy;
  let current: string | null = null;
  while (piece.lastIndex < command.length) {
    const at = piece.lastIndex;
    const found = piece.exec(command);
    if (found === null)
      throw wrong(
        command[at] === "\\" ? "it ends with a backslash" : `the quote ${command[at]} is not closed`,
      );
    const [, space, single, double, escaped, plain] = found;
    if (space !== undefined) {
      if (current !== null) split.push(current);
      current = null;
    } else
      current = `${current ?? ""}${single ?? double?.replace(/\\(["\\])/g, "$1") ?? escaped ?? plain ?? ""}`;
  }
  if (current !== null) split.push(current);
  const [program, ...rest] = split;
  if (program === undefined || program === "")
    throw wrong('it names no program; expected "exec:PROGRAM ARGUMENTS"');
  return [program, ...rest];
}
