// Which CLIP model a command about CLIP uses: the flags, and the model opened from them.

import { z } from "zod";
import { type OpenModel, openModel } from "../detector/winclip/open-model.ts";
import type { Surroundings } from "./command.ts";
import { deviceFlags } from "./device-flags.ts";

export const modelFlags: typeof deviceFlags & {
  model: z.ZodString;
  visual: z.ZodOptional<z.ZodString>;
} = {
  model: z.string().describe("backbone name, hub id, folder, or demo"),
  visual: z.string().optional().describe("checkpoint whose vision tower replaces the model's (FARE)"),
  ...deviceFlags,
};

type ModelFlags = z.output<z.ZodObject<typeof modelFlags>>;

/** Opens the model that the flags name, runs `body`, and closes it whatever happens. */
export async function withModel<Result>(
  { model, visual, device, threads = 0 }: ModelFlags,
  { env, cwd }: Surroundings,
  body: (model: OpenModel) => Promise<Result>,
): Promise<Result> {
  const open = await openModel({ model, visual, device, threads, env, cwd });
  try {
    return await body(open);
  } finally {
    await open.close();
  }
}
