// WinCLIP over a CLIP checkpoint, as users name it.

import { z } from "zod";
import type { DetectorSettings, DetectorSource, FramelessDetector } from "../source.ts";
import { findCheckpoint, type ModelSettings, openModel } from "./open-model.ts";
import { promptTokens } from "./prompt-tokens.ts";
import { winclipScorer } from "./scorer.ts";

const OPTIONS = z.strictObject({
  model: z.string().describe("backbone name, hub id, folder, or demo"),
  visual: z.string().optional().describe("checkpoint whose vision tower replaces the model's (FARE)"),
});

export const winclipSource: DetectorSource = {
  name: "winclip",
  summary: "WinCLIP, zero-shot, over any CLIP checkpoint",
  options: OPTIONS,
  open: openWinclip,
  placed: (options, places) => {
    const { model } = OPTIONS.parse(options);
    return { ...options, model: places.get(model) ?? places.get("") ?? model };
  },
  digest: async (settings) => await (await findCheckpoint(modelSettings(settings))).checkpoint.digest(),
};

async function openWinclip(settings: DetectorSettings): Promise<FramelessDetector> {
  const { name, checkpoint, engine, tokenizer, textVectors, close } = await openModel(
    modelSettings(settings),
  );
  const digest = await checkpoint.digest();
  return {
    ...{ name, digest, engine, close, seen: [] },
    size: checkpoint.config.imageSize,
    prepare: async ({ className }) => {
      promptTokens(className, tokenizer);
      return winclipScorer({ checkpoint, engine, digest, textVectors }, className);
    },
  };
}

/** WinCLIP's settings as a model's. */
export function modelSettings({
  options,
  device,
  threads,
  env,
  cwd,
  openEngine,
}: DetectorSettings): ModelSettings {
  return { ...OPTIONS.parse(options), device, threads, env, cwd, openEngine };
}
