// Where detectors keep what takes time to find out about a model, by content. Node only.

import { homedir } from "node:os";
import { join } from "node:path";

/** The folder of faultline's own cache: XDG_CACHE_HOME or ~/.cache, faultline. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "faultline");
}
