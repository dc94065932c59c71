// What a command is, for a digest: its arguments, and of those that are files what is in them. Node only.

import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { sha256OfFile } from "../../core/digest.ts";
import type { Arguments } from "./arguments.ts";

/** An argument as it is written, or the file that it is, wherever that lies. */
export type ArgumentIdentity = string | { readonly before: string; readonly sha256: string };

/**
 * The parts of a command. The program is a file where it is a path, and else its name; any other argument, and in
 * --name=value the value, where it is the name of a file.
 */
export async function commandIdentity(
  [program, ...rest]: Arguments,
  cwd: string,
): Promise<ArgumentIdentity[]> {
  const isPath = /[/\\]/.test(program);
  return [
    isPath ? await fileIdentity("", program, cwd) : program,
    ...(await Promise.all(rest.map((argument) => argumentIdentity(argument, cwd)))),
  ];
}

async function argumentIdentity(argument: string, cwd: string): Promise<ArgumentIdentity> {
  const [, before = "", value = argument] = /^(-[^=]*=)(.+)$/s.exec(argument) ?? [];
  return await fileIdentity(before, value, cwd);
}

async function fileIdentity(before: string, name: string, cwd: string): Promise<ArgumentIdentity> {
  const path = resolve(cwd, name);
  try {
    if ((await stat(path)).isFile()) return { before, sha256: await sha256OfFile(path) };
  } catch {
    // It is no file of ours to read: it counts as it is written.
  }
  return `${before}${name}`;
}
