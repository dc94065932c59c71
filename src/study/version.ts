// The package's own version, for --version and provenance.

import { readFileSync } from "node:fs";

/** Version as package.json has it. */
export function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
