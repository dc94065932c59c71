// Which model a command uses, on what device: the flags, and the model opened from them.

import { z } from "zod";
import { type ModelSettings, type OpenModel, openModel } from "../detector/winclip/open-model.ts";
import type { Surroundings } from "./command.ts";
import { countFlag } from "./options.ts";

export const modelFlags: {
  model: z.ZodString;
  visual: z.ZodOptional<z.ZodString>;
  device: z.ZodDefault<z.ZodEnum<{ auto: "auto"; cpu: "cpu"; webgpu: "webgpu"; cuda: "cuda" }>>;
  threads: z.ZodOptional<z.ZodType<number>>;
} = {
  model: z.string().describe("backbone name, hub id, folder, or demo"),
  visual: z.string().optional().describe("checkpoint whose vision tower replaces the model's (FARE)"),
  device: z.enum(["auto", "cpu", "webgpu", "cuda"]).default("auto").describe("auto, cpu, webgpu or cuda"),
  threads: countFlag("threads", 0).optional().describe("threads within one operator (0: all cores)"),
};

type ModelFlags = z.output<z.ZodObject<typeof modelFlags>>;

/** The model that the flags name. */
export function modelSettings(
  { model, visual, device, threads = 0 }: ModelFlags,
  { env, cwd }: Pick<Surroundings, "env" | "cwd">,
): ModelSettings {
  return { model, visual, device, threads, env, cwd };
}

/** Opens the model that the flags name, runs `body`, and closes it whatever happens. */
export async function withModel<Result>(
  flags: ModelFlags,
  surroundings: Surroundings,
  body: (model: OpenModel) => Promise<Result>,
): Promise<Result> {
  const model = await openModel(modelSettings(flags, surroundings));
  try {
    return await body(model);
  } finally {
    await model.close();
  }
}
