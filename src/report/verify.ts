// A run's page, tables and figures held against what its results give: rendered anew, they are the same bytes. Reads
// alone.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { type Check, Problems, whereDiffers } from "../results/check.ts";

/** A file's name within its folder, and what it must hold. */
export type RenderedFile = readonly [string, string | Uint8Array];

export interface Rendering {
  /** The version that the results are of: another one may render them in another way. */
  readonly version: string;
  /** What is known of the results: unless they are as they were stamped, it is no bug where they cannot be rendered. */
  readonly results: Check["state"];
}

/** Files that have checks of their own. */
const RESULTS = /^(results|reproduction)\.json$/;

/**
 * Holds files against the disk, a check for each kind of them: "report.html", "tables", "figures". `render` may refuse
 * (InputError), as where a picture of the gallery is damaged.
 */
export async function verifyRendered(
  folder: string,
  render: () => Promise<readonly RenderedFile[]>,
  { version, results }: Rendering,
): Promise<Check[]> {
  let files: readonly RenderedFile[];
  try {
    files = await render();
  } catch (error) {
    if (!(error instanceof InputError) && results === "ok") throw error;
    const why = error instanceof InputError ? error.message : "the results cannot be rendered as they are";
    const problems = new Problems();
    problems.add(`${why}; remove ${join(folder, "results.json")}, and run the same command again`);
    return [problems.check("report.html", "")];
  }
  const kinds = new Map<string, RenderedFile[]>();
  for (const file of files.filter(([name]) => !RESULTS.test(name))) {
    const kind = file[0].split("/")[0] ?? file[0];
    kinds.set(kind, [...(kinds.get(kind) ?? []), file]);
  }
  const mend =
    results === "differs"
      ? "mend the results first: pages made anew would say the same"
      : `faultline report ${folder} makes it anew`;
  const checks: Check[] = [];
  for (const [kind, own] of kinds) {
    const problems = new Problems();
    for (const [name, content] of own) {
      const problem = await problemOf(join(folder, name), content);
      if (problem !== null)
        problems.add(`${problem}, from what the results give (made by faultline ${version}); ${mend}`);
    }
    const which = own.length === 1 ? "" : `${own.length} files, all `;
    checks.push(problems.check(kind, `${which}what the results give`));
  }
  return checks;
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
