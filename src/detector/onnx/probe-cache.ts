// What probing found, kept between runs: a detector of a second per picture would open in ten. Node only.

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import { cacheFolder } from "../cache-folder.ts";
import type { Probed } from "../tensor-model/probed.ts";

/** Of what is asked and how: what another one found is not used. */
const VERSION = 1;

const PIXELS = z.number().int().min(0);
const PROBED = z.object({
  repeats: z.boolean(),
  batches: z.boolean().nullable(),
  border: z.object({ top: PIXELS, bottom: PIXELS, left: PIXELS, right: PIXELS }).nullable(),
  doubts: z.array(z.string()),
});

/** What was found before under a key, which must name all that it depends on; else what `find` finds now. */
export async function cachedProbe(
  key: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  find: () => Promise<Probed>,
): Promise<Probed> {
  const folder = cacheFolder(env);
  const path = join(folder, `probe-${sha256(canonicalJson({ version: VERSION, ...key })).slice(0, 32)}.json`);
  const kept = await readFile(path, "utf8").then(parsed, () => null);
  if (kept !== null) return kept;
  const found = await find();
  await mkdir(folder, { recursive: true })
    .then(() => writeFileAtomic(path, JSON.stringify(found)))
    .catch(noCache);
  return found;
}

function parsed(text: string): Probed | null {
  try {
    return PROBED.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A cache that cannot be written is no failure: it was found out. */
function noCache(): void {}
