// faultline detector list: what --detector takes, and the settings that each takes with it.

import { z } from "zod";
import { DETECTORS } from "../../detector/registry.ts";
import type { DetectorSource } from "../../detector/source.ts";
import { defineCommand, type Registration } from "../command.ts";
import { ownFlagsOf } from "../detector-flags.ts";

interface ListedDetector {
  readonly name: string;
  /** As --detector takes it. */
  readonly written: string;
  readonly summary: string;
  readonly settings: readonly { readonly flag: string; readonly says: string }[];
}

export const detectorList: Registration = defineCommand({
  name: "detector list",
  summary: "List what --detector takes, each with its settings",
  example: "faultline detector list",
  options: z.object({ json: z.boolean().default(false).describe("one JSON document on standard output") }),
  run: async ({ json }, { out }) => {
    const detectors = DETECTORS.all().map(listed);
    if (json) out(JSON.stringify({ detectors }));
    else for (const line of detectors.flatMap(readable)) out(line);
    return 0;
  },
});

function listed(source: DetectorSource): ListedDetector {
  const { name, summary, address } = source;
  const settings = Object.entries(ownFlagsOf(source)).map(([flag, says]) => ({ flag, says }));
  return { name, written: address?.written ?? name, summary, settings };
}

function readable({ name, written, summary, settings }: ListedDetector): string[] {
  const named = written === name ? name : `${written} (${name})`;
  return [`${named}: ${summary}`, ...settings.map(({ flag, says }) => `  ${flag}  ${says}`)];
}
