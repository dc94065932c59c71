// The demo models' architectures: CLIPs small enough to ship, in everything else like their large siblings.

import type { ClipConfig } from "../clip/config.ts";
import { UsageError, unknownName } from "../core/errors.ts";

const DEMO: ClipConfig = {
  embedDim: 64,
  imageSize: 96,
  patchSize: 8,
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
  quickGelu: false,
  vision: { width: 64, layers: 4, heads: 4, mlpWidth: 256 },
  text: { width: 32, layers: 2, heads: 4, mlpWidth: 128, contextLength: 77, vocabSize: 49408 },
};

/** What `train-demo` can train, by the name under which it ships. */
export const DEMO_CONFIGS: Readonly<Record<string, ClipConfig>> = {
  demo: DEMO,
  "demo-wide": { ...DEMO, vision: { width: 128, layers: 3, heads: 4, mlpWidth: 256 } },
};

/** The architecture of a name; UsageError with the nearest known one otherwise. */
export function demoConfigNamed(name: string): ClipConfig {
  const found = Object.hasOwn(DEMO_CONFIGS, name) ? DEMO_CONFIGS[name] : undefined;
  if (found === undefined) throw new UsageError(unknownName("demo model", name, Object.keys(DEMO_CONFIGS)));
  return found;
}
