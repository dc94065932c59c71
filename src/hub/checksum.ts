// What an ETag of the hub says of a file's content: SHA-256 of a large one, git's SHA-1 of a small one.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** True where the file's content is what its ETag says; an ETag of neither form says nothing. */
export async function matchesEtag(path: string, etag: string): Promise<boolean> {
  const form = /^[0-9a-f]{64}$/.test(etag) ? "sha256" : /^[0-9a-f]{40}$/.test(etag) ? "sha1" : null;
  if (form === null) return true;
  const hash = createHash(form);
  if (form === "sha1") hash.update(`blob ${(await stat(path)).size}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex") === etag;
}
