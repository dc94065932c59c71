// How a picture meets the detector: flags of every command that draws maps.

import { z } from "zod";
import { ASPECTS } from "../core/framing.ts";

export const pipelineFlags: {
  aspect: z.ZodDefault<z.ZodEnum<{ squash: "squash"; tile: "tile"; pad: "pad" }>>;
} = {
  aspect: z
    .enum(ASPECTS)
    .default("squash")
    .describe("pictures that are not square: squash (as the paper), tile or pad (default squash)"),
};
