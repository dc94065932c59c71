// Packages that a study does without: they are loaded when a command asks for what they do, and may not be installed.
// Node only.

import { readFileSync } from "node:fs";
import { InputError } from "./errors.ts";

/**
 * What `load` imports. InputError with the command to install `names`, the packages (package.json, peerDependencies) that
 * `purpose` needs, where one of them is missing.
 */
export async function withPackages<T>(
  purpose: string,
  names: readonly string[],
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const missing = names.find((name) => isMissing(error, name));
    if (missing === undefined) throw error;
    const exact = names.map((name) => `${name}@${versionOf(name)}`);
    throw new InputError(
      `missing package ${missing}, which ${purpose} needs: npm install ${exact.join(" ")}`,
    );
  }
}

/** Whether it is the error of an import that found no package of that name. */
function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "ERR_MODULE_NOT_FOUND" &&
    error.message.startsWith(`Cannot find package '${name}'`)
  );
}

/** The version that this one was tested with. */
function versionOf(name: string): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { peerDependencies } = JSON.parse(text) as { peerDependencies: Readonly<Record<string, string>> };
  return peerDependencies[name] ?? "latest";
}
