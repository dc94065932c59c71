// Where a command computes.

import { z } from "zod";
import { countFlag } from "./options.ts";

export const deviceFlags: {
  device: z.ZodDefault<z.ZodEnum<{ auto: "auto"; cpu: "cpu"; webgpu: "webgpu"; cuda: "cuda" }>>;
  threads: z.ZodOptional<z.ZodType<number>>;
} = {
  device: z.enum(["auto", "cpu", "webgpu", "cuda"]).default("auto").describe("auto, cpu, webgpu or cuda"),
  threads: countFlag("threads", 0).optional().describe("threads within one operator (0: all cores)"),
};
