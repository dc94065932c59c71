// A detector with the chain around it, as a study's workers each need one.

import type { ActingSize } from "../core/acting-size.ts";
import type { PresetName } from "../core/preset.ts";
import type { Detector } from "../detector/detector.ts";
import { openDetector } from "../detector/registry.ts";
import type { DetectorSettings } from "../detector/source.ts";
import { pixelAuroc } from "../metrics/pixel-auroc.ts";
import { type Chain, openChain } from "../objective/chain.ts";

export interface OpenedChain {
  readonly detector: Detector;
  readonly chain: Chain;
  /** Closes both. */
  close(): Promise<void>;
}

/** Opens a detector and its chain; InputError where the detector is not found, not complete, or the device is missing. */
export async function openDetectorChain(
  settings: DetectorSettings,
  preset: PresetName,
  acting: ActingSize = "working",
): Promise<OpenedChain> {
  const detector = await openDetector(settings);
  const chain = openChain({ detector, preset, pixelAuroc, acting });
  return {
    detector,
    chain,
    close: async () => {
      await chain.close();
      await detector.close();
    },
  };
}
