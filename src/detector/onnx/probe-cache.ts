// What probing found, kept between runs: a detector of a second per picture would open in ten. Node only.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import type { PictureSize } from "../../core/image.ts";
import { openIfThere } from "../../core/regular-file.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import { cacheFolder } from "../cache-folder.ts";
import type { Probed } from "../tensor-model/probed.ts";

/** Of what is asked and how: what another one found is not used. */
const VERSION = 1;

const PIXELS = z.number().int().min(0);
const DOUBT = z
  .string()
  .max(2000)
  .regex(/^\P{Cc}*$/u);
const PROBED = z.object({
  repeats: z.boolean(),
  batches: z.boolean().nullable(),
  border: z.object({ top: PIXELS, bottom: PIXELS, left: PIXELS, right: PIXELS }).nullable(),
  doubts: z.array(DOUBT).max(100),
});

/** What is kept is far shorter. */
const MOST_BYTES = 65_536;

/** All that what was found depends on. */
export interface ProbeKey {
  readonly digest: string;
  readonly provider: string;
  /** Of the probe pictures. */
  readonly size: PictureSize;
}

/** What was found before under a key; else, and where what was kept is damaged, what `find` finds now. */
export async function cachedProbe(
  key: ProbeKey,
  env: Readonly<Record<string, string | undefined>>,
  find: () => Promise<Probed>,
): Promise<Probed> {
  const folder = cacheFolder(env);
  const path = join(folder, `probe-${sha256(canonicalJson({ version: VERSION, ...key })).slice(0, 32)}.json`);
  const kept = await keptText(path).then(
    (text) => (text === null ? null : parsed(text, key.size)),
    () => null,
  );
  if (kept !== null) return kept;
  const found = await find();
  await mkdir(folder, { recursive: true })
    .then(() => writeFileAtomic(path, JSON.stringify(found)))
    .catch(noCache);
  return found;
}

async function keptText(path: string): Promise<string | null> {
  const file = await openIfThere(path);
  if (file === undefined) return null;
  try {
    return (await file.stat()).size > MOST_BYTES ? null : await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/** Null where it is no finding about pictures of that size. */
function parsed(text: string, { width, height }: PictureSize): Probed | null {
  try {
    const probed = PROBED.parse(JSON.parse(text));
    const { left, right, top, bottom } = probed.border ?? { left: 0, right: 0, top: 0, bottom: 0 };
    return Math.max(left, right) < width && Math.max(top, bottom) < height ? probed : null;
  } catch {
    return null;
  }
}

/** A cache that cannot be written is no failure: it was found out. */
function noCache(): void {}
