// The demo model's architecture: a CLIP small enough to ship, in everything else like its large siblings.

import type { ClipConfig } from "../clip/config.ts";

export const DEMO_CONFIG: ClipConfig = {
  embedDim: 64,
  imageSize: 96,
  patchSize: 8,
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
  quickGelu: false,
  vision: { width: 64, layers: 4, heads: 4, mlpWidth: 256 },
  text: { width: 32, layers: 2, heads: 4, mlpWidth: 128, contextLength: 77, vocabSize: 49408 },
};
