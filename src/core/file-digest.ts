// What a picture or mask file holds, whatever its name. Node only.

import { sha256OfFile } from "./digest.ts";
import { unreadableFile } from "./errors.ts";
import { fileBehind } from "./link-text.ts";

/** SHA-256 of a file, or of the one that it names where it is a link in text form; InputError naming the file. */
export async function fileDigest(path: string): Promise<string> {
  try {
    return await sha256OfFile(await fileBehind(path));
  } catch (error) {
    throw unreadableFile(path, error);
  }
}
