// A run's page, tables and figures held against what its results give: rendered anew, they are the same bytes. Reads
// alone.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { type Check, Problems, whereDiffers } from "../results/check.ts";

/** A file's name within its folder, and what it must hold. */
export type RenderedFile = readonly [string, string | Uint8Array];

/**
 * Holds files against the disk, a check for each kind of them: "report.html", "tables", "figures". `render` may refuse
 * (InputError), as where a picture of the gallery is damaged.
 */
export async function verifyRendered(
  folder: string,
  render: () => Promise<readonly RenderedFile[]>,
  { again, version }: { readonly again: string; readonly version: string },
): Promise<Check[]> {
  const kinds = new Map<string, { readonly problems: Problems; count: number }>();
  try {
    for (const [name, content] of await render()) {
      const kind = name.split("/")[0] ?? name;
      const { problems, count } = kinds.get(kind) ?? { problems: new Problems(), count: 0 };
      const problem = await problemOf(join(folder, name), content);
      if (problem !== null)
        problems.add(`${problem}, by what faultline ${version} makes of the results; ${again}`);
      kinds.set(kind, { problems, count: count + 1 });
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = new Problems();
    problems.add(`${error.message}; remove ${join(folder, "results.json")} and run the same command again`);
    return [problems.check("report.html", "")];
  }
  return [...kinds].map(([kind, { problems, count }]) =>
    problems.check(
      kind,
      count === 1 ? "is what the results give" : `all ${count} files are what the results give`,
    ),
  );
}

/** How a file differs; null where it does not. */
async function problemOf(path: string, expected: string | Uint8Array): Promise<string | null> {
  const found = await readFile(path).catch(() => null);
  if (found === null) return `missing ${path}`;
  const bytes = Buffer.from(expected);
  if (found.equals(bytes)) return null;
  if (typeof expected !== "string") return `${path} has other bytes`;
  const text = found.toString("utf8");
  // Bytes that are no text are shown as the same sign: what differs is then elsewhere than it seems.
  return text === expected ? `${path} has other bytes` : `${path} differs ${whereDiffers(text, expected)}`;
}
