// How a picture meets the detector: flags of every command that draws maps.

import { z } from "zod";
import { PRESET_NAMES } from "../core/preset.ts";
import { ASPECTS } from "../detector/framing.ts";

export const pipelineFlags: {
  preset: z.ZodDefault<z.ZodEnum<{ paper: "paper"; "released-code": "released-code" }>>;
  aspect: z.ZodDefault<z.ZodEnum<{ squash: "squash"; tile: "tile"; pad: "pad" }>>;
} = {
  preset: z
    .enum(PRESET_NAMES)
    .default("paper")
    .describe("paper, or released-code for the behaviour of the authors' code (default paper)"),
  aspect: z
    .enum(ASPECTS)
    .default("squash")
    .describe(
      "how non-square pictures become square: squash (as in the paper), tile or pad (default squash)",
    ),
};
