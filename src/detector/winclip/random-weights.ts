// A stand-in for backbones whose weights are not here: random ones of the same shapes, which a step takes as long for.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BACKBONE_CONFIGS } from "../../clip/configs.ts";
import { writeRandomCheckpoint } from "../../clip/random-checkpoint.ts";
import type { DetectorSettings } from "../source.ts";
import { modelSettings } from "./source.ts";

/**
 * Runs `body` with the settings of a checkpoint of random weights, which lies in a temporary folder (up to 1.7 GB) and is
 * removed. Null, and nothing done, where the model is none of the paper's backbones.
 */
export async function withRandomWeights<Result>(
  settings: DetectorSettings,
  body: (random: DetectorSettings) => Promise<Result>,
): Promise<Result | null> {
  const { model } = modelSettings(settings);
  const config = Object.hasOwn(BACKBONE_CONFIGS, model) ? BACKBONE_CONFIGS[model] : undefined;
  if (config === undefined) return null;
  const folder = await mkdtemp(join(tmpdir(), "faultline-"));
  try {
    await writeRandomCheckpoint(folder, config, 0);
    // What is computed of random weights goes into no cache of the user's.
    const env = { ...settings.env, XDG_CACHE_HOME: folder };
    return await body({ ...settings, options: { model: folder }, env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
