// The text of the study file that the user names: a file, or what another program writes: `faultline run /dev/stdin`. Node
// only.

import { createReadStream } from "node:fs";
import { unreadableFile } from "../../core/errors.ts";
import { MOST_BYTES } from "./yaml.ts";

/**
 * The file's text, in UTF-8, cut where it is longer than a study file may be: who parses it says so. InputError, naming
 * the file as `shown`, where it is missing or unreadable.
 */
export async function readStudyText(path: string, shown: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // A pipe says nothing of its length, and a device has no end.
    for await (const chunk of createReadStream(path)) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > MOST_BYTES) break;
    }
  } catch (error) {
    throw unreadableFile(shown, error);
  }
  return Buffer.concat(chunks).toString("utf8");
}
